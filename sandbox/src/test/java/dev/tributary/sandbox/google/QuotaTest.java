package dev.tributary.sandbox.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.google.oauth.OAuthClient;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaTest {
  private static final String PROJECT = OAuthClient.READY.project();
  private static final String BODY =
      """
      {"dimensions":[{"name":"%s"}],"metrics":[{"name":"sessions"}],
       "dateRanges":[{"startDate":"yesterday","endDate":"yesterday"}],"returnPropertyQuota":true}
      """;

  private Google google;

  @BeforeEach
  void start() {
    google = Google.start();
  }

  @AfterEach
  void stop() {
    google.close();
  }

  private Client.Answer ask() {
    return google.report(GoogleWorld.SHOP, BODY.formatted("date"));
  }

  private GoogleProperty shop() {
    return google.sandbox.google().world().property(GoogleWorld.SHOP).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "day, Exhausted property tokens per day.",
    "hour, Exhausted property tokens per hour.",
    "project, Exhausted property tokens for a project per hour.",
    "errors, Exhausted server errors quota."
  })
  void a_used_up_quota_refuses_in_its_own_words(String name, String text) {
    google.sandbox.google().quotas().exhaust(name, shop(), PROJECT, Google.NOW);
    Client.Answer answer = ask();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.at("/error/status")).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(answer.at("/error/message")).startsWith(text);
  }

  @Test
  void an_unknown_quota_is_refused_with_those_that_exist() {
    assertThatThrownBy(
            () -> google.sandbox.google().quotas().exhaust("luck", shop(), PROJECT, Google.NOW))
        .hasMessageContaining("thresholded");
  }

  @Test
  void hourly_tokens_come_back_with_the_next_hour() {
    google.sandbox.clock().freezeAt(Google.NOW.plusSeconds(60));
    google
        .sandbox
        .google()
        .quotas()
        .exhaust("project", shop(), PROJECT, google.sandbox.clock().instant());
    google.sandbox.clock().freezeAt(Google.NOW.plusSeconds(3_599));
    assertThat(ask().status()).isEqualTo(429);
    Instant later = Google.NOW.plusSeconds(3_600);
    Quotas quotas = google.sandbox.google().quotas();
    quotas.enter(shop(), PROJECT, later);
    assertThat(quotas.charge(shop(), PROJECT, 1, later).projectHour().remaining())
        .isEqualTo(13_999);
  }

  @Test
  void daily_tokens_come_back_at_midnight_in_los_angeles() {
    Quotas quotas = new Quotas(true);
    Instant evening = Instant.parse("2026-11-23T07:59:00Z");
    quotas.exhaust("day", shop(), PROJECT, evening);
    assertThatThrownBy(() -> quotas.enter(shop(), PROJECT, evening))
        .hasMessageContaining("per day");
    quotas.enter(shop(), PROJECT, evening.plusSeconds(60));
  }

  @Test
  void another_project_has_its_own_hour() {
    Quotas quotas = new Quotas(true);
    quotas.exhaust("project", shop(), PROJECT, Google.NOW);
    quotas.enter(shop(), "777", Google.NOW);
    assertThatThrownBy(() -> quotas.enter(shop(), PROJECT, Google.NOW))
        .hasMessageContaining("project");
  }

  @Test
  void an_answer_tells_what_was_used_and_what_is_left() {
    ask();
    Client.Answer answer = ask();
    assertThat(answer.json().at("/propertyQuota/tokensPerDay/consumed").asInt()).isEqualTo(1);
    assertThat(answer.json().at("/propertyQuota/tokensPerDay/remaining").asInt())
        .isEqualTo(199_998);
    assertThat(answer.json().at("/propertyQuota/tokensPerProjectPerHour/remaining").asInt())
        .isEqualTo(13_998);
    Client.Answer premium = google.report(GoogleWorld.PREMIUM, BODY.formatted("date"));
    assertThat(premium.json().at("/propertyQuota/tokensPerHour/remaining").asInt())
        .isEqualTo(399_999);
    assertThat(premium.json().at("/propertyQuota/concurrentRequests/remaining").asInt())
        .isEqualTo(49);
  }

  @Test
  void ten_server_errors_lock_the_property_for_the_hour() {
    google.sandbox.faults().add(Fault.once("google.500", "runReport").times(10));
    for (int n = 0; n < 10; n++) {
      assertThat(ask().status()).isEqualTo(500);
    }
    assertThat(ask().at("/error/message")).startsWith("Exhausted server errors quota.");
  }

  @Test
  void server_errors_of_nobody_count_for_nobody() {
    google.sandbox.faults().add(Fault.once("google.500", "runReport").times(20));
    for (int n = 0; n < 20; n++) {
      google.client.post("/v1beta/properties/412001:runReport", "{}", "Authorization", "Bearer x");
    }
    assertThat(ask().status()).isEqualTo(200);
  }

  @Test
  void demographic_requests_are_counted_and_withhold_small_rows() {
    Client.Answer first = google.report(GoogleWorld.SHOP, BODY.formatted("userAgeBracket"));
    assertThat(first.json().at("/metadata/subjectToThresholding").asBoolean()).isTrue();
    assertThat(
            first
                .json()
                .at("/propertyQuota/potentiallyThresholdedRequestsPerHour/remaining")
                .asInt())
        .isEqualTo(119);
    google.sandbox.google().quotas().exhaust("thresholded", shop(), PROJECT, Google.NOW);
    assertThat(ask().status()).isEqualTo(200);
    assertThat(google.report(GoogleWorld.SHOP, BODY.formatted("userGender")).at("/error/message"))
        .startsWith("Exhausted potentially thresholded requests quota.");
  }

  @Test
  void the_eleventh_request_at_once_is_refused_and_a_finished_one_makes_room() {
    Quotas quotas = google.sandbox.google().quotas();
    for (int n = 0; n < 10; n++) {
      quotas.enter(shop(), PROJECT, Google.NOW);
    }
    assertThat(ask().at("/error/message")).startsWith("Exhausted concurrent requests quota.");
    quotas.leave(GoogleWorld.SHOP);
    for (int n = 0; n < 5; n++) {
      assertThat(ask().status()).isEqualTo(200);
    }
  }

  @Test
  void switched_off_quotas_refuse_nothing() {
    try (Google open =
        new Google(SandboxOptions.DEFAULT.withMachine(() -> Google.NOW).withQuotas(false))) {
      for (String name : List.of("day", "hour", "project", "errors", "thresholded")) {
        open.sandbox.google().quotas().exhaust(name, shop(), PROJECT, Google.NOW);
      }
      Client.Answer answer = open.report(GoogleWorld.SHOP, BODY.formatted("userGender"));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().at("/propertyQuota/tokensPerDay/remaining").asInt()).isZero();
    }
  }

  @Test
  void a_batch_counts_as_five_reports_at_most() {
    String one = BODY.formatted("date");
    Client.Answer two =
        google.post(
            "/v1beta/properties/412001:batchRunReports",
            "{\"requests\":[" + one + "," + one + "]}");
    assertThat(two.at("/kind")).isEqualTo("analyticsData#batchRunReports");
    assertThat(two.json().at("/reports/1/propertyQuota/tokensPerDay/remaining").asInt())
        .isEqualTo(199_998);
    String six = "{\"requests\":[" + (one + ",").repeat(5) + one + "]}";
    assertThat(google.post("/v1beta/properties/412001:batchRunReports", six).status())
        .isEqualTo(400);
    assertThat(google.post("/v1beta/properties/412001:batchRunReports", "{}").status())
        .isEqualTo(400);
    String foreign =
        "{\"requests\":[" + one.replaceFirst("\\{", "{\"property\":\"properties/423001\",") + "]}";
    assertThat(google.post("/v1beta/properties/412001:batchRunReports", foreign).status())
        .isEqualTo(400);
    String same = foreign.replace("423001", "412001");
    assertThat(google.post("/v1beta/properties/412001:batchRunReports", same).status())
        .isEqualTo(200);
  }
}
