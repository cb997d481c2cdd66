package dev.tributary.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.sandbox.google.oauth.Consent;
import dev.tributary.sandbox.google.oauth.OAuthClient;
import dev.tributary.sandbox.google.oauth.OAuthServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class FaultsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:00:00Z");
  private static final String REPORT = "/v1beta/properties/412001:runReport";
  private static final String BODY =
      """
      {"dimensions":[{"name":"date"}],"metrics":[{"name":"sessions"},{"name":"eventCount"}],
       "dateRanges":[{"startDate":"2026-10-01","endDate":"2026-10-10"}],"limit":4%s}
      """;

  private Sandbox sandbox;
  private Client client;
  private String token;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start(SandboxOptions.DEFAULT.withMachine(() -> NOW).withGzip(false));
    client = new Client(sandbox);
    token =
        sandbox
            .google()
            .oauth()
            .tokens()
            .addAccess(OAuthClient.READY, Consent.OWNER, Set.of(OAuthServer.READ_SCOPE), "")
            .token();
  }

  @AfterEach
  void stop() {
    client.close();
    sandbox.close();
  }

  private Client.Answer report(String more) {
    return client.post(REPORT, BODY.formatted(more), "Authorization", "Bearer " + token);
  }

  private List<String> days(Client.Answer answer) {
    List<String> days = new ArrayList<>();
    for (JsonNode row : answer.json().path("rows")) {
      days.add(row.at("/dimensionValues/0/value").asString());
    }
    return days;
  }

  @ParameterizedTest
  @CsvSource({
    "google.401, 401, Request had invalid authentication credentials.",
    "google.403.permission, 403, User does not have sufficient permissions for this property.",
    "google.403.scope, 403, Request had insufficient authentication scopes.",
    "google.403.disabled, 403, Google Analytics Data API has not been used in project",
    "google.429.concurrent, 429, Exhausted concurrent requests quota.",
    "google.429.project-hour, 429, Exhausted property tokens for a project per hour.",
    "google.429.hour, 429, Exhausted property tokens per hour.",
    "google.429.day, 429, Exhausted property tokens per day.",
    "google.429.thresholded, 429, Exhausted potentially thresholded requests quota.",
    "google.429.server-errors, 429, Exhausted server errors quota.",
    "google.429.unknown, 429, Quota exceeded for a reason not seen before.",
    "google.500, 500, Internal error encountered.",
    "google.503, 503, The service is currently unavailable."
  })
  void googles_errors_come_in_its_own_words(String kind, int status, String text) {
    sandbox.faults().add(Fault.once(kind, "runReport"));
    Client.Answer answer = report("");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().at("/error/code").asInt()).isEqualTo(status);
    assertThat(answer.at("/error/message")).startsWith(text);
    assertThat(report("").status()).isEqualTo(200);
  }

  @Test
  void a_grant_dies_at_the_token_address() {
    sandbox.faults().add(Fault.once("google.invalid-grant", "POST /token"));
    Client.Answer answer = client.form("/token", Map.of("grant_type", "refresh_token"));
    assertThat(answer.at("/error_description")).isEqualTo("Token has been expired or revoked.");
  }

  @Test
  void a_fault_waits_for_its_request_and_ends_after_its_times() {
    sandbox.faults().add(Fault.once("google.503", "runReport").after(1).times(2));
    assertThat(client.get("/v1beta/accounts").status()).isEqualTo(401);
    List<Integer> statuses = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      statuses.add(report("").status());
    }
    assertThat(statuses).containsExactly(200, 503, 503, 200);
    assertThat(sandbox.faults().waiting()).isEmpty();
  }

  @Test
  void a_lasting_fault_stays_until_it_is_cleared() {
    sandbox.faults().add(Fault.always("google.500", ""));
    for (int n = 0; n < 3; n++) {
      assertThat(report("").status()).isEqualTo(500);
    }
    sandbox.faults().clear();
    assertThat(report("").status()).isEqualTo(200);
  }

  @Test
  void a_fault_that_does_not_exist_is_refused_with_those_that_do() {
    assertThatThrownBy(() -> sandbox.faults().add(Fault.once("earthquake", "")))
        .hasMessageContaining("earthquake")
        .hasMessageContaining("google.429.hour");
  }

  @Test
  void any_status_and_body_can_be_answered() {
    sandbox
        .faults()
        .add(
            Fault.once("status", "")
                .with("status", 418)
                .with("body", "short and stout")
                .with("contentType", "text/plain"));
    Client.Answer answer = report("");
    assertThat(answer.status()).isEqualTo(418);
    assertThat(answer.body()).isEqualTo("short and stout");
    assertThat(answer.headers().firstValue("content-type")).contains("text/plain");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 502})
  void a_page_of_html_comes_with_any_status(int status) {
    sandbox.faults().add(Fault.once("html", "").with("status", status));
    Client.Answer answer = report("");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).startsWith("<!doctype html>");
  }

  @Test
  void a_redirect_leads_elsewhere() {
    sandbox.faults().add(Fault.once("redirect", ""));
    Client.Answer answer = report("");
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.headers().firstValue("location")).contains("http://127.0.0.1:9/elsewhere");
  }

  @ParameterizedTest
  @CsvSource({"0", "100"})
  void a_reset_kills_the_connection(long bytes) {
    sandbox.faults().add(Fault.once("reset", "").with("bytes", bytes));
    assertThatThrownBy(() -> report(""))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseInstanceOf(IOException.class);
    assertThat(sandbox.requests().all().getLast().fault()).isEqualTo("reset");
  }

  @Test
  void a_truncated_answer_ends_before_its_announced_length() {
    sandbox.faults().add(Fault.once("truncated", ""));
    assertThatThrownBy(() -> report("")).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void a_malformed_answer_is_complete_but_no_json() {
    sandbox.faults().add(Fault.once("malformed", ""));
    Client.Answer answer = report("");
    assertThat(answer.status()).isEqualTo(200);
    assertThatThrownBy(answer::json).isInstanceOf(JacksonException.class);
  }

  @Test
  void slow_bytes_arrive_in_the_end() {
    sandbox.faults().add(Fault.once("slow", "").with("pieceBytes", 400).with("pauseMillis", 2));
    assertThat(days(report(""))).hasSize(4);
  }

  @Test
  void a_huge_answer_is_as_long_as_asked() {
    sandbox.faults().add(Fault.once("huge", "").with("bytes", 300_000));
    assertThat(report("").body()).hasSize(300_000).isBlank();
  }

  @Test
  void a_bomb_is_small_on_the_wire_and_huge_unpacked() throws Exception {
    sandbox.faults().add(Fault.once("gzip-bomb", "").with("bytes", 5_000_000));
    var request = client.request(REPORT).POST(HttpRequest.BodyPublishers.noBody()).build();
    try (var http = HttpClient.newHttpClient()) {
      var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
      assertThat(response.body().length).isLessThan(100_000);
      try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
        assertThat(unpacked.readAllBytes()).hasSize(5_000_000);
      }
    }
  }

  @Test
  void the_same_page_comes_again_whatever_is_asked() {
    List<String> first = days(report(""));
    assertThat(days(report(",\"offset\":4"))).doesNotContainAnyElementsOf(first);
    sandbox.faults().add(Fault.always("google.same-page", ""));
    assertThat(days(report(",\"offset\":4"))).isEqualTo(first);
    Client.Answer summaries =
        client.get(
            "/v1beta/accountSummaries?pageSize=2&pageToken=2", "Authorization", "Bearer " + token);
    assertThat(summaries.at("/accountSummaries/0/account")).isEqualTo("accounts/1001");
    Client.Answer batch =
        client.post(
            "/v1beta/properties/412001:batchRunReports",
            "{\"requests\":[" + BODY.formatted(",\"offset\":4") + "]}",
            "Authorization",
            "Bearer " + token);
    assertThat(batch.at("/reports/0/rows/0/dimensionValues/0/value")).isEqualTo(first.getFirst());
  }

  @Test
  void a_page_can_be_shorter_than_its_row_count_promises() {
    sandbox.faults().add(Fault.once("google.short-page", "").with("rows", 3));
    Client.Answer answer = report("");
    assertThat(days(answer)).hasSize(1);
    assertThat(answer.json().get("rowCount").asInt()).isEqualTo(10);
  }

  @Test
  void a_day_can_be_missing() {
    sandbox.faults().add(Fault.once("google.missing-day", "").with("day", "20261002"));
    Client.Answer answer = report("");
    assertThat(days(answer)).containsExactly("20261001", "20261003", "20261004");
    assertThat(answer.json().get("rowCount").asInt()).isEqualTo(3);
  }

  @Test
  void a_row_can_have_too_few_values() {
    sandbox.faults().add(Fault.once("google.value-missing", ""));
    assertThat(report("").json().at("/rows/0/metricValues").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "9999999999999999999999", "1,234", ""})
  void a_number_can_be_none(String value) {
    sandbox.faults().add(Fault.once("google.bad-number", "").with("value", value));
    assertThat(report("").at("/rows/0/metricValues/0/value")).isEqualTo(value);
  }

  @Test
  void other_can_stand_where_a_day_should() {
    sandbox.faults().add(Fault.once("google.other-day", ""));
    Client.Answer answer = report("");
    assertThat(days(answer)).contains("(other)");
    assertThat(answer.json().at("/metadata/dataLossFromOtherRow").asBoolean()).isTrue();
  }

  @Test
  void metadata_can_change_under_the_reader() {
    sandbox.faults().add(Fault.once("google.zone", ""));
    sandbox.faults().add(Fault.once("google.currency", "").with("value", "GBP"));
    sandbox.faults().add(Fault.once("google.other-row", ""));
    sandbox.faults().add(Fault.once("google.thresholded", ""));
    sandbox.faults().add(Fault.once("google.sampled", ""));
    assertThat(report("").at("/metadata/timeZone")).isEqualTo("Asia/Tokyo");
    assertThat(report("").at("/metadata/currencyCode")).isEqualTo("GBP");
    assertThat(report("").json().at("/metadata/dataLossFromOtherRow").asBoolean()).isTrue();
    assertThat(report("").json().at("/metadata/subjectToThresholding").asBoolean()).isTrue();
    assertThat(report("").at("/metadata/samplingMetadatas/0/samplesReadCount")).isEqualTo("500000");
  }

  @Test
  void campaigns_can_be_called_anything() {
    sandbox.faults().add(Fault.once("google.names", "").with("names", "=one\n<two>"));
    Client.Answer answer =
        client.post(
            REPORT,
            """
            {"dateRanges": [{"startDate": "yesterday", "endDate": "yesterday"}],
             "dimensions": [{"name": "date"}, {"name": "sessionCampaignName"}],
             "metrics": [{"name": "sessions"}]}
            """,
            "Authorization",
            "Bearer " + token);
    assertThat(answer.at("/rows/0/dimensionValues/1/value")).isEqualTo("=one");
    assertThat(answer.at("/rows/1/dimensionValues/1/value")).isEqualTo("<two>");
    assertThat(answer.at("/rows/2/dimensionValues/1/value")).isEqualTo("<two> 2");
    sandbox.faults().add(Fault.once("google.names", ""));
    assertThat(days(report(""))).hasSize(4);
  }

  @Test
  void faults_of_reports_leave_errors_and_empty_reports_alone() {
    for (String kind :
        List.of(
            "google.short-page",
            "google.missing-day",
            "google.value-missing",
            "google.bad-number",
            "google.other-day")) {
      sandbox.faults().add(Fault.once(kind, ""));
      Client.Answer empty =
          client.post(
              REPORT,
              BODY.formatted("").replace("2026-10", "2036-10"),
              "Authorization",
              "Bearer " + token);
      assertThat(empty.json().has("rows")).isFalse();
      sandbox.faults().add(Fault.once(kind, ""));
      assertThat(client.get("/v1beta/accounts").status()).isEqualTo(401);
    }
  }

  @Test
  void a_setting_that_is_no_number_is_refused() {
    assertThatThrownBy(() -> Fault.once("html", "").with("status", "soon"))
        .hasMessageContaining("a whole number as status, not soon");
  }

  @Test
  void the_log_names_the_fault() {
    sandbox.faults().add(Fault.once("google.500", ""));
    report("");
    LoggedRequest logged = sandbox.requests().all().getLast();
    assertThat(logged.fault()).isEqualTo("google.500");
    assertThat(logged.status()).isEqualTo(500);
    assertThat(logged.body().getBytes(StandardCharsets.UTF_8)).hasSize((int) logged.requestBytes());
  }
}
