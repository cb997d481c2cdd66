package dev.tributary.googleanalytics;

import dev.tributary.spi.Account;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** GA4 properties as accounts of the contract. */
final class Properties {
  static final String SERVICE_LEVEL = "service_level";
  static final String PROPERTY_TYPE = "property_type";
  static final String ACCOUNT_NAME = "account_name";
  static final String PARENT = "parent";
  static final String ATTRIBUTION_MODEL = "attribution_model";
  static final String ATTRIBUTION_LOOKBACK = "attribution_lookback";
  static final String KEY_EVENTS = "key_events";

  private final AdminApi admin;

  Properties(AdminApi admin) {
    this.admin = admin;
  }

  /** Every property that the login may see, roll-up and sub-properties labelled as such. */
  List<Account> all(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    List<Account> accounts = new ArrayList<>();
    for (JsonNode summary : admin.accountSummaries(credentials, call)) {
      if (summary.path("propertySummaries").isEmpty()) {
        continue;
      }
      Map<String, JsonNode> details = new HashMap<>();
      for (JsonNode property :
          admin.properties(summary.path("account").asString(""), credentials, call)) {
        details.put(property.path("name").asString(""), property);
      }
      for (JsonNode property : summary.path("propertySummaries")) {
        String name = property.path("property").asString("");
        JsonNode listed = details.get(name);
        // What is named in the summary and may not be read cannot be kept in sync either.
        Optional<JsonNode> detail =
            listed == null
                ? optional(() -> admin.property(id(name), credentials, call))
                : Optional.of(listed);
        if (detail.isPresent()) {
          accounts.add(
              account(
                  detail.get(), Map.of(ACCOUNT_NAME, summary.path("displayName").asString(""))));
        }
      }
    }
    return accounts;
  }

  /**
   * One property with everything that a health check compares.
   *
   * @throws SyncException with {@link Failure.AccountGone} when it lies in the trash
   */
  Account one(String id, ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    JsonNode property = admin.property(id, credentials, call);
    if (property.has("deleteTime")) {
      throw new SyncException(
          new Failure.AccountGone(
              "Property "
                  + id
                  + " was moved to the trash in Google Analytics; restore it there or choose"
                  + " another one."));
    }
    Map<String, String> facts = new HashMap<>();
    optional(() -> admin.attributionSettings(id, credentials, call))
        .ifPresent(settings -> {
          facts.put(ATTRIBUTION_MODEL, settings.path("reportingAttributionModel").asString(""));
          facts.put(
              ATTRIBUTION_LOOKBACK,
              settings.path("acquisitionConversionEventLookbackWindow").asString("")
                  + " "
                  + settings.path("otherConversionEventLookbackWindow").asString(""));
        });
    optional(() -> admin.keyEvents(id, credentials, call))
        .ifPresent(events -> facts.put(KEY_EVENTS, listed(events)));
    return account(property, facts);
  }

  private interface Asked<T> {
    T get() throws SyncException, InterruptedException;
  }

  /** A setting that this login or this version of the API does not show is simply not compared. */
  private static <T> Optional<T> optional(Asked<T> asked)
      throws SyncException, InterruptedException {
    try {
      return Optional.of(asked.get());
    } catch (SyncException refused) {
      return switch (refused.failure()) {
        case Failure.PermissionMissing missing -> Optional.empty();
        case Failure.AccountGone gone -> Optional.empty();
        case Failure.InvalidRequest invalid -> Optional.empty();
        case Failure other -> throw refused;
      };
    }
  }

  private static String listed(List<JsonNode> events) {
    return events.stream()
        .map(event ->
            event.path("eventName").asString("") + ":" + event.path("countingMethod").asString(""))
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static Account account(JsonNode property, Map<String, String> more) throws SyncException {
    String id = id(property.path("name").asString(""));
    Map<String, String> facts = new HashMap<>(more);
    facts.put(
        SERVICE_LEVEL, stripped(property.path("serviceLevel").asString(""), "GOOGLE_ANALYTICS_"));
    facts.put(
        PROPERTY_TYPE, stripped(property.path("propertyType").asString(""), "PROPERTY_TYPE_"));
    facts.put(PARENT, property.path("parent").asString(""));
    ZoneId zone = zone(id, property.path("timeZone").asString(""));
    createdOn(property.path("createTime").asString(""), zone)
        .ifPresent(day -> facts.put(Account.CREATED_ON, day));
    return new Account(
        id,
        property.path("displayName").asString("Property " + id),
        zone,
        Optional.of(property.path("currencyCode").asString("")).filter(code -> !code.isEmpty()),
        facts);
  }

  private static Optional<String> createdOn(String time, ZoneId zone) {
    try {
      return Optional.of(LocalDate.ofInstant(Instant.parse(time), zone).toString());
    } catch (DateTimeException unknown) {
      return Optional.empty();
    }
  }

  private static ZoneId zone(String id, String zone) throws SyncException {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException unknown) {
      throw malformed(
          "Property "
              + id
              + " has a time zone that this Java does not know; update its time zone data.");
    }
  }

  static String id(String resourceName) throws SyncException {
    String id = resourceName.substring(resourceName.indexOf('/') + 1);
    if (!resourceName.startsWith("properties/") || !id.matches("\\d{1,19}")) {
      throw malformed("Google named a property in an unknown way.");
    }
    return id;
  }

  private static String stripped(String constant, String prefix) {
    return (constant.startsWith(prefix) ? constant.substring(prefix.length()) : constant)
        .toLowerCase(Locale.ROOT);
  }

  private static SyncException malformed(String message) {
    return new SyncException(new Failure.Malformed(message, Optional.empty()));
  }
}
