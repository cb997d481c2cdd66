package dev.tributary.metaads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.Failure;
import dev.tributary.spi.ProviderLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of Meta's error tables. */
class GraphErrorsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static Failure failure(int code, int subcode, String message, int status) {
    return failure(new GraphError(code, subcode, message, false), status, Optional.empty());
  }

  private static Failure failure(GraphError error, int status, Optional<Duration> announced) {
    return GraphErrors.failure(error, status, "act_42", announced, NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "190, 0, no longer honours",
    "190, 458, removed",
    "190, 459, confirm who they are",
    "190, 460, password",
    "190, 463, expired",
    "190, 464, not confirmed",
    "190, 467, expired",
    "190, 492, role",
    "102, 0, no longer honours"
  })
  void a_dead_token_asks_for_a_new_login_and_says_why(int code, int subcode, String words) {
    Failure failure = failure(code, subcode, "Error validating access token", 400);
    assertThat(failure).isInstanceOf(Failure.GrantRejected.class);
    assertThat(failure.message()).contains(words);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 0, (#10) Application does not have permission, ads_read",
    "200, 0, (#200) Requires business_management permission, business_management",
    "294, 0, (#294) needs the extended permission ads_management, ads_management",
    "299, 0, no words, ads_read",
    "100, 3191001, no words, ads_read",
    "100, 0, (#100) Missing permissions, ads_read"
  })
  void a_missing_permission_is_named(int code, int subcode, String said, String permission) {
    assertThat(failure(code, subcode, said, 403))
        .isInstanceOfSatisfying(
            Failure.PermissionMissing.class,
            missing -> {
              assertThat(missing.permission()).isEqualTo(permission);
              assertThat(missing.message()).contains(permission).contains("act_42");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "17, 2446079",
    "32, 0",
    "613, 1487742",
    "341, 0",
    "80000, 2446079",
    "80003, 0",
    "80004, 0",
    "80009, 0",
    "80014, 0"
  })
  void a_limit_of_the_account_waits_and_costs_no_attempt(int code, int subcode) {
    assertThat(failure(code, subcode, "too many calls", 400))
        .isInstanceOfSatisfying(
            Failure.QuotaExhausted.class,
            limit -> {
              assertThat(limit.until()).isEqualTo(NOW.plusSeconds(60));
              assertThat(limit.sharedBy()).isEqualTo(ProviderLimits.Scope.ACCOUNT);
            });
  }

  @ParameterizedTest
  @CsvSource({"4, 0", "4, 1504022", "4, 1504039"})
  void a_limit_of_the_app_stops_all_its_accounts(int code, int subcode) {
    assertThat(failure(code, subcode, "too many calls", 403))
        .isInstanceOfSatisfying(
            Failure.QuotaExhausted.class,
            limit -> assertThat(limit.sharedBy()).isEqualTo(ProviderLimits.Scope.APP));
  }

  @Test
  void the_announced_wait_counts() {
    assertThat(
            failure(
                new GraphError(80000, 0, "slow down", false),
                400,
                Optional.of(Duration.ofMinutes(17))))
        .isInstanceOfSatisfying(
            Failure.QuotaExhausted.class,
            limit -> assertThat(limit.until()).isEqualTo(NOW.plus(Duration.ofMinutes(17))));
  }

  @ParameterizedTest
  @CsvSource({"613, 0", "368, 0"})
  void suspected_abuse_waits_for_an_hour_and_calls_the_operator(int code, int subcode) {
    assertThat(failure(code, subcode, "calls have exceeded the rate limit", 400))
        .isInstanceOfSatisfying(
            Failure.QuotaExhausted.class,
            limit -> {
              assertThat(limit.until()).isEqualTo(NOW.plus(Duration.ofHours(1)));
              assertThat(limit.message()).contains("operator");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "100, 1487534, too much data",
    "-3, 1504045, too large",
    "100, 1504018, timed out",
    "2, 1504038, timed out",
    "1, 0, Please reduce the amount of data you're asking for",
    "100, 0, Please reduce the amount of data you're asking for"
  })
  void too_much_is_asked_for_in_smaller_pieces_at_once(int code, int subcode, String said) {
    assertThat(failure(code, subcode, said, 500)).isInstanceOf(Failure.TooLarge.class);
  }

  @ParameterizedTest
  @CsvSource({"2, 1504041, 400", "2, 1504042, 400", "100, 0, 400", "3018, 0, 400", "12345, 0, 400"})
  void a_report_that_is_refused_for_good_is_left_out(int code, int subcode, int status) {
    assertThat(failure(code, subcode, "not valid", status))
        .isInstanceOf(Failure.InvalidRequest.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 500",
    "1, 99, 500",
    "2, 0, 500",
    "-2, 2490547, 500",
    "2, 1504043, 500",
    "2, 1504044, 500",
    "960, 0, 500",
    "7, 99, 400",
    "12345, 0, 503"
  })
  void what_may_pass_is_tried_again(int code, int subcode, int status) {
    assertThat(failure(code, subcode, "something went wrong", status))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void the_body_decides_and_not_the_status() {
    assertThat(failure(190, 460, "password", 500)).isInstanceOf(Failure.GrantRejected.class);
    assertThat(failure(2, 0, "later", 200)).isInstanceOf(Failure.Unavailable.class);
    assertThat(failure(new GraphError(100, 0, "odd", true), 400, Optional.empty()))
        .isInstanceOf(Failure.Unavailable.class);
    assertThat(failure(100, 0, "(#100) Cannot include spend in summary param because", 400))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "2635, (#2635) You are calling a deprecated version, meta-ads-graph-version",
    "100, Invalid appsecret_proof provided in the API argument, app secret",
    "101, Error validating application, app ID",
    "191, redirect_uri differs, redirect address",
    "1, Error validating client secret., app ID",
    "100, Application has been deleted, app ID"
  })
  void a_mistake_in_our_own_set_up_goes_to_the_operator(int code, String said, String words) {
    Failure failure = failure(code, 0, said, 400);
    assertThat(failure).isInstanceOf(Failure.Misconfigured.class);
    assertThat(failure.message()).contains(words);
  }

  @Test
  void an_object_that_is_not_shown_is_another_logins_or_gone() {
    assertThat(
            failure(
                100,
                33,
                "Unsupported get request. Object with ID 'act_1' does not exist, cannot be loaded due to"
                    + " missing permissions, or does not support this operation",
                400))
        .isInstanceOf(Failure.PermissionMissing.class);
    assertThat(failure(803, 0, "Some of the aliases do not exist", 404))
        .isInstanceOf(Failure.AccountGone.class);
  }
}
