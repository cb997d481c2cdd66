package dev.tributary.sandbox.google;

import dev.tributary.sandbox.google.traffic.Scale;
import java.time.ZoneId;
import java.util.List;

/**
 * One simulated Analytics property.
 *
 * @param id the number in "properties/412001"
 * @param account the number in "accounts/1001"
 * @param parent resource name: an account's, or the source property's of a sub-property
 * @param premium true for Analytics 360
 * @param readable false when the sandbox's users may not see it
 */
public record GoogleProperty(
    String id,
    String account,
    String parent,
    String displayName,
    Kind kind,
    ZoneId zone,
    String currency,
    boolean premium,
    boolean readable,
    AttributionModel attribution,
    List<String> keyEvents,
    Scale scale,
    Quality quality) {

  /** In the vendor's order, numbered from 1. */
  public enum Kind {
    PROPERTY_TYPE_ORDINARY,
    PROPERTY_TYPE_SUBPROPERTY,
    PROPERTY_TYPE_ROLLUP
  }

  /** Who gets the credit for a key event; in the vendor's order, numbered from 1. */
  public enum AttributionModel {
    PAID_AND_ORGANIC_CHANNELS_DATA_DRIVEN,
    PAID_AND_ORGANIC_CHANNELS_LAST_CLICK,
    GOOGLE_PAID_CHANNELS_LAST_CLICK
  }

  public GoogleProperty {
    keyEvents = List.copyOf(keyEvents);
  }

  public GoogleProperty withZone(ZoneId other) {
    return new GoogleProperty(
        id,
        account,
        parent,
        displayName,
        kind,
        other,
        currency,
        premium,
        readable,
        attribution,
        keyEvents,
        scale,
        quality);
  }

  public GoogleProperty withCurrency(String other) {
    return new GoogleProperty(
        id,
        account,
        parent,
        displayName,
        kind,
        zone,
        other,
        premium,
        readable,
        attribution,
        keyEvents,
        scale,
        quality);
  }

  public GoogleProperty withDisplayName(String other) {
    return new GoogleProperty(
        id,
        account,
        parent,
        other,
        kind,
        zone,
        currency,
        premium,
        readable,
        attribution,
        keyEvents,
        scale,
        quality);
  }

  public GoogleProperty withReadable(boolean other) {
    return new GoogleProperty(
        id,
        account,
        parent,
        displayName,
        kind,
        zone,
        currency,
        premium,
        other,
        attribution,
        keyEvents,
        scale,
        quality);
  }

  public GoogleProperty withAttribution(AttributionModel other) {
    return new GoogleProperty(
        id,
        account,
        parent,
        displayName,
        kind,
        zone,
        currency,
        premium,
        readable,
        other,
        keyEvents,
        scale,
        quality);
  }

  public GoogleProperty withKeyEvents(List<String> other) {
    return new GoogleProperty(
        id,
        account,
        parent,
        displayName,
        kind,
        zone,
        currency,
        premium,
        readable,
        attribution,
        other,
        scale,
        quality);
  }

  public GoogleProperty withScale(Scale other) {
    return new GoogleProperty(
        id,
        account,
        parent,
        displayName,
        kind,
        zone,
        currency,
        premium,
        readable,
        attribution,
        keyEvents,
        other,
        quality);
  }

  public GoogleProperty withQuality(Quality other) {
    return new GoogleProperty(
        id,
        account,
        parent,
        displayName,
        kind,
        zone,
        currency,
        premium,
        readable,
        attribution,
        keyEvents,
        scale,
        other);
  }
}
