package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Failure.Category;
import dev.tributary.spi.Failure.Scope;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the table of Resend's errors. */
class ErrorsTest extends SandboxedTest {

  private Failure failure(String kind) {
    fault(kind, "GET /domains");
    return failure(() -> adapter.healthCheck(team, call()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resend.missing_api_key",
        "resend.invalid_api_key",
        "resend.suspended_api_key",
        "resend.invalid_permission",
        "resend.restricted_api_key"
      })
  void a_key_that_is_refused_asks_to_connect_again(String kind) {
    Failure failure = failure(kind);
    assertThat(failure.category()).isEqualTo(Category.AUTHENTICATION);
    assertThat(failure.message()).containsIgnoringCase("connect again");
  }

  @Test
  void a_key_without_permission_stops_the_connection_and_names_what_is_missing() {
    assertThat(failure("resend.restricted_api_key")).isEqualTo(ResendErrors.sendingOnly());
    assertThat(failure("resend.invalid_permission"))
        .isInstanceOfSatisfying(
            Failure.PermissionMissing.class,
            missing -> {
              assertThat(missing.permission()).isEqualTo("full_access");
              assertThat(missing.scope()).isEqualTo(Scope.INTEGRATION);
            });
  }

  @Test
  void an_unverified_sender_fails_for_good_and_is_told_where_to_verify() {
    assertThat(failure("resend.validation_error.403"))
        .isInstanceOfSatisfying(
            Failure.InvalidRequest.class,
            refused -> assertThat(refused.message()).contains("resend.com/domains"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resend.validation_error.400",
        "resend.validation_error.422",
        "resend.invalid_idempotency_key",
        "resend.missing_required_field",
        "resend.missing_required_parameter",
        "resend.invalid_parameter",
        "resend.invalid_attachment",
        "resend.invalid_from_address",
        "resend.invalid_access",
        "resend.invalid_region",
        "resend.invalid_idempotent_request",
        "resend.not_found",
        "resend.method_not_allowed",
        "resend.security_error"
      })
  void what_is_wrong_in_a_request_fails_for_good(String kind) {
    assertThat(failure(kind)).isInstanceOf(Failure.InvalidRequest.class);
  }

  @Test
  void too_many_requests_wait_as_announced() {
    sandbox
        .faults()
        .add(Fault.once("resend.rate_limit_exceeded", "GET /domains").with("seconds", 7));
    assertThat(failure(() -> adapter.healthCheck(team, call())))
        .isInstanceOfSatisfying(
            Failure.Throttled.class,
            wait -> assertThat(wait.delay()).isEqualTo(Duration.ofSeconds(7)));
  }

  @Test
  void a_used_up_day_is_no_rate_and_waits_a_day() {
    assertThat(failure("resend.daily_quota_exceeded"))
        .isInstanceOfSatisfying(
            Failure.QuotaExhausted.class,
            quota -> {
              assertThat(quota.bucket()).isEqualTo("emails_per_day");
              assertThat(quota.until()).isEqualTo(NOW.plus(Duration.ofHours(24)));
            });
  }

  @Test
  void a_used_up_month_waits_for_the_next() {
    assertThat(failure("resend.monthly_quota_exceeded"))
        .isInstanceOfSatisfying(
            Failure.QuotaExhausted.class,
            quota -> {
              assertThat(quota.bucket()).isEqualTo("emails_per_month");
              assertThat(quota.until()).isEqualTo(Instant.parse("2026-12-01T00:00:00Z"));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"resend.concurrent_idempotent_requests", "resend.resource_locked"})
  void what_is_under_way_is_asked_again_shortly(String kind) {
    assertThat(failure(kind))
        .isInstanceOfSatisfying(
            Failure.Throttled.class,
            wait -> assertThat(wait.delay()).isLessThan(Duration.ofSeconds(10)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resend.application_error",
        "resend.internal_server_error",
        "resend.service_unavailable"
      })
  void a_failure_of_resend_itself_is_tried_again(String kind) {
    assertThat(failure(kind)).isInstanceOf(Failure.Unavailable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "401, GrantRejected",
    "403, PermissionMissing",
    "404, InvalidRequest",
    "408, Unavailable",
    "418, InvalidRequest",
    "429, Throttled",
    "502, Unavailable"
  })
  void the_status_decides_where_no_name_is_known(int status, String kind) {
    answer("GET /domains", status, "{\"name\":\"brand_new\",\"message\":\"Something new.\"}");
    Failure failure = failure(() -> adapter.healthCheck(team, call()));
    assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
    answer("GET /domains", status, "<html>no JSON</html>");
    assertThat(failure(() -> adapter.healthCheck(team, call())).getClass())
        .isEqualTo(failure.getClass());
  }

  @Test
  void an_error_in_an_object_of_its_own_is_read_too() {
    answer(
        "GET /domains",
        429,
        "{\"error\":{\"name\":\"daily_quota_exceeded\",\"message\":\"Enough.\"}}");
    assertThat(failure(() -> adapter.healthCheck(team, call())))
        .isInstanceOf(Failure.QuotaExhausted.class);
  }

  @Test
  void a_secret_in_a_message_is_masked() {
    answer(
        "GET /domains",
        422,
        "{\"name\":\"validation_error\",\"message\":\"Key re_abcdefgh12345678 is odd.\"}");
    assertThat(failure(() -> adapter.healthCheck(team, call())).message())
        .contains("is odd")
        .doesNotContain("re_abcdefgh12345678");
  }
}
