package dev.tributary.engine.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.MovableClock;
import dev.tributary.engine.quota.Quotas.ProviderAccount;
import dev.tributary.spi.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutagesTest {
  private static final Failure SILENT = new Failure.Unavailable(503, "Down.");

  private final MovableClock clock = new MovableClock("2026-11-22T12:00:00Z");
  private final Outages outages = new Outages(clock, () -> 0.5);

  @Test
  void one_account_that_fails_never_stops_the_others() {
    for (int n = 0; n < 50; n++) {
      fails("broken");
    }
    fails("another");
    assertThat(outages.nextTry("p")).isEmpty();
    assertThat(outages.ask("p")).isPresent();
  }

  @Test
  void an_answer_to_anybody_shows_that_the_provider_lives() {
    for (int n = 0; n < 50; n++) {
      fails("a");
      fails("b");
      answers();
    }
    assertThat(outages.nextTry("p")).isEmpty();
  }

  @Test
  void three_accounts_in_a_row_without_an_answer_are_an_outage_of_that_provider_alone() {
    breaks();
    assertThat(outages.ask("p")).isEmpty();
    assertThat(outages.nextTry("p"))
        .contains(clock.instant().plusSeconds(30).plusMillis(1).plusSeconds(15));
    assertThat(outages.ask("q")).isPresent();
    assertThat(outages.nextTry("q")).isEmpty();
  }

  @Test
  void after_the_pause_one_alone_tries_and_its_answer_opens_the_way_for_all() {
    breaks();
    clock.move(Duration.ofSeconds(31));
    Outages.Leave probe = outages.ask("p").orElseThrow();
    assertThat(outages.ask("p")).as("the others wait for it").isEmpty();
    assertThat(outages.nextTry("p")).contains(clock.instant().plusSeconds(15));
    probe.answered();
    probe.close();
    assertThat(outages.ask("p")).isPresent();
    assertThat(outages.nextTry("p")).isEmpty();
  }

  @Test
  void a_try_in_vain_doubles_the_pause_up_to_eight_minutes() {
    breaks();
    Duration pause = Duration.ofSeconds(30);
    for (int n = 0; n < 8; n++) {
      clock.move(pause);
      assertThat(outages.ask("p")).as("not a moment too early").isEmpty();
      clock.move(Duration.ofMillis(1));
      // The same account as before: as a probe it counts again.
      try (Outages.Leave probe = outages.ask("p").orElseThrow()) {
        probe.failed(account("a"), SILENT);
      }
      assertThat(outages.ask("p")).isEmpty();
      pause = pause.multipliedBy(2);
      if (pause.compareTo(Duration.ofMinutes(8)) > 0) {
        pause = Duration.ofMinutes(8);
      }
    }
  }

  @Test
  void a_try_that_learned_nothing_leaves_its_place_to_the_next() {
    breaks();
    clock.move(Duration.ofSeconds(31));
    try (Outages.Leave probe = outages.ask("p").orElseThrow()) {
      probe.failed(account("a"), new Failure.Storage("The database is away."));
      probe.failed(account("a"), new Failure.Throttled(Duration.ofSeconds(5), "Our own rate."));
    }
    Outages.Leave next = outages.ask("p").orElseThrow();
    next.failed(account("a"), new Failure.QuotaExhausted("hour", Instant.MAX, "Empty."));
    assertThat(outages.nextTry("p")).as("a refusal is an answer").isEmpty();
  }

  @Test
  void those_who_wait_come_back_at_different_times_and_never_too_early() {
    Outages first = new Outages(clock, () -> 0.0);
    Outages last = new Outages(clock, () -> 0.999);
    for (Outages one : java.util.List.of(first, last)) {
      for (String account : java.util.List.of("a", "b", "c")) {
        try (Outages.Leave leave = one.ask("p").orElseThrow()) {
          leave.failed(account(account), SILENT);
        }
      }
    }
    Optional<Instant> early = first.nextTry("p");
    assertThat(early).contains(clock.instant().plusSeconds(30).plusMillis(1));
    assertThat(Duration.between(early.orElseThrow(), last.nextTry("p").orElseThrow()))
        .isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
    clock.set(early.orElseThrow());
    assertThat(first.ask("p")).isPresent();
  }

  private void breaks() {
    fails("a");
    fails("b");
    fails("c");
  }

  private void fails(String account) {
    try (Outages.Leave leave = outages.ask("p").orElseThrow()) {
      leave.failed(account(account), SILENT);
    }
  }

  private void answers() {
    try (Outages.Leave leave = outages.ask("p").orElseThrow()) {
      leave.answered();
    }
  }

  private static ProviderAccount account(String id) {
    return new ProviderAccount("p", id);
  }
}
