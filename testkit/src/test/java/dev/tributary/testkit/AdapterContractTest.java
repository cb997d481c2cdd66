package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.Batch;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** The contract catches adapters that break it. */
class AdapterContractTest {
  private ExampleProvider example;

  @BeforeEach
  void start() throws Exception {
    example = new ExampleProvider();
  }

  @AfterEach
  void stop() {
    example.close();
  }

  @Test
  void a_row_outside_of_the_slice_is_caught() {
    caught(
        "was answered with a row of 2020-01-01",
        AdapterContract::a_slice_read_twice_gives_the_same_rows_that_fit_the_stream,
        (sound, request, call) ->
            more(sound.sync(request, call), rows -> rows.row(LocalDate.of(2020, 1, 1))));
  }

  @Test
  void two_rows_with_one_key_are_caught() {
    caught(
        "have the key",
        AdapterContract::a_slice_read_twice_gives_the_same_rows_that_fit_the_stream,
        (sound, request, call) -> {
          Batch batch = sound.sync(request, call);
          return more(batch, rows -> rows.addAll(batch.rows()));
        });
  }

  @Test
  void totals_that_are_not_the_sum_are_caught() {
    caught(
        "visits",
        AdapterContract::the_accounts_own_totals_equal_the_sum_of_the_rows,
        (sound, request, call) ->
            request.purpose() == SyncRequest.Purpose.TOTALS
                ? more(sound.sync(request, call), rows -> rows.number(0, 1_000_000))
                : sound.sync(request, call));
  }

  @Test
  void a_read_without_end_is_caught() {
    caught(
        "is not done after",
        AdapterContract::a_slice_read_twice_gives_the_same_rows_that_fit_the_stream,
        (sound, request, call) ->
            new Batch(
                Rows.empty(request.stream()),
                List.of(),
                new Batch.Answer(
                    OptionalLong.empty(),
                    request.slice().days(),
                    Optional.empty(),
                    Optional.empty(),
                    Batch.Quality.FULL),
                List.of(),
                new Batch.Next.Later(new Cursor("again"), Duration.ofSeconds(1))));
  }

  @Test
  void a_secret_in_a_message_is_caught() {
    caught(
        "a secret stands in",
        AdapterContract::bad_answers_fail_in_the_right_category_without_a_secret,
        (sound, request, call) -> {
          throw new SyncException(
              new Failure.Malformed(
                  "Bad.",
                  Optional.of("key " + request.connection().credentials().accessToken().reveal())));
        });
  }

  @Test
  void a_wrong_category_is_caught() {
    caught(
        "visits: CUT",
        "CUT became AUTHENTICATION",
        AdapterContract::bad_answers_fail_in_the_right_category_without_a_secret,
        (sound, request, call) -> {
          throw new SyncException(new Failure.GrantRejected("Wrong."));
        });
  }

  @Test
  void an_adapter_that_asks_though_it_was_cancelled_is_caught() {
    caught(
        "InterruptedException",
        AdapterContract::a_read_may_be_cancelled_at_every_step_and_taken_up_again,
        (sound, request, call) -> {
          Batch batch =
              sound.sync(
                  request,
                  new dev.tributary.spi.Call(
                      call.clock(), call.deadline(), () -> false, call.observer()));
          return batch;
        });
  }

  @Test
  void an_account_with_another_currency_and_a_lost_refresh_token_are_caught() throws Exception {
    SpoiltContract contract =
        new SpoiltContract(example, (sound, request, call) -> sound.sync(request, call));
    contract.openProvider();
    assertThatThrownBy(contract::the_account_is_among_those_listed)
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(contract::a_refresh_keeps_what_is_needed_for_the_next_one)
        .isInstanceOf(AssertionError.class);
    contract.closeProxy();
  }

  @Test
  void a_sound_adapter_with_more_abilities_still_passes() throws Exception {
    SpoiltContract contract =
        new SpoiltContract(example, (sound, request, call) -> sound.sync(request, call));
    contract.openProvider();
    contract
        .a_cursor_of_nobody_is_refused_as_a_failure_or_ignored()
        .forEach(test ->
            assertThatCode(() -> test.getExecutable().execute()).doesNotThrowAnyException());
    assertThatCode(contract::disconnecting_twice_is_no_error).doesNotThrowAnyException();
    contract.closeProxy();
  }

  // --- what the tests stand on ---

  private interface Tests {
    Stream<DynamicTest> of(AdapterContract contract);
  }

  private void caught(String expected, Tests tests, SpoiltAdapter.Syncing syncing) {
    caught("visits", expected, tests, syncing);
  }

  private void caught(String test, String expected, Tests tests, SpoiltAdapter.Syncing syncing) {
    SpoiltContract contract = new SpoiltContract(example, syncing);
    try {
      contract.openProvider();
      DynamicTest one =
          tests
              .of(contract)
              .filter(candidate -> candidate.getDisplayName().startsWith(test))
              .findFirst()
              .orElseThrow();
      assertThatThrownBy(() -> one.getExecutable().execute())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(expected);
    } catch (Exception broken) {
      throw new AssertionError(broken);
    } finally {
      contract.closeProxy();
    }
  }

  private static Batch more(Batch batch, ThrowingConsumer<Rows.Builder> spoiling) {
    Rows.Builder rows = Rows.builder(ExampleDescriptor.DESCRIPTOR.stream("visits"));
    rows.addAll(batch.rows());
    try {
      spoiling.accept(rows);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
    assertThat(rows.size()).isPositive();
    return new Batch(rows.build(), batch.rejects(), batch.answer(), batch.quotas(), batch.next());
  }
}
