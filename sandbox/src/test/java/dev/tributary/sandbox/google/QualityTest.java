package dev.tributary.sandbox.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.google.traffic.Scale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QualityTest {
  private static final String BODY =
      """
      {"dimensions":[{"name":"date"},{"name":"landingPagePlusQueryString"}],
       "metrics":[{"name":"sessions"},{"name":"totalRevenue"}],
       "dateRanges":[{"startDate":"2026-10-01","endDate":"2026-10-10"}],"limit":250000}
      """;

  private Google google;

  @BeforeEach
  void start() {
    google =
        new Google(
            SandboxOptions.DEFAULT.withMachine(() -> Google.NOW).withScale(new Scale(600, 60, 4)));
  }

  @AfterEach
  void stop() {
    google.close();
  }

  private Client.Answer ask(Quality quality) {
    google
        .sandbox
        .google()
        .world()
        .edit(GoogleWorld.SHOP, property -> property.withQuality(quality));
    return google.report(GoogleWorld.SHOP, BODY);
  }

  @Test
  void every_page_is_visited_every_day() {
    Client.Answer answer = ask(Quality.FULL);
    assertThat(answer.json().get("rowCount").asInt()).isEqualTo(10 * 600);
    assertThat(answer.json().get("metadata").has("dataLossFromOtherRow")).isFalse();
    assertThat(answer.json().get("metadata").has("subjectToThresholding")).isFalse();
    assertThat(answer.json().get("metadata").has("samplingMetadatas")).isFalse();
  }

  @Test
  void history_is_as_long_as_its_scale() {
    Client.Answer answer =
        google.report(GoogleWorld.SHOP, BODY.replace("2026-10-01", "2026-01-01"));
    assertThat(answer.at("/rows/0/dimensionValues/0/value")).isEqualTo("20260923");
  }

  @Test
  void pages_beyond_the_limit_are_rolled_into_other() {
    Client.Answer answer = ask(new Quality(100, 100, 0));
    assertThat(answer.json().get("rowCount").asInt()).isEqualTo(10 * 101);
    assertThat(answer.body()).contains("\"(other)\"");
    assertThat(answer.json().at("/metadata/dataLossFromOtherRow").asBoolean()).isTrue();
  }

  @Test
  void a_sample_is_blown_up_to_the_whole() {
    Client.Answer answer = ask(new Quality(Integer.MAX_VALUE, 25, 0));
    assertThat(answer.json().get("rowCount").asInt()).isEqualTo(10 * 150);
    assertThat(answer.at("/metadata/samplingMetadatas/0/samplesReadCount")).matches("\\d+");
    assertThat(answer.json().at("/rows/0/metricValues/0/value").asInt() % 4).isZero();
  }

  @Test
  void rows_of_few_users_are_withheld() {
    Client.Answer answer = ask(new Quality(Integer.MAX_VALUE, 100, 4));
    assertThat(answer.json().get("rowCount").asInt()).isBetween(100, 5_000);
    assertThat(answer.json().at("/metadata/subjectToThresholding").asBoolean()).isTrue();
  }

  @Test
  void an_edit_shows_in_the_next_page_too() {
    String page = BODY.replace("\"limit\":250000", "\"limit\":1000,\"offset\":1000");
    Client.Answer before = google.report(GoogleWorld.SHOP, page);
    assertThat(google.report(GoogleWorld.SHOP, page).body()).isEqualTo(before.body());
    google
        .sandbox
        .google()
        .world()
        .edit(GoogleWorld.SHOP, property -> property.withScale(new Scale(300, 60, 4)));
    assertThat(google.report(GoogleWorld.SHOP, page).json().get("rowCount").asInt())
        .isEqualTo(10 * 300);
  }
}
