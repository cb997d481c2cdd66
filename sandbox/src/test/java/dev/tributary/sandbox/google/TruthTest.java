package dev.tributary.sandbox.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.sandbox.Client;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TruthTest {
  private static final String FROM = "2026-11-01";
  private static final String TO = "2026-11-22";
  private static final List<String> ADDED =
      List.of(
          "sessions",
          "engagedSessions",
          "newUsers",
          "screenPageViews",
          "eventCount",
          "keyEvents",
          "totalRevenue",
          "grossPurchaseRevenue",
          "refundAmount",
          "ecommercePurchases");
  private static final List<String> MORE =
      List.of(
          "addToCarts",
          "checkouts",
          "transactions",
          "firstTimePurchasers",
          "userEngagementDuration",
          "totalUsers",
          "activeUsers",
          "active1DayUsers",
          "active7DayUsers",
          "active28DayUsers");
  private static final List<String> RATIOS =
      List.of("engagementRate", "bounceRate", "averageSessionDuration", "sessionKeyEventRate");

  private Google google;

  @BeforeEach
  void start() {
    google = Google.start();
  }

  @AfterEach
  void stop() {
    google.close();
  }

  private Map<String, List<BigDecimal>> report(
      String property, List<String> dimensions, List<String> metrics) {
    Client.Answer answer =
        google.report(
            property,
            "{\"dimensions\":%s,\"metrics\":%s,\"limit\":100000,\"dateRanges\":[{\"startDate\":\"%s\",\"endDate\":\"%s\"}]}"
                .formatted(names(dimensions), names(metrics), FROM, TO));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Map<String, List<BigDecimal>> rows = new TreeMap<>();
    for (JsonNode row : answer.json().path("rows")) {
      List<BigDecimal> values = new ArrayList<>();
      row.get("metricValues")
          .forEach(value -> values.add(new BigDecimal(value.get("value").asString())));
      rows.put(row.at("/dimensionValues/0/value").asString(""), values);
    }
    return rows;
  }

  private static String names(List<String> names) {
    return names.stream().map(name -> "{\"name\":\"" + name + "\"}").toList().toString();
  }

  private JsonNode truth(String property, String more) {
    Client.Answer answer =
        google.client.get(
            "/control/truth?property=" + property + "&from=" + FROM + "&to=" + TO + more);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  @ParameterizedTest
  @ValueSource(strings = {GoogleWorld.SHOP, GoogleWorld.US_STORE, GoogleWorld.PREMIUM})
  void reports_of_a_period_tell_the_truth(String property) {
    for (List<String> metrics : List.of(ADDED, MORE)) {
      List<BigDecimal> reported = report(property, List.of(), metrics).get("");
      JsonNode truth = truth(property, "&metrics=" + String.join(",", metrics)).get("period");
      for (int n = 0; n < metrics.size(); n++) {
        assertThat(reported.get(n))
            .as(metrics.get(n))
            .isPositive()
            .isEqualByComparingTo(truth.get(metrics.get(n)).decimalValue());
      }
    }
  }

  @Test
  void ratios_tell_the_truth() {
    List<BigDecimal> reported = report(GoogleWorld.SHOP, List.of(), RATIOS).get("");
    JsonNode truth = truth(GoogleWorld.SHOP, "&metrics=" + String.join(",", RATIOS)).get("period");
    for (int n = 0; n < RATIOS.size(); n++) {
      assertThat(reported.get(n).doubleValue())
          .as(RATIOS.get(n))
          .isCloseTo(truth.get(RATIOS.get(n)).asDouble(), Offset.offset(1e-9));
    }
  }

  @Test
  void daily_rows_add_up_to_the_sum_of_days() {
    Map<String, List<BigDecimal>> days = report(GoogleWorld.SHOP, List.of("date"), ADDED);
    JsonNode truth =
        truth(GoogleWorld.SHOP, "&metrics=" + String.join(",", ADDED)).get("sumOfDays");
    for (int n = 0; n < ADDED.size(); n++) {
      int metric = n;
      BigDecimal sum =
          days.values().stream()
              .map(values -> values.get(metric))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(sum).isEqualByComparingTo(truth.get(ADDED.get(n)).decimalValue());
    }
  }

  @Test
  void users_and_ratios_of_daily_rows_are_told_too() {
    List<String> metrics = List.of("totalUsers", "active7DayUsers", "engagedSessions", "sessions");
    Map<String, List<BigDecimal>> days = report(GoogleWorld.SHOP, List.of("date"), metrics);
    JsonNode truth =
        truth(GoogleWorld.SHOP, "&metrics=engagementRate," + String.join(",", metrics))
            .get("sumOfDays");
    List<BigDecimal> sums = new ArrayList<>();
    for (int n = 0; n < metrics.size(); n++) {
      int metric = n;
      sums.add(
          days.values().stream()
              .map(values -> values.get(metric))
              .reduce(BigDecimal.ZERO, BigDecimal::add));
      assertThat(sums.get(n)).isEqualByComparingTo(truth.get(metrics.get(n)).decimalValue());
    }
    assertThat(truth.get("engagementRate").asDouble())
        .isCloseTo(sums.get(2).doubleValue() / sums.get(3).doubleValue(), Offset.offset(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "date",
        "country",
        "deviceCategory",
        "landingPagePlusQueryString",
        "sessionDefaultChannelGroup",
        "sessionSource",
        "sessionMedium",
        "sessionCampaignName",
        "sessionManualCampaignId"
      })
  void every_row_of_a_breakdown_tells_the_truth(String dimension) {
    List<String> metrics = List.of("sessions", "keyEvents", "totalRevenue", "totalUsers");
    compare(dimension, metrics);
  }

  @ParameterizedTest
  @ValueSource(strings = {"defaultChannelGroup", "source", "medium", "campaignName"})
  void every_row_of_credited_sources_tells_the_truth(String dimension) {
    List<String> metrics =
        List.of("eventCount", "keyEvents", "totalRevenue", "refundAmount", "ecommercePurchases");
    compare(dimension, metrics);
  }

  @Test
  void every_event_tells_the_truth() {
    compare("eventName", List.of("eventCount", "keyEvents", "totalRevenue", "sessions"));
  }

  @Test
  void last_click_credit_is_not_shared() {
    google
        .sandbox
        .google()
        .world()
        .edit(
            GoogleWorld.SHOP,
            property ->
                property.withAttribution(
                    GoogleProperty.AttributionModel.PAID_AND_ORGANIC_CHANNELS_LAST_CLICK));
    compare("source", List.of("keyEvents", "totalRevenue"));
  }

  private void compare(String dimension, List<String> metrics) {
    Map<String, List<BigDecimal>> rows = report(GoogleWorld.SHOP, List.of(dimension), metrics);
    JsonNode truth =
        truth(GoogleWorld.SHOP, "&by=" + dimension + "&metrics=" + String.join(",", metrics))
            .get("by");
    assertThat(rows.keySet()).containsExactlyInAnyOrderElementsOf(truth.propertyNames());
    rows.forEach((value, reported) -> {
      for (int n = 0; n < metrics.size(); n++) {
        assertThat(reported.get(n))
            .as(value + " " + metrics.get(n))
            .isEqualByComparingTo(truth.get(value).get(metrics.get(n)).decimalValue());
      }
    });
  }

  @Test
  void the_truth_of_an_earlier_time_can_be_asked_for() {
    List<BigDecimal> then = report(GoogleWorld.SHOP, List.of(), ADDED).get("");
    google.sandbox.clock().advance(Duration.ofDays(5));
    JsonNode truth =
        truth(GoogleWorld.SHOP, "&asOf=" + Google.NOW + "&metrics=" + String.join(",", ADDED));
    assertThat(truth.at("/period/sessions").decimalValue()).isEqualByComparingTo(then.getFirst());
    JsonNode now = truth(GoogleWorld.SHOP, "&metrics=sessions");
    assertThat(now.at("/period/sessions").decimalValue()).isGreaterThan(then.getFirst());
  }

  @Test
  void questions_that_cannot_be_answered_are_explained() {
    for (String query :
        List.of(
            "property=412001&from=2026-11-01&to=2026-11-02",
            "property=412001&from=2026-11-01&metrics=sessions",
            "property=412001&from=yesterday&to=2026-11-02&metrics=sessions",
            "property=412001&from=2026-11-01&to=2026-11-02&metrics=nonsense",
            "property=412001&from=2026-11-01&to=2026-11-02&metrics=sessions&by=weather")) {
      Client.Answer answer = google.client.get("/control/truth?" + query);
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.at("/error")).isNotEmpty();
    }
    assertThat(
            google
                .client
                .get("/control/truth?property=9&from=2026-11-01&to=2026-11-02&metric=sessions")
                .status())
        .isEqualTo(404);
    assertThatThrownBy(() -> google.sandbox.google().truth("9", Google.NOW))
        .hasMessageContaining("no property 9");
  }
}
