package dev.tributary.engine.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.retry.RetryPolicy.Attempt;
import dev.tributary.spi.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Attempt FIRST = new Attempt(0, 0.0, false, 10, NOW);
  private static final Instant RUNG_1 = NOW.plusSeconds(60);

  @Test
  void every_failure_has_its_row() {
    Map<Failure, Verdict> rows = new LinkedHashMap<>();
    rows.put(new Failure.TokenRejected("t"), new Verdict.Refresh());
    rows.put(new Failure.GrantRejected("g"), new Verdict.Reconnect());
    rows.put(
        new Failure.PermissionMissing("role", Failure.Scope.INTEGRATION, "p"), new Verdict.Stop());
    rows.put(
        new Failure.QuotaExhausted("day", NOW.plusSeconds(3600), "q"),
        new Verdict.Snooze(NOW.plusSeconds(3600)));
    rows.put(
        new Failure.Throttled(Duration.ofSeconds(30), "t"),
        new Verdict.Snooze(NOW.plusSeconds(30)));
    rows.put(new Failure.Unavailable(503, "u"), new Verdict.Retry(RUNG_1, 1));
    rows.put(new Failure.TooLarge("l"), new Verdict.Shrink());
    rows.put(new Failure.InvalidRequest("i"), new Verdict.SkipStream());
    rows.put(new Failure.AccountGone("a"), new Verdict.Stop());
    rows.put(new Failure.Malformed("m", Optional.empty()), new Verdict.Retry(RUNG_1, 1));
    rows.put(new Failure.TooMuchData("d"), new Verdict.SkipSlice());
    rows.put(new Failure.Network("n"), new Verdict.Retry(RUNG_1, 1));
    rows.put(new Failure.Misconfigured("c"), new Verdict.PauseProvider());
    rows.put(new Failure.Storage("s"), new Verdict.Retry(RUNG_1, 1));
    rows.put(new Failure.Defect("d"), new Verdict.Retry(RUNG_1, 1));

    rows.forEach((failure, verdict) ->
        assertThat(RetryPolicy.decide(failure, FIRST, NOW)).as(failure.code()).isEqualTo(verdict));
    Set<Class<?>> kinds = rows.keySet().stream().map(Object::getClass).collect(Collectors.toSet());
    assertThat(kinds)
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(Failure.class.getPermittedSubclasses()));
  }

  @Test
  void a_token_refused_again_after_a_refresh_means_reconnect() {
    Attempt refreshed = new Attempt(0, 0.0, true, 10, NOW);
    assertThat(RetryPolicy.decide(new Failure.TokenRejected("t"), refreshed, NOW))
        .isEqualTo(new Verdict.Reconnect());
  }

  @Test
  void a_permission_missing_for_one_report_leaves_the_others_alone() {
    assertThat(
            RetryPolicy.decide(
                new Failure.PermissionMissing("ads", Failure.Scope.STREAM, "p"), FIRST, NOW))
        .isEqualTo(new Verdict.SkipStream());
  }

  @Test
  void a_single_day_that_is_too_large_is_skipped() {
    Attempt oneDay = new Attempt(0, 0.0, false, 1, NOW);
    assertThat(RetryPolicy.decide(new Failure.TooLarge("l"), oneDay, NOW))
        .isEqualTo(new Verdict.SkipSlice());
  }

  @Test
  void the_ladder_is_1_2_4_8_16_minutes_and_the_sixth_failure_gives_up() {
    List<Long> minutes = List.of(1L, 2L, 4L, 8L, 16L);
    for (int retries = 0; retries < 5; retries++) {
      Attempt attempt = new Attempt(retries, 0.0, false, 1, NOW);
      assertThat(RetryPolicy.decide(new Failure.Network("n"), attempt, NOW))
          .isEqualTo(
              new Verdict.Retry(NOW.plus(Duration.ofMinutes(minutes.get(retries))), retries + 1));
    }
    assertThat(
            RetryPolicy.decide(new Failure.Network("n"), new Attempt(5, 0.0, false, 1, NOW), NOW))
        .isEqualTo(new Verdict.GiveUp());
  }

  @Test
  void jitter_adds_up_to_ten_percent_and_never_takes_away() {
    Random random = new Random(7);
    for (int n = 0; n < 1_000; n++) {
      int retries = random.nextInt(5);
      Attempt attempt = new Attempt(retries, random.nextDouble(), false, 1, NOW);
      Duration rung = RetryPolicy.LADDER.get(retries);
      if (RetryPolicy.decide(new Failure.Unavailable(500, "u"), attempt, NOW)
          instanceof Verdict.Retry(Instant at, int _)) {
        assertThat(Duration.between(NOW, at))
            .isGreaterThanOrEqualTo(rung)
            .isLessThanOrEqualTo(rung.plus(rung.dividedBy(10)));
      } else {
        throw new AssertionError("expected a retry at " + retries);
      }
    }
  }

  @Test
  void a_snooze_costs_no_attempt_even_on_the_last_rung() {
    Attempt last = new Attempt(5, 0.5, false, 1, NOW);
    Instant reset = NOW.plus(Duration.ofHours(20));
    assertThat(RetryPolicy.decide(new Failure.QuotaExhausted("day", reset, "q"), last, NOW))
        .isEqualTo(new Verdict.Snooze(reset));
  }

  @Test
  void a_wait_that_is_already_over_still_leaves_a_second() {
    Failure past = new Failure.QuotaExhausted("hour", NOW.minusSeconds(5), "q");
    assertThat(RetryPolicy.decide(past, FIRST, NOW))
        .isEqualTo(new Verdict.Snooze(NOW.plusSeconds(1)));
  }

  @Test
  void after_48_hours_without_progress_a_wait_gives_up() {
    Attempt stuck = new Attempt(0, 0.0, false, 1, NOW.minus(RetryPolicy.PATIENCE));
    Attempt almost = new Attempt(0, 0.0, false, 1, NOW.minus(RetryPolicy.PATIENCE).plusMillis(1));
    Failure throttled = new Failure.Throttled(Duration.ofMinutes(5), "t");
    assertThat(RetryPolicy.decide(throttled, stuck, NOW)).isEqualTo(new Verdict.GiveUp());
    assertThat(RetryPolicy.decide(throttled, almost, NOW))
        .isEqualTo(new Verdict.Snooze(NOW.plus(Duration.ofMinutes(5))));
  }

  @Test
  void while_a_provider_answers_nobody_its_silence_costs_no_attempt() {
    Attempt last = new Attempt(5, 0.5, false, 1, NOW);
    Optional<Instant> nextTry = Optional.of(NOW.plusSeconds(90));
    for (Failure silence : List.of(new Failure.Unavailable(503, "u"), new Failure.Network("n"))) {
      assertThat(RetryPolicy.decide(silence, last, nextTry, NOW))
          .isEqualTo(new Verdict.ProviderDown(NOW.plusSeconds(90)));
      assertThat(RetryPolicy.decide(silence, last, Optional.empty(), NOW))
          .isEqualTo(new Verdict.GiveUp());
    }
    assertThat(RetryPolicy.decide(new Failure.Storage("s"), FIRST, nextTry, NOW))
        .as("what is our own goes its own way")
        .isEqualTo(new Verdict.Retry(RUNG_1, 1));
    Attempt stuck = new Attempt(0, 0.0, false, 1, NOW.minus(RetryPolicy.PATIENCE));
    assertThat(RetryPolicy.decide(new Failure.Network("n"), stuck, nextTry, NOW))
        .isEqualTo(new Verdict.GiveUp());
  }

  @Test
  void impossible_circumstances_are_refused_at_the_door() {
    assertThatThrownBy(() -> new Attempt(-1, 0, false, 1, NOW)).hasMessageContaining("retries -1");
    assertThatThrownBy(() -> new Attempt(0, 1, false, 1, NOW)).hasMessageContaining("jitter 1");
    assertThatThrownBy(() -> new Attempt(0, -0.1, false, 1, NOW)).hasMessageContaining("jitter");
    assertThatThrownBy(() -> new Attempt(0, 0, false, 0, NOW)).hasMessageContaining("days 0");
  }
}
