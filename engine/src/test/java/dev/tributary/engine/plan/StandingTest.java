package dev.tributary.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.Streams;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.DayState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final AccountDays WARSAW = new AccountDays(ZoneId.of("Europe/Warsaw"));
  private static final Rhythm HOURLY =
      new IntervalRhythm(Duration.ofHours(1), Duration.ofMinutes(7));
  private static final StreamDescriptor STREAM = Streams.day("visits");
  private static final LocalDate DAY = LocalDate.parse("2026-11-10");

  @Test
  void a_day_is_open_until_it_is_over_and_processed() {
    // The day ends at 23:00 UTC; four hours of processing follow.
    assertThat(after("2026-11-10T12:00:00Z"))
        .isEqualTo(new Standing(DayState.OPEN, at("2026-11-10T12:07:00Z")));
    assertThat(after("2026-11-11T02:59:59Z").state()).isEqualTo(DayState.OPEN);
    assertThat(after("2026-11-11T03:00:00Z").state()).isEqualTo(DayState.SETTLING);
  }

  @Test
  void a_hot_day_is_read_with_every_sync_and_an_older_one_daily() {
    assertThat(after("2026-11-12T10:00:00Z").dueAt()).isEqualTo(at("2026-11-12T10:07:00Z"));
    assertThat(after("2026-11-13T22:30:00Z").dueAt())
        .as("the next sync is on the day of age 4: once more there")
        .isEqualTo(at("2026-11-13T23:07:00Z"));
    assertThat(after("2026-11-14T10:00:00Z"))
        .isEqualTo(new Standing(DayState.SETTLING, at("2026-11-14T23:07:00Z")));
  }

  @Test
  void at_the_horizon_a_day_is_final_and_audited_twice() {
    assertThat(after("2026-11-23T10:00:00Z").state()).isEqualTo(DayState.SETTLING);
    assertThat(after("2026-11-24T10:00:00Z"))
        .isEqualTo(new Standing(DayState.FINAL, at("2026-12-10T23:07:00Z")));
    assertThat(after("2026-12-11T10:00:00Z").dueAt()).isEqualTo(at("2027-02-08T23:07:00Z"));
    assertThat(after("2027-02-10T10:00:00Z"))
        .isEqualTo(new Standing(DayState.FINAL, Optional.empty()));
  }

  @Test
  void an_audit_beyond_the_retention_does_not_take_place() {
    StreamDescriptor short60 = Streams.day("visits", Optional.of(Period.ofDays(60)));
    Instant read = Instant.parse("2026-12-20T10:00:00Z");
    assertThat(Standing.after(short60, DAY, read, WARSAW, HOURLY))
        .isEqualTo(new Standing(DayState.FINAL, Optional.empty()));
  }

  @Test
  void a_snapshot_has_no_due_day() {
    assertThat(
            Standing.after(
                Streams.snapshot("campaigns"),
                DAY,
                Instant.parse("2026-11-10T10:00:00Z"),
                WARSAW,
                HOURLY))
        .isEqualTo(new Standing(DayState.FINAL, Optional.empty()));
  }

  @Test
  void days_are_whole_although_clocks_are_changed() {
    AccountDays cairo = new AccountDays(ZoneId.of("Africa/Cairo"));
    // Clocks go forward at midnight: the day begins at 01:00.
    LocalDate forward = LocalDate.parse("2026-04-24");
    assertThat(Duration.between(cairo.start(forward), cairo.end(forward)))
        .isEqualTo(Duration.ofHours(23));
    assertThat(cairo.end(forward.minusDays(1))).isEqualTo(cairo.start(forward));
    assertThat(cairo.age(forward, cairo.start(forward))).isZero();
    assertThat(cairo.age(forward, cairo.end(forward))).isOne();
  }

  @Test
  void the_rhythm_hits_its_moments_exactly() {
    Instant tick = Instant.parse("2026-11-10T12:07:00Z");
    assertThat(HOURLY.atOrAfter(tick)).isEqualTo(tick);
    assertThat(HOURLY.after(tick)).isEqualTo(tick.plus(Duration.ofHours(1)));
    assertThat(HOURLY.after(tick.minusNanos(1))).isEqualTo(tick);
    assertThat(HOURLY.atOrAfter(tick.plusNanos(1))).isEqualTo(tick.plus(Duration.ofHours(1)));
    assertThatThrownBy(() -> new IntervalRhythm(Duration.ofHours(1), Duration.ofHours(1)))
        .hasMessageContaining("PT1H");
    assertThatThrownBy(() -> new IntervalRhythm(Duration.ZERO, Duration.ZERO))
        .hasMessageContaining("no rhythm");
    assertThatThrownBy(() -> new IntervalRhythm(Duration.ofHours(1), Duration.ofHours(-1)))
        .hasMessageContaining("no rhythm");
  }

  @Test
  void many_integrations_spread_over_the_interval() {
    Random random = new Random(4);
    long minutes =
        random
            .longs(500)
            .mapToObj(
                bits -> IntervalRhythm.of(new UUID(bits, random.nextLong()), Duration.ofHours(1)))
            .map(rhythm -> rhythm.offset().toMinutes())
            .distinct()
            .count();
    assertThat(minutes).isGreaterThan(50);
  }

  @Test
  void the_weekly_choice_of_final_days_is_the_same_on_every_node_and_another_every_week() {
    UUID integration = UUID.fromString("00000000-0000-4000-8000-000000000001");
    DayRange finals = new DayRange(LocalDate.parse("2026-01-01"), LocalDate.parse("2026-10-31"));
    LocalDate monday = LocalDate.parse("2026-11-16");
    List<LocalDate> chosen = RandomAudit.days(integration, "visits", monday, finals);
    assertThat(chosen).hasSize(2).doesNotHaveDuplicates().allMatch(finals::contains);
    assertThat(RandomAudit.days(integration, "visits", monday.plusDays(6), finals))
        .isEqualTo(chosen);
    assertThat(RandomAudit.days(integration, "visits", monday.plusDays(7), finals))
        .isNotEqualTo(chosen);
    assertThat(RandomAudit.days(integration, "sales", monday, finals)).isNotEqualTo(chosen);
    assertThat(RandomAudit.days(integration, "visits", monday, DayRange.of(monday)))
        .containsExactly(monday);
  }

  @Test
  void a_slice_grows_with_small_days_and_never_beyond_what_was_too_large() {
    SliceSize first = SliceSize.first(STREAM);
    assertThat(first.days()).isEqualTo(30);
    assertThat(first.seen(30, 3_000, 1 << 20).days()).isEqualTo(60);
    assertThat(first.seen(30, 30 << 20, 8 << 20).days())
        .as("a day of one MiB, half of the buffer of eight")
        .isEqualTo(4);
    SliceSize shrunk = first.shrunk(30);
    assertThat(shrunk.days()).isEqualTo(15);
    assertThat(shrunk.seen(15, 0, 1 << 20).days()).isEqualTo(29);
    assertThat(shrunk.shrunk(1).days()).isEqualTo(1);
  }

  private static Standing after(String readAt) {
    return Standing.after(STREAM, DAY, Instant.parse(readAt), WARSAW, HOURLY);
  }

  private static Optional<Instant> at(String moment) {
    return Optional.of(Instant.parse(moment));
  }
}
