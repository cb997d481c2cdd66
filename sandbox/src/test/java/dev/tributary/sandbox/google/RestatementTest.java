package dev.tributary.sandbox.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.google.oauth.OAuthClient;
import dev.tributary.sandbox.google.oauth.OAuthServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How 20 November 2026, Berlin time, looks as time goes by. */
class RestatementTest {
  private static final Instant END_OF_DAY = Instant.parse("2026-11-20T23:00:00Z");

  private Google google;

  @BeforeEach
  void start() {
    google = Google.start();
  }

  @AfterEach
  void stop() {
    google.close();
  }

  private Map<String, BigDecimal> at(Duration age, String dimension, String metric) {
    return at(google, END_OF_DAY.plus(age), dimension, metric);
  }

  private static Map<String, BigDecimal> at(
      Google google, Instant when, String dimension, String metric) {
    google.sandbox.clock().freezeAt(when);
    String token = google.token(Set.of(OAuthServer.READ_SCOPE), OAuthClient.READY);
    Client.Answer answer =
        google.client.post(
            "/v1beta/properties/412001:runReport",
            """
            {"dimensions":[{"name":"%s"}],"metrics":[{"name":"%s"}],
             "dateRanges":[{"startDate":"2026-11-20","endDate":"2026-11-20"}]}
            """
                .formatted(dimension, metric),
            "Authorization",
            "Bearer " + token);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Map<String, BigDecimal> rows = new TreeMap<>();
    for (JsonNode row : answer.json().path("rows")) {
      rows.put(
          row.at("/dimensionValues/0/value").asString(),
          new BigDecimal(row.at("/metricValues/0/value").asString()));
    }
    return rows;
  }

  private static BigDecimal sum(Map<String, BigDecimal> rows) {
    return rows.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void a_day_grows_while_it_lasts_and_for_two_and_a_half_days_more() {
    BigDecimal before = BigDecimal.ZERO;
    for (int hours : new int[] {-20, -12, -1, 0, 24, 48}) {
      BigDecimal now = sum(at(Duration.ofHours(hours), "date", "sessions"));
      assertThat(now).isGreaterThan(before);
      before = now;
    }
    BigDecimal complete = sum(at(Duration.ofHours(60), "date", "sessions"));
    assertThat(complete).isGreaterThan(before);
    assertThat(sum(at(Duration.ofDays(90), "date", "sessions"))).isEqualTo(complete);
  }

  @Test
  void a_day_that_has_not_begun_is_empty() {
    assertThat(at(Duration.ofHours(-25), "date", "sessions")).isEmpty();
  }

  @Test
  void sessions_without_a_source_find_one_by_the_third_day() {
    Map<String, BigDecimal> early = at(Duration.ofHours(20), "sessionSource", "sessions");
    Map<String, BigDecimal> late = at(Duration.ofHours(73), "sessionSource", "sessions");
    assertThat(early).containsKey("(data not available)");
    assertThat(late).doesNotContainKey("(data not available)");
  }

  @Test
  void credit_moves_between_campaigns_for_two_weeks_and_the_total_stays() {
    Map<String, BigDecimal> third = at(Duration.ofDays(3), "campaignName", "totalRevenue");
    Map<String, BigDecimal> seventh = at(Duration.ofDays(7), "campaignName", "totalRevenue");
    Map<String, BigDecimal> fourteenth = at(Duration.ofDays(14), "campaignName", "totalRevenue");
    Map<String, BigDecimal> ninetieth = at(Duration.ofDays(90), "campaignName", "totalRevenue");
    assertThat(seventh).isNotEqualTo(third);
    assertThat(fourteenth).isNotEqualTo(seventh).isEqualTo(ninetieth);
    assertThat(sum(seventh)).isEqualByComparingTo(sum(third));
    assertThat(sum(fourteenth)).isEqualByComparingTo(sum(third));
  }

  @Test
  void credit_that_nobody_had_finds_its_owner_and_its_row_vanishes() {
    assertThat(at(Duration.ofDays(3), "source", "keyEvents")).containsKey("(data not available)");
    assertThat(at(Duration.ofDays(14), "source", "keyEvents"))
        .doesNotContainKey("(data not available)");
  }

  @Test
  void the_same_clock_and_seed_give_the_same_answer_in_another_process() {
    Map<String, BigDecimal> here = at(Duration.ofHours(30), "sessionCampaignName", "eventCount");
    try (Google twin = Google.start()) {
      assertThat(
              at(twin, END_OF_DAY.plus(Duration.ofHours(30)), "sessionCampaignName", "eventCount"))
          .isEqualTo(here);
    }
    try (Google other = new Google(SandboxOptions.DEFAULT.withSeed(7))) {
      assertThat(
              at(other, END_OF_DAY.plus(Duration.ofHours(30)), "sessionCampaignName", "eventCount"))
          .isNotEqualTo(here);
    }
  }

  @Test
  void campaigns_start_and_end() {
    Map<String, BigDecimal> today = at(Duration.ofDays(20), "sessionCampaignName", "sessions");
    assertThat(today.keySet()).anyMatch(name -> name.startsWith("season-"));
    google.sandbox.clock().freezeAt(END_OF_DAY.plus(Duration.ofDays(20)));
    Client.Answer answer =
        google.client.get(
            "/control/truth?property=412001&from=2026-09-01&to=2026-11-20&metrics=sessions"
                + "&by=sessionCampaignName");
    long seasons =
        answer.json().get("by").propertyNames().stream()
            .filter(name -> name.startsWith("season-"))
            .count();
    assertThat(seasons).isGreaterThanOrEqualTo(3);
  }
}
