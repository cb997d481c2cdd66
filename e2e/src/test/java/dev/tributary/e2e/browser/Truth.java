package dev.tributary.e2e.browser;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What really happened in an account of the sandbox, written as the first screen has to write it:
 * tiles by their names, over the 28 days that end yesterday.
 */
final class Truth {
  private static final int DAYS = 28;

  private Truth() {}

  /** The tiles of Google Analytics. */
  static Map<String, String> tiles(Site site, String property)
      throws IOException, InterruptedException {
    JsonNode answer =
        ask(
            site,
            "property=" + property,
            "sessions,engagedSessions,totalRevenue,totalUsers,keyEvents,ecommercePurchases");
    JsonNode sums = answer.path("sumOfDays");
    Map<String, String> tiles = new LinkedHashMap<>();
    tiles.put("Sessions", whole(sums, "sessions"));
    tiles.put("Total revenue", "€" + digits(number(sums, "totalRevenue"), 2));
    tiles.put("Total users", whole(answer.path("period"), "totalUsers"));
    BigDecimal engaged = number(sums, "engagedSessions");
    BigDecimal sessions = number(sums, "sessions");
    tiles.put(
        "Engagement rate",
        digits(engaged.movePointRight(2).divide(sessions, 1, RoundingMode.HALF_EVEN), 1) + "%");
    tiles.put("Purchases", whole(sums, "ecommercePurchases"));
    return tiles;
  }

  /** The tiles of Meta Ads. */
  static Map<String, String> ads(Site site, String account)
      throws IOException, InterruptedException {
    JsonNode sums =
        ask(site, "account=" + account, "spend,impressions,link_clicks,purchases,purchase_value")
            .path("sumOfDays");
    BigDecimal spend = number(sums, "spend");
    Map<String, String> tiles = new LinkedHashMap<>();
    tiles.put("Spend", "€" + digits(spend, 2));
    tiles.put("Impressions", whole(sums, "impressions"));
    tiles.put("Link clicks", whole(sums, "link_clicks"));
    tiles.put("Purchases", whole(sums, "purchases"));
    tiles.put(
        "ROAS", digits(number(sums, "purchase_value").divide(spend, 2, RoundingMode.HALF_UP), 2));
    return tiles;
  }

  private static JsonNode ask(Site site, String account, String metrics)
      throws IOException, InterruptedException {
    LocalDate last = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    String question =
        "%s/control/truth?%s&from=%s&to=%s&metrics=%s"
            .formatted(site.sandbox().base(), account, last.minusDays(DAYS - 1L), last, metrics);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return new JsonMapper()
          .readTree(
              client
                  .send(
                      HttpRequest.newBuilder(URI.create(question)).build(), BodyHandlers.ofString())
                  .body());
    }
  }

  private static BigDecimal number(JsonNode sums, String metric) {
    return new BigDecimal(sums.path(metric).asString());
  }

  private static String whole(JsonNode sums, String metric) {
    return digits(number(sums, metric), 0);
  }

  private static String digits(BigDecimal number, int decimals) {
    return String.format(Locale.UK, "%,." + decimals + "f", number);
  }
}
