package dev.tributary.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static final List<Failure> ALL =
      List.of(
          new Failure.TokenRejected("m"),
          new Failure.GrantRejected("m"),
          new Failure.PermissionMissing("analytics.readonly", Failure.Scope.STREAM, "m"),
          new Failure.QuotaExhausted("tokensPerDay", Instant.EPOCH, "m"),
          new Failure.Throttled(Duration.ofSeconds(30), "m"),
          new Failure.Unavailable(503, "m"),
          new Failure.TooLarge("m"),
          new Failure.InvalidRequest("m"),
          new Failure.AccountGone("m"),
          new Failure.Malformed("m", Optional.empty()),
          new Failure.TooMuchData("m"),
          new Failure.Network("m"),
          new Failure.Misconfigured("m"),
          new Failure.Storage("m"),
          new Failure.Defect("m"));

  @Test
  void every_kind_of_failure_is_listed_here_and_has_a_code_of_its_own() {
    assertThat(ALL).hasSize(Failure.class.getPermittedSubclasses().length);
    assertThat(ALL).extracting(Failure::code).doesNotHaveDuplicates();
  }

  @Test
  void every_failure_has_one_of_the_four_categories_and_a_scope() {
    assertThat(ALL).extracting(Failure::category).contains(Failure.Category.values());
    assertThat(ALL).extracting(Failure::scope).contains(Failure.Scope.values());
  }

  @Test
  void a_quota_is_the_accounts_unless_it_is_said_to_be_everybodys() {
    assertThat(new Failure.QuotaExhausted("hour", Instant.EPOCH, "m").sharedBy())
        .isEqualTo(ProviderLimits.Scope.ACCOUNT);
  }

  @Test
  void an_exception_carries_its_failure_and_says_its_sentence() {
    for (Failure failure : ALL) {
      assertThat(new SyncException(failure)).hasMessage("m");
      assertThat(new SyncException(failure, new RuntimeException()).failure()).isEqualTo(failure);
    }
  }
}
