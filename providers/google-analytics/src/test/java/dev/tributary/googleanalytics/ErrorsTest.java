package dev.tributary.googleanalytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncRequest.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every error that Google documents, and what it means for a sync. */
class ErrorsTest extends SandboxedTest {

  @Test
  void a_refused_token_asks_for_a_refresh() {
    sandbox.faults().add(Fault.once("google.401", "runReport"));
    assertThat(failure("overview")).isInstanceOf(Failure.TokenRejected.class);
  }

  @Test
  void a_grant_that_was_revoked_is_rejected_at_refresh() {
    sandbox.google().oauth().tokens().revokeAll();
    Failure failure = failure(() -> adapter.refresh(credentials, call()));
    assertThat(failure).isInstanceOf(Failure.GrantRejected.class);
    assertThat(failure.message()).contains("expired or revoked").contains("reconnect");
  }

  @Test
  void a_property_that_the_login_may_not_see_stops_its_integration_alone() {
    sandbox.faults().add(Fault.once("google.403.permission", "runReport"));
    Failure failure = failure("overview");
    assertThat(failure).isInstanceOf(Failure.PermissionMissing.class);
    assertThat(failure.scope()).isEqualTo(Failure.Scope.INTEGRATION);
    assertThat(failure.message()).contains("property 412001").contains("Viewer");
  }

  @Test
  void a_token_without_the_scope_names_the_scope() {
    sandbox.faults().add(Fault.once("google.403.scope", "runReport"));
    assertThat(failure("overview"))
        .isInstanceOfSatisfying(
            Failure.PermissionMissing.class,
            missing -> assertThat(missing.permission()).isEqualTo(GoogleOAuth.SCOPE));
  }

