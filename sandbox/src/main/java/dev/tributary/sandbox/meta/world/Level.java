package dev.tributary.sandbox.meta.world;

import java.util.Locale;
import java.util.Optional;

/** The four levels of Meta's hierarchy, from the top. */
public enum Level {
  ACCOUNT,
  CAMPAIGN,
  ADSET,
  AD;

  public String apiName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty for a name that is none. */
  public static Optional<Level> named(String apiName) {
    for (Level one : values()) {
      if (one.apiName().equals(apiName)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
