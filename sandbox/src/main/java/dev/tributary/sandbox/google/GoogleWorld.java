package dev.tributary.sandbox.google;

import dev.tributary.sandbox.google.GoogleProperty.AttributionModel;
import dev.tributary.sandbox.google.GoogleProperty.Kind;
import dev.tributary.sandbox.google.report.Source;
import dev.tributary.sandbox.google.traffic.Event;
import dev.tributary.sandbox.google.traffic.Scale;
import dev.tributary.sandbox.google.traffic.Traffic;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The accounts and properties of the simulated Analytics. Safe to use from many threads. */
public final class GoogleWorld {
  /** An account by number, with the name it shows. */
  public record Account(String id, String displayName, String regionCode) {}

  public static final String SHOP = "412001";
  public static final String US_STORE = "412002";
  public static final String ROLLUP = "412003";
  public static final String SUBPROPERTY = "412004";
  public static final String PREMIUM = "423001";
  public static final String FORBIDDEN = "423002";
  public static final String YEN = "434001";

  private static final List<Account> ACCOUNTS =
      List.of(
          new Account("1001", "Nordlicht Handel", "DE"),
          new Account("1002", "Kauri Outdoor", "NZ"),
          new Account("1003", "Nobody Yet", "US"),
          new Account("1004", "Sakura Tea", "JP"));
  private static final List<String> KEY_EVENTS = List.of("purchase", "generate_lead", "sign_up");

  private final long seed;
  private final LocalDate started;
  private final Map<String, GoogleProperty> properties = new LinkedHashMap<>();
  private final Map<String, Traffic> traffic = new LinkedHashMap<>();

  /**
   * @param started history reaches back from here
   * @param scale of every property; the control API changes single ones
   */
  public GoogleWorld(long seed, LocalDate started, Scale scale) {
    this.seed = seed;
    this.started = started;
    reset(scale);
  }

  /** All properties as they were in the beginning. */
  public synchronized void reset(Scale scale) {
    properties.clear();
    traffic.clear();
    add(scale, SHOP, "1001", "Nordlicht Shop", Kind.PROPERTY_TYPE_ORDINARY, "Europe/Berlin", "EUR");
    add(
        scale,
        US_STORE,
        "1001",
        "Nordlicht US Store",
        Kind.PROPERTY_TYPE_ORDINARY,
        "America/Los_Angeles",
        "USD");
    add(
        scale,
        ROLLUP,
        "1001",
        "Nordlicht All Shops",
        Kind.PROPERTY_TYPE_ROLLUP,
        "Europe/Berlin",
        "EUR");
    add(
        scale,
        SUBPROPERTY,
        "1001",
        "Nordlicht Magazine",
        Kind.PROPERTY_TYPE_SUBPROPERTY,
        "Europe/Berlin",
        "EUR");
    add(
        scale,
        PREMIUM,
        "1002",
        "Kauri Outdoor",
        Kind.PROPERTY_TYPE_ORDINARY,
        "Pacific/Auckland",
        "NZD");
    add(
        scale,
        FORBIDDEN,
        "1002",
        "Kauri Legacy",
        Kind.PROPERTY_TYPE_ORDINARY,
        "Pacific/Auckland",
        "NZD");
    add(scale, YEN, "1004", "Sakura Tea", Kind.PROPERTY_TYPE_ORDINARY, "Asia/Tokyo", "JPY");
    edit(FORBIDDEN, property -> property.withReadable(false));
  }

  private void add(
      Scale scale,
      String id,
      String account,
      String name,
      Kind kind,
      String zone,
      String currency) {
    String parent =
        kind == Kind.PROPERTY_TYPE_SUBPROPERTY ? "properties/" + SHOP : "accounts/" + account;
    boolean premium = kind == Kind.PROPERTY_TYPE_ROLLUP || id.equals(PREMIUM);
    properties.put(
        id,
        new GoogleProperty(
            id,
            account,
            parent,
            name,
            kind,
            ZoneId.of(zone),
            currency,
            premium,
            true,
            AttributionModel.PAID_AND_ORGANIC_CHANNELS_DATA_DRIVEN,
            KEY_EVENTS,
            scale,
            Quality.FULL));
  }

  public List<Account> accounts() {
    return ACCOUNTS;
  }

  public synchronized Collection<GoogleProperty> properties() {
    return List.copyOf(properties.values());
  }

  public synchronized Optional<GoogleProperty> property(String id) {
    return Optional.ofNullable(properties.get(id));
  }

  /** Changes one property; throws when there is none with this id. */
  public synchronized GoogleProperty edit(String id, UnaryOperator<GoogleProperty> change) {
    GoogleProperty property = properties.get(id);
    if (property == null) {
      throw new IllegalArgumentException(
          "the sandbox has no property " + id + "; it has " + properties.keySet());
    }
    GoogleProperty changed = change.apply(property);
    properties.put(id, changed);
    traffic.remove(id);
    return changed;
  }

  public synchronized Traffic traffic(GoogleProperty property) {
    return traffic.computeIfAbsent(
        property.id(), id -> new Traffic(seed, id, property.zone(), property.scale(), started));
  }

  /** What reports about {@code property} are computed from at a moment. */
  public Source source(GoogleProperty property, Instant asOf) {
    return new Source(
        traffic(property),
        asOf,
        Event.bits(property.keyEvents()),
        property.attribution() == AttributionModel.PAID_AND_ORGANIC_CHANNELS_DATA_DRIVEN,
        property.quality().landingsMax(),
        property.quality().samplePercent(),
        property.quality().usersMin());
  }
}