  @Test
  void an_api_that_is_not_enabled_is_the_operators_affair() {
    sandbox.faults().add(Fault.once("google.403.disabled", "runReport"));
    Failure failure = failure("overview");
    assertThat(failure).isInstanceOf(Failure.Misconfigured.class);
    assertThat(failure.message()).contains("not enabled");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"BILLING_DISABLED", "CONSUMER_INVALID", "SERVICE_BLOCKED", "API_KEY_INVALID"})
  void a_project_that_google_refuses_is_the_operators_affair(String reason) {
    answer(
        403,
        """
        {"error":{"code":403,"message":"No.","status":"PERMISSION_DENIED","details":[
          {"@type":"type.googleapis.com/google.rpc.Help"},
          {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"%s"}]}}\
        """
            .formatted(reason));
    assertThat(failure("overview")).isInstanceOf(Failure.Misconfigured.class);
  }

  @Test
  void too_many_requests_at_once_wait_half_a_minute() {
    sandbox.faults().add(Fault.once("google.429.concurrent", "runReport"));
    assertThat(failure("overview"))
        .isInstanceOfSatisfying(
            Failure.Throttled.class,
            throttled -> assertThat(throttled.delay()).isEqualTo(Duration.ofSeconds(30)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"errors\":[{\"reason\":\"rateLimitExceeded\"}]",
        "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
            + "\"reason\":\"RATE_LIMIT_EXCEEDED\"}]"
      })
  void too_many_requests_a_minute_are_no_missing_permission(String said) {
    answer(403, "{\"error\":{\"code\":403,\"message\":\"Too fast.\"," + said + "}}");
    assertThat(failure("overview"))
        .isInstanceOfSatisfying(
            Failure.Throttled.class,
            throttled -> assertThat(throttled.delay()).isEqualTo(Duration.ofMinutes(1)));
  }

  @ParameterizedTest
  @CsvSource({
    "google.429.project-hour, tokensPerProjectPerHour",
    "google.429.hour, tokensPerHour",
    "google.429.thresholded, potentiallyThresholdedRequestsPerHour",
    "google.429.server-errors, serverErrorsPerProjectPerHour",
    "google.429.unknown, tokensPerProjectPerHour",
  })
  void an_hourly_quota_waits_an_hour_at_most_and_names_its_bucket(String fault, String bucket) {
    sandbox.faults().add(Fault.once(fault, "runReport"));
    exhausted(bucket, NOW.plus(Duration.ofHours(1)));
  }

  @Test
  void the_daily_quota_waits_for_midnight_in_california() {
    sandbox.faults().add(Fault.once("google.429.day", "runReport"));
    exhausted("tokensPerDay", Instant.parse("2026-11-23T08:00:00Z"));
  }

  @Test
  void midnight_in_california_follows_its_clock_changes() {
    assertThat(Quotas.nextPacificMidnight(Instant.parse("2026-11-01T07:30:00Z")))
        .isEqualTo(Instant.parse("2026-11-02T08:00:00Z"));
    assertThat(Quotas.nextPacificMidnight(Instant.parse("2026-03-08T08:00:00Z")))
        .isEqualTo(Instant.parse("2026-03-09T07:00:00Z"));
  }

  @Test
  void an_announced_wait_counts_more_than_our_guess() {
    assertThat(Quotas.exhausted("it", "Exhausted concurrent requests quota.", announced(7), NOW))
        .isInstanceOfSatisfying(
            Failure.Throttled.class,
            throttled -> assertThat(throttled.delay()).isEqualTo(Duration.ofSeconds(7)));
    assertThat(Quotas.exhausted("it", "tokens per hour", announced(600), NOW))
        .isInstanceOfSatisfying(
            Failure.QuotaExhausted.class,
            quota -> assertThat(quota.until()).isEqualTo(NOW.plusSeconds(600)));
    assertThat(Quotas.exhausted("it", "", announced(20_000), NOW))
        .isInstanceOfSatisfying(
            Failure.QuotaExhausted.class,
            quota -> assertThat(quota.until()).isEqualTo(NOW.plusSeconds(3_600)));
  }

  @ParameterizedTest
  @CsvSource({"google.500, 500", "google.503, 503"})
  void a_server_error_goes_to_the_ladder(String fault, int status) {
    sandbox.faults().add(Fault.once(fault, "runReport"));
    assertThat(failure("overview"))
        .isInstanceOfSatisfying(
            Failure.Unavailable.class,
            unavailable -> assertThat(unavailable.status()).isEqualTo(status));
  }

  @Test
  void a_field_that_google_does_not_know_is_named() {
    answer(
        400, "{\"error\":{\"code\":400,\"message\":\"Invalid.\",\"status\":\"INVALID_ARGUMENT\"}}");
    sandbox
        .faults()
        .add(
            Fault.once("status", "/metadata")
                .with("status", 200)
                .with(
                    "body",
                    """
                    {"dimensions":[{"apiName":"date"}],"metrics":[{"apiName":"sessions"},
                      {"apiName":"conversions","deprecatedApiNames":["keyEvents"]}]}\
                    """));
    Failure failure = failure("overview");
    assertThat(failure).isInstanceOf(Failure.InvalidRequest.class);
    assertThat(failure.message())
        .contains("does not know engagedSessions, newUsers")
        .doesNotContain("keyEvents")
        .contains("Invalid.");
  }

  @Test
  void fields_that_do_not_go_together_are_named() {
    answer(400, "{\"error\":{\"code\":400,\"message\":\"Incompatible.\"}}");
    sandbox
        .faults()
        .add(
            Fault.once("status", "checkCompatibility")
                .with("status", 200)
                .with(
                    "body",
                    """
                    {"dimensionCompatibilities":[{"compatibility":"INCOMPATIBLE",
                        "dimensionMetadata":{"apiName":"itemName"}}],
                     "metricCompatibilities":[
                       {"compatibility":"INCOMPATIBLE","metricMetadata":{"apiName":"newUsers"}},
                       {"compatibility":"COMPATIBLE","metricMetadata":{"apiName":"sessions"}}]}\
                    """));
    assertThat(failure("overview").message())
        .contains("cannot combine newUsers with")
        .doesNotContain("itemName");
  }

  @Test
  void a_refusal_stays_even_when_its_reason_cannot_be_found() {
    answer(400, "{\"error\":{\"code\":400,\"message\":\"No such thing.\"}}");
    sandbox.faults().add(Fault.once("google.500", "/metadata"));
    assertThat(failure("overview").message()).endsWith("No such thing.");
  }

  @Test
  void a_refusal_without_a_reason_stays_as_it_is() {
    answer(400, "{\"error\":{\"code\":400,\"message\":\"No such thing.\"}}");
    assertThat(failure("overview").message()).endsWith("No such thing.");
  }

  @Test
  void a_property_that_is_not_there_is_gone() {
    answer(404, "{\"error\":{\"code\":404,\"message\":\"Not found.\",\"status\":\"NOT_FOUND\"}}");
    assertThat(failure("overview")).isInstanceOf(Failure.AccountGone.class);
  }

  @ParameterizedTest
  @CsvSource({
    "401, TokenRejected",
    "403, Unavailable",
    "404, Unavailable",
    "429, QuotaExhausted",
    "502, Unavailable"
  })
  void a_page_in_between_never_condemns_an_account(int status, String kind) {
    sandbox.faults().add(Fault.once("html", "runReport").with("status", status));
    assertThat(failure("overview").getClass().getSimpleName()).isEqualTo(kind);
    answer(status, "this is no JSON");
    assertThat(failure("overview").getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void metrics_that_the_login_may_not_see_are_no_zeros() {
    sandbox
        .faults()
        .add(
            Fault.once("status", "runReport")
                .with("status", 200)
                .with(
                    "body",
                    Answers.report("20261106", "0")
                        .replace(
                            "\"metadata\":{",
                            "\"metadata\":{\"schemaRestrictionResponse\":{\"x\":1,"
                                + "\"activeMetricRestrictions\":[{\"metricName\":\"totalRevenue\","
                                + "\"restrictedMetricTypes\":[\"REVENUE_DATA\"]}]},")));
    Failure failure = failure("overview");
    assertThat(failure).isInstanceOf(Failure.PermissionMissing.class);
    assertThat(failure.scope()).isEqualTo(Failure.Scope.STREAM);
    assertThat(failure.message()).contains("totalRevenue");
  }

  @Test
  void a_huge_answer_is_asked_again_in_smaller_pages() throws Exception {
    sandbox.faults().add(Fault.once("huge", "runReport").with("bytes", 40 << 20));
    var batches = steps(shop, "overview", WEEK, Purpose.ROWS);
    assertThat(batches).hasSize(2);
    assertThat(batches.getFirst().rows().size()).isZero();
    assertThat(batches.getLast().rows().size()).isEqualTo(7);
    // An answer that is broken off may be logged after the one that follows it.
    assertThat(logged("runReport", 2))
        .anySatisfy(request -> assertThat(request.body()).contains("\"limit\":\"25000\""));
  }

  @Test
  void pages_are_not_made_smaller_for_ever() {
    adapter = adapter(400);
    sandbox.faults().add(Fault.always("gzip-bomb", "runReport").with("bytes", 40 << 20));
    assertThat(failure("overview")).isInstanceOf(Failure.TooLarge.class);
    sandbox.faults().clear();
    sandbox.faults().add(Fault.always("huge", "runReport").with("bytes", 40 << 20));
    assertThat(failure("overview")).isInstanceOf(Failure.TooLarge.class);
  }

  private void exhausted(String bucket, Instant until) {
    assertThat(failure("overview"))
        .isInstanceOfSatisfying(
            Failure.QuotaExhausted.class,
            quota -> {
              assertThat(quota.bucket()).isEqualTo(bucket);
              assertThat(quota.until()).isEqualTo(until);
            });
  }

  private void answer(int status, String body) {
    sandbox
        .faults()
        .add(Fault.once("status", "runReport").with("status", status).with("body", body));
  }

  private static Optional<Duration> announced(long seconds) {
    return Optional.of(Duration.ofSeconds(seconds));
  }
}
