package dev.tributary.metaads;

import dev.tributary.spi.Dimension;
import dev.tributary.spi.StreamDescriptor;
import java.util.Locale;

/** How finely insights tell objects apart, coarsest first. */
enum Level {
  ACCOUNT("account_id"),
  CAMPAIGN("campaign_id"),
  ADSET("adset_id"),
  AD("ad_id");

  private final String idField;

  Level(String idField) {
    this.idField = idField;
  }

  /** The field of a row that names the object. */
  String idField() {
    return idField;
  }

  /** The value of the parameter {@code level}, and the beginning of a filter's field. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Level of(StreamDescriptor stream) {
    Level finest = ACCOUNT;
    for (Dimension dimension : stream.dimensions()) {
      for (Level level : values()) {
        if (dimension.field().equals(level.idField) && level.compareTo(finest) > 0) {
          finest = level;
        }
      }
    }
    return finest;
  }
}
