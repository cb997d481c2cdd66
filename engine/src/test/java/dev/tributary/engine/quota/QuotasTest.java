package dev.tributary.engine.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.store.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class QuotasTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:10:00Z");
  private static final Instant HOUR = Instant.parse("2026-11-22T13:00:00Z");

  @Test
  void an_account_of_which_nothing_is_known_is_free() {
    assertThat(Quotas.decide(List.of(), NOW)).isEqualTo(new Allowance.Free());
  }

  @Test
  void a_bucket_marked_empty_is_waited_for_until_its_reset_and_no_longer() {
    Quota hour =
        new Quota("hour", OptionalLong.empty(), 0, Optional.empty(), Optional.of(HOUR), NOW);
    assertThat(Quotas.decide(List.of(hour), NOW))
        .isEqualTo(new Allowance.WaitUntil(HOUR, "the quota hour is used up"));
    assertThat(Quotas.decide(List.of(hour), HOUR)).isEqualTo(new Allowance.Free());
  }

  @Test
  void nothing_left_in_a_reading_is_empty_too_where_its_reset_is_known() {
    Quota hour = reading("hour", 0, Optional.of(HOUR), 100);
    Quota places = reading("places", 0, Optional.empty(), 0);
    assertThat(Quotas.decide(List.of(hour), NOW)).isInstanceOf(Allowance.WaitUntil.class);
    assertThat(Quotas.decide(List.of(places), NOW)).isEqualTo(new Allowance.Free());
  }

  @Test
  void of_several_empty_buckets_the_last_reset_counts() {
    Quota hour = reading("hour", 0, Optional.of(HOUR), 100);
    Quota day = reading("day", 0, Optional.of(HOUR.plus(Duration.ofHours(9))), 100);
    assertThat(Quotas.decide(List.of(day, hour), NOW))
        .isEqualTo(
            new Allowance.WaitUntil(HOUR.plus(Duration.ofHours(9)), "the quota day is used up"));
  }

  @Test
  void the_last_fifth_is_kept_for_fresh_days() {
    assertThat(Quotas.decide(List.of(reading("hour", 200, Optional.of(HOUR), 1_000)), NOW))
        .isEqualTo(new Allowance.Free());
    assertThat(Quotas.decide(List.of(reading("hour", 199, Optional.of(HOUR), 1_000)), NOW))
        .isEqualTo(new Allowance.FreshOnly("hour", HOUR));
    assertThat(Quotas.decide(List.of(reading("hour", 199, Optional.empty(), 1_000)), NOW))
        .isEqualTo(new Allowance.FreshOnly("hour", NOW.plus(Duration.ofMinutes(15))));
  }

  @Test
  void a_reading_from_before_the_reset_says_nothing() {
    Quota old = reading("hour", 5, Optional.of(NOW), 1_000);
    Quota stale =
        new Quota(
            "hour",
            OptionalLong.of(5),
            1_000,
            Optional.empty(),
            Optional.empty(),
            NOW.minus(Duration.ofMinutes(15)));
    Quota unknown =
        new Quota("hour", OptionalLong.empty(), 1_000, Optional.of(HOUR), Optional.empty(), NOW);
    assertThat(Quotas.decide(List.of(old, stale, unknown), NOW)).isEqualTo(new Allowance.Free());
  }

  @Test
  void seven_errors_are_waited_for_until_the_oldest_of_them_is_an_hour_old() {
    List<Instant> errors = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      errors.add(NOW.minusSeconds(60L * n));
    }
    assertThat(Quotas.errorsUntil(errors)).isEmpty();
    errors.add(NOW.minusSeconds(600));
    assertThat(Quotas.errorsUntil(errors)).contains(NOW.plusSeconds(3_000).plusMillis(1));
    errors.add(NOW.minusSeconds(601));
    assertThat(Quotas.errorsUntil(errors)).contains(NOW.plusSeconds(3_000).plusMillis(1));
  }

  private static Quota reading(
      String bucket, long remaining, Optional<Instant> resetsAt, long largest) {
    return new Quota(bucket, OptionalLong.of(remaining), largest, resetsAt, Optional.empty(), NOW);
  }
}
