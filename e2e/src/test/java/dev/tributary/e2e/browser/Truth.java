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
 * What really happened in a property of the sandbox, written as the first screen has to write it.
 */
final class Truth {
  private static final int DAYS = 28;

  private Truth() {}

  /** The tiles of Google Analytics by their names, over the 28 days that end yesterday. */
  static Map<String, String> tiles(Site site, String property)
      throws IOException, InterruptedException {
    LocalDate last = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    String question =
        "%s/control/truth?property=%s&from=%s&to=%s&metrics=%s"
            .formatted(
                site.sandbox().base(),
                property,
                last.minusDays(DAYS - 1L),
                last,
                "sessions,engagedSessions,totalRevenue,totalUsers,keyEvents,ecommercePurchases");
    JsonNode answer;
    try (HttpClient client = HttpClient.newHttpClient()) {
      answer =
          new JsonMapper()
              .readTree(
                  client
                      .send(
                          HttpRequest.newBuilder(URI.create(question)).build(),
                          BodyHandlers.ofString())
                      .body());
    }
    JsonNode sums = answer.path("sumOfDays");
    Map<String, String> tiles = new LinkedHashMap<>();
    tiles.put("Sessions", whole(sums.path("sessions")));
    tiles.put(
        "Total revenue", "€" + digits(new BigDecimal(sums.path("totalRevenue").asString()), 2));
    tiles.put("Total users", whole(answer.path("period").path("totalUsers")));
    BigDecimal engaged = new BigDecimal(sums.path("engagedSessions").asString());
    BigDecimal sessions = new BigDecimal(sums.path("sessions").asString());
    tiles.put(
        "Engagement rate",
        digits(engaged.movePointRight(2).divide(sessions, 1, RoundingMode.HALF_EVEN), 1) + "%");
    tiles.put("Purchases", whole(sums.path("ecommercePurchases")));
    return tiles;
  }

  private static String whole(JsonNode number) {
    return digits(new BigDecimal(number.asString()), 0);
  }

  private static String digits(BigDecimal number, int decimals) {
    return String.format(Locale.UK, "%,." + decimals + "f", number);
  }
}
