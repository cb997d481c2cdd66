package dev.tributary.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.store.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Every zone there is, from 2020 to 2035, whatever its clocks do. Zones whose clocks do the same
 * are tried once.
 */
class ClockChangesTest {
  private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2035, 12, 31);
  private static final UUID ANY = new UUID(0x1234_5678_9abc_def0L, 0x0fed_cba9_8765_4321L);

  /** In gaps and overlaps of all kinds: at two, at midnight, before it, and never. */
  private static final List<LocalTime> TIMES =
      List.of(
          LocalTime.of(0, 0),
          LocalTime.of(0, 30),
          LocalTime.of(2, 15),
          LocalTime.of(2, 30),
          LocalTime.of(6, 0),
          LocalTime.of(23, 30),
          LocalTime.of(23, 59));

  private static List<ZoneId> zones() {
    Map<Object, ZoneId> different = new LinkedHashMap<>();
    List<String> all = ZoneId.getAvailableZoneIds().stream().sorted().toList();
    assertThat(all).hasSizeGreaterThan(550);
    for (String id : all) {
      ZoneRules rules = ZoneId.of(id).getRules();
      List<Object> behaviour = new ArrayList<>(changes(rules));
      behaviour.add(rules.getOffset(FIRST.atStartOfDay()));
      different.putIfAbsent(behaviour, ZoneId.of(id));
    }
    return List.copyOf(different.values());
  }

  private static List<ZoneOffsetTransition> changes(ZoneRules rules) {
    List<ZoneOffsetTransition> changes = new ArrayList<>();
    Instant end = LAST.plusDays(2).atStartOfDay().toInstant(java.time.ZoneOffset.UTC);
    ZoneOffsetTransition change =
        rules.nextTransition(FIRST.minusDays(2).atStartOfDay().toInstant(java.time.ZoneOffset.UTC));
    while (change != null && change.getInstant().isBefore(end)) {
      changes.add(change);
      change = rules.nextTransition(change.getInstant());
    }
    return changes;
  }

  private static Rhythm cron(String expression, ZoneId zone) {
    return Rhythm.of(ANY, new Schedule.Cron(expression, zone));
  }

  @Test
  void a_daily_run_happens_exactly_once_each_day_of_the_place() {
    int days = 0;
    for (ZoneId zone : zones()) {
      for (LocalTime time : TIMES) {
        Rhythm rhythm = cron("%d %d * * *".formatted(time.getMinute(), time.getHour()), zone);
        LocalDate day = FIRST;
        Instant run = rhythm.atOrAfter(day.atStartOfDay(zone).toInstant());
        while (!day.isAfter(LAST)) {
          LocalDateTime shown = LocalDateTime.ofInstant(run, zone);
          if (!shown.toLocalDate().equals(day)) {
            throw new AssertionError(zone + " " + time + ": " + shown + " instead of " + day);
          }
          boolean there = zone.getRules().getValidOffsets(day.atTime(time)).size() > 0;
          if (there && !shown.truncatedTo(ChronoUnit.MINUTES).equals(day.atTime(time))) {
            throw new AssertionError(zone + " " + time + ": ran at " + shown);
          }
          day = day.plusDays(1);
          run = rhythm.after(run);
          days++;
        }
      }
    }
    assertThat(days).isGreaterThan(1_000_000);
  }

  @Test
  void an_hourly_run_neither_skips_nor_doubles_in_elapsed_time() {
    int changes = 0;
    for (ZoneId zone : zones()) {
      Rhythm rhythm = cron("17 * * * *", zone);
      for (ZoneOffsetTransition change : changes(zone.getRules())) {
        // A clock that moves by half an hour moves the minute 17 by as much.
        Duration odd = Duration.ofMinutes(Math.floorMod(change.getDuration().toMinutes(), 60L));
        Instant run = rhythm.after(change.getInstant().minus(Duration.ofHours(30)));
        while (run.isBefore(change.getInstant().plus(Duration.ofHours(30)))) {
          Instant next = rhythm.after(run);
          Duration gap = Duration.between(run, next);
          Duration off = gap.minus(Duration.ofHours(1)).abs();
          if (!off.isZero() && (off.compareTo(Duration.ofMinutes(30)) > 0 || odd.isZero())) {
            throw new AssertionError(zone + ": " + run + " then " + next);
          }
          run = next;
        }
        changes++;
      }
    }
    assertThat(changes).isGreaterThan(1_000);
  }

  @Test
  void an_interval_knows_no_clock() {
    Rhythm rhythm = Rhythm.of(ANY, new Schedule.Every(Duration.ofHours(1)));
    Instant run = rhythm.after(Instant.parse("2026-03-28T12:00:00Z"));
    for (int n = 0; n < 48; n++) {
      assertThat(Duration.between(run, rhythm.after(run))).isEqualTo(Duration.ofHours(1));
      run = rhythm.after(run);
    }
  }

  @Test
  void a_time_that_does_not_come_is_taken_at_the_jump_and_one_that_comes_twice_the_first_time() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Rhythm rhythm = cron("30 2 * * *", berlin);
    Duration offset = ((CronRhythm) rhythm).offset();
    assertThat(rhythm.after(Instant.parse("2026-03-28T12:00:00Z")))
        .isEqualTo(Instant.parse("2026-03-29T01:00:00Z").plus(offset));
    Instant first = rhythm.after(Instant.parse("2026-10-24T12:00:00Z"));
    assertThat(first).isEqualTo(Instant.parse("2026-10-25T00:30:00Z").plus(offset));
    assertThat(rhythm.after(first)).isEqualTo(Instant.parse("2026-10-26T01:30:00Z").plus(offset));
  }

  @Test
  void many_integrations_at_six_start_within_the_minute_but_not_together() {
    ZoneId zone = ZoneId.of("Asia/Kolkata");
    Instant six = LocalDate.of(2026, 11, 23).atTime(6, 0).atZone(zone).toInstant();
    long different =
        java.util.stream.IntStream.range(0, 1_000)
            .mapToObj(n ->
                Rhythm.of(new UUID(0, n), new Schedule.Cron("0 6 * * *", zone))
                    .after(Instant.parse("2026-11-22T12:00:00Z")))
            .peek(run -> assertThat(run).isBetween(six, six.plusSeconds(59)))
            .distinct()
            .count();
    assertThat(different).isGreaterThan(50);
  }
}
