package dev.tributary.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.vault.MasterKey;
import dev.tributary.engine.vault.VaultException;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.spi.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** What {@code BadStartTest} cannot provoke. */
class ProblemsTest {
  private static ExitCode codeOf(Throwable e) {
    return Problems.of(e).orElseThrow().exitCode();
  }

  @Test
  void a_cause_deep_inside_is_found() {
    Problem problem = new Problem(ExitCode.PROVIDER, "No.");
    assertThat(Problems.of(new IllegalStateException(new RuntimeException(problem))))
        .containsSame(problem);
  }

  @Test
  void what_nobody_knows_is_a_mistake_of_our_own() {
    assertThat(Problems.of(new IllegalStateException())).isEmpty();
    assertThat(Problems.of(null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "not_found,USAGE",
    "no_adapter,USAGE",
    "nothing_to_read,USAGE",
    "changed_meanwhile,USAGE",
    "consent_denied,PROVIDER",
    "account_unknown,PROVIDER",
    "unavailable,PROVIDER"
  })
  void a_refused_wish_is_the_askers_or_the_providers(String code, ExitCode exit) {
    assertThat(codeOf(new ConnectException(code, "No."))).isEqualTo(exit);
  }

  @Test
  void a_database_that_went_away_loses_nothing() {
    for (RuntimeException gone :
        new RuntimeException[] {
          new DataAccessResourceFailureException("gone"),
          new CannotCreateTransactionException("gone"),
          new TransactionSystemException("gone")
        }) {
      assertThat(codeOf(gone)).isEqualTo(ExitCode.DATABASE);
      assertThat(Problems.of(gone).orElseThrow().sentence()).contains("Nothing stored is lost");
    }
  }

  @Test
  void a_used_up_memory_names_the_setting() {
    assertThat(Problems.of(new OutOfMemoryError()).orElseThrow().sentence())
        .contains("TRIBUTARY_HEAP");
  }

  @Test
  void a_key_that_is_none_is_a_wrong_setting() {
    try {
      MasterKey.configured(Optional.of(Secret.of("x")), Optional.empty());
    } catch (VaultException e) {
      assertThat(codeOf(e)).isEqualTo(ExitCode.USAGE);
      return;
    }
    throw new AssertionError("x was taken for a key");
  }

  @Test
  void names_of_exit_codes_are_those_of_the_documents() {
    assertThat(ExitCode.named("database")).contains(ExitCode.DATABASE);
    assertThat(ExitCode.named("")).isEmpty();
    for (ExitCode code : ExitCode.values()) {
      assertThat(ExitCode.named(code.label())).contains(code);
      assertThat(code.meaning()).isNotBlank();
    }
  }
}
