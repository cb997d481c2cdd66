package dev.tributary.sandbox.google;

import dev.tributary.sandbox.google.GoogleWorld.Account;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The Analytics Admin API v1beta, as far as a reader needs it, and v1alpha's attribution settings.
 */
final class AdminApi {
  private static final int PAGE_DEFAULT = 50;
  private static final int PAGE_MAX = 200;
  private static final String CREATED = "2023-03-01T09:00:00Z";

  private final GoogleWorld world;

  AdminApi(GoogleWorld world) {
    this.world = world;
  }

  Response accountSummaries(Request request) {
    boolean numbers = EnumEncoding.asNumbers(request);
    List<Map<String, Object>> all = new ArrayList<>();
    for (Account account : world.accounts()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", "accountSummaries/" + account.id());
      one.put("account", "accounts/" + account.id());
      one.put("displayName", account.displayName());
      List<Map<String, Object>> properties =
          visible(property -> property.account().equals(account.id())).stream()
              .map(property -> summary(property, numbers))
              .toList();
      if (!properties.isEmpty()) {
        one.put("propertySummaries", properties);
      }
      all.add(one);
    }
    return page("accountSummaries", all, request);
  }

  private static Map<String, Object> summary(GoogleProperty property, boolean numbers) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("property", "properties/" + property.id());
    one.put("displayName", property.displayName());
    one.put("propertyType", EnumEncoding.of(property.kind(), numbers));
    one.put("parent", property.parent());
    return one;
  }

  Response accounts(Request request) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Account account : world.accounts()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", "accounts/" + account.id());
      one.put("createTime", CREATED);
      one.put("updateTime", CREATED);
      one.put("displayName", account.displayName());
      one.put("regionCode", account.regionCode());
      all.add(one);
    }
    return page("accounts", all, request);
  }

  Response properties(Request request) {
    String filter = request.query("filter").orElse("");
    int colon = filter.indexOf(':');
    String kind = colon < 0 ? "" : filter.substring(0, colon);
    String name = filter.substring(colon + 1);
    Predicate<GoogleProperty> wanted =
        switch (kind) {
          case "parent" -> property -> property.parent().equals(name);
          case "ancestor" -> property -> ("accounts/" + property.account()).equals(name);
          default ->
              throw GoogleException.invalidArgument(
                  "The filter must be of the form parent:accounts/123 or ancestor:accounts/123.");
        };
    boolean numbers = EnumEncoding.asNumbers(request);
    List<Map<String, Object>> found =
        visible(wanted).stream().map(property -> describe(property, numbers)).toList();
    return page("properties", found, request);
  }

  Response property(String id, Request request) {
    return json(describe(readable(id), EnumEncoding.asNumbers(request)));
  }

  private static Map<String, Object> describe(GoogleProperty property, boolean numbers) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("name", "properties/" + property.id());
    one.put("propertyType", EnumEncoding.of(property.kind(), numbers));
    one.put("createTime", CREATED);
    one.put("updateTime", CREATED);
    one.put("parent", property.parent());
    one.put("displayName", property.displayName());
    one.put("industryCategory", numbers ? 26 : "SHOPPING");
    one.put("timeZone", property.zone().getId());
    one.put("currencyCode", property.currency());
    one.put(
        "serviceLevel",
        numbers
            ? (property.premium() ? 2 : 1)
            : (property.premium() ? "GOOGLE_ANALYTICS_360" : "GOOGLE_ANALYTICS_STANDARD"));
    one.put("account", "accounts/" + property.account());
    return one;
  }

  Response keyEvents(String id, Request request) {
    GoogleProperty property = readable(id);
    boolean numbers = EnumEncoding.asNumbers(request);
    List<Map<String, Object>> all = new ArrayList<>();
    for (String event : property.keyEvents()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put(
          "name",
          "properties/" + id + "/keyEvents/" + (7_000 + Math.abs(event.hashCode() % 1_000)));
      one.put("eventName", event);
      one.put("createTime", CREATED);
      one.put("deletable", !event.equals("purchase"));
      one.put("custom", !event.equals("purchase"));
      one.put("countingMethod", numbers ? 1 : "ONCE_PER_EVENT");
      all.add(one);
    }
    return page("keyEvents", all, request);
  }

  Response attributionSettings(String id, Request request) {
    GoogleProperty property = readable(id);
    boolean numbers = EnumEncoding.asNumbers(request);
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("name", "properties/" + id + "/attributionSettings");
    one.put(
        "acquisitionConversionEventLookbackWindow",
        numbers ? 2 : "ACQUISITION_CONVERSION_EVENT_LOOKBACK_WINDOW_30_DAYS");
    one.put(
        "otherConversionEventLookbackWindow",
        numbers ? 3 : "OTHER_CONVERSION_EVENT_LOOKBACK_WINDOW_90_DAYS");
    one.put("reportingAttributionModel", EnumEncoding.of(property.attribution(), numbers));
    one.put("adsWebConversionDataExportScope", numbers ? 2 : "PAID_AND_ORGANIC_CHANNELS");
    return json(one);
  }

  private GoogleProperty readable(String id) {
    return world
        .property(id)
        .filter(GoogleProperty::readable)
        .orElseThrow(() -> GoogleException.denied("The caller does not have permission"));
  }

  private List<GoogleProperty> visible(Predicate<GoogleProperty> wanted) {
    return world.properties().stream().filter(GoogleProperty::readable).filter(wanted).toList();
  }

  /** A page of {@code all}; the token is the number of its first entry. */
  private static Response page(String name, List<Map<String, Object>> all, Request request) {
    int size = number(request.query("pageSize").or(() -> request.query("page_size")));
    size = size == 0 ? PAGE_DEFAULT : Math.min(size, PAGE_MAX);
    int from = number(request.query("pageToken").or(() -> request.query("page_token")));
    int to = Math.min(all.size(), from + size);
    Map<String, Object> body = new LinkedHashMap<>();
    if (from < to) {
      body.put(name, all.subList(from, to));
    }
    if (to < all.size()) {
      body.put("nextPageToken", Integer.toString(to));
    }
    return json(body);
  }

  private static int number(Optional<String> text) {
    String digits = text.orElse("");
    if (!digits.matches("\\d{0,6}")) {
      throw GoogleException.invalidArgument("Invalid page size or page token: " + digits);
    }
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private static Response json(Map<String, Object> body) {
    return Response.json(200, GoogleJson.MAPPER.writeValueAsString(body));
  }
}
