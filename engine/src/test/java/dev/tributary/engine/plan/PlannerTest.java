package dev.tributary.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.Days;
import dev.tributary.engine.Streams;
import dev.tributary.engine.plan.Planner.Circumstances;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.DayState;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.OpenRequest;
import dev.tributary.store.Priority;
import dev.tributary.store.RangeRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
  private static final AccountDays UTC = new AccountDays(ZoneId.of("UTC"));
  private static final Circumstances FREE = new Circumstances(NOW, UTC, true);
  private static final StreamDescriptor VISITS = Streams.day("visits");
  private static final StreamDescriptor SALES = Streams.day("sales");

  @Test
  void nothing_due_means_nothing_to_do() {
    assertThat(Planner.plan(List.of(view(VISITS, List.of(), List.of())), List.of(), FREE))
        .isEmpty();
  }

  @Test
  void manual_work_comes_before_live_work_and_live_work_before_backfill() {
    StreamView view =
        view(VISITS, List.of(Days.due("visits", TODAY.minusDays(1), DayState.SETTLING)), List.of());
    List<PlannedSlice> plan =
        Planner.plan(
            List.of(view),
            List.of(
                request("visits", range(60, 50), Priority.BACKFILL),
                request("visits", range(20, 19), Priority.MANUAL)),
            FREE);
    assertThat(plan)
        .extracting(PlannedSlice::priority)
        .containsExactly(Priority.MANUAL, Priority.LIVE, Priority.BACKFILL);
    assertThat(plan)
        .extracting(PlannedSlice::days)
        .containsExactly(range(20, 19), range(1, 1), range(60, 50));
  }

  @Test
  void the_newest_days_come_first_and_the_first_stream_first_for_the_same_days() {
    List<PlannedSlice> plan =
        Planner.plan(
            List.of(view(VISITS, List.of(), List.of(), 10), view(SALES, List.of(), List.of(), 10)),
            List.of(
                request("visits", range(20, 1), Priority.BACKFILL),
                request("sales", range(20, 1), Priority.BACKFILL)),
            FREE);
    assertThat(plan)
        .extracting(PlannedSlice::slice)
        .extracting(Object::toString)
        .containsExactly(
            "visits 2026-11-12 to 2026-11-21",
            "sales 2026-11-12 to 2026-11-21",
            "visits 2026-11-02 to 2026-11-11",
            "sales 2026-11-02 to 2026-11-11");
  }

  @Test
  void a_day_wanted_twice_is_read_once_with_the_higher_priority_and_the_waiver() {
    StreamView view =
        view(VISITS, List.of(Days.due("visits", TODAY.minusDays(2), DayState.SETTLING)), List.of());
    List<PlannedSlice> plan =
        Planner.plan(
            List.of(view),
            List.of(waiver("visits", range(2, 2)), request("visits", range(2, 2), Priority.MANUAL)),
            FREE);
    assertThat(plan).containsExactly(new PlannedSlice(VISITS, range(2, 2), Priority.MANUAL, true));
  }

  @Test
  void days_beyond_the_retention_and_in_the_future_are_never_asked_for() {
    StreamDescriptor short30 = Streams.day("visits", Optional.of(Period.ofDays(30)));
    List<PlannedSlice> plan =
        Planner.plan(
            List.of(
                view(
                    short30,
                    List.of(Days.due("visits", TODAY.minusDays(31), DayState.FINAL)),
                    List.of(TODAY.minusDays(40)),
                    100)),
            List.of(request("visits", range(60, -3), Priority.BACKFILL)),
            FREE);
    assertThat(plan).extracting(PlannedSlice::days).containsExactly(range(30, 0));
    assertThat(Planner.within(range(60, 31), short30, FREE)).isEmpty();
    assertThat(Planner.within(range(-1, -3), short30, FREE)).isEmpty();
    assertThat(Planner.keptFrom(short30, TODAY)).contains(TODAY.minusDays(30));
  }

  @Test
  void without_quota_to_spare_history_waits_and_fresh_days_go_on() {
    StreamView view =
        view(
            VISITS,
            List.of(
                Days.due("visits", TODAY, DayState.OPEN),
                Days.due("visits", TODAY.minusDays(91), DayState.FINAL)),
            List.of(TODAY.minusDays(1), TODAY.minusDays(40)));
    List<PlannedSlice> plan =
        Planner.plan(
            List.of(view),
            List.of(request("visits", range(200, 150), Priority.BACKFILL)),
            new Circumstances(NOW, UTC, false));
    assertThat(plan).extracting(PlannedSlice::priority).containsOnly(Priority.LIVE);
    assertThat(plan).extracting(PlannedSlice::days).containsExactly(range(1, 0));
  }

  @Test
  void a_day_that_was_tried_after_the_wish_waits_for_its_time() {
    OpenRequest request =
        new OpenRequest(
            rangeRequest("visits", range(3, 1), Priority.MANUAL, false),
            List.of(
                new OpenRequest.Day(TODAY.minusDays(1), Optional.of(NOW.plusSeconds(60))),
                new OpenRequest.Day(TODAY.minusDays(2), Optional.of(NOW)),
                new OpenRequest.Day(TODAY.minusDays(3), Optional.empty())));
    List<PlannedSlice> plan =
        Planner.plan(List.of(view(VISITS, List.of(), List.of())), List.of(request), FREE);
    assertThat(plan).extracting(PlannedSlice::days).containsExactly(range(3, 2));
  }

  @Test
  void a_missing_old_day_is_history_and_a_missing_young_day_is_live() {
    StreamView view =
        view(
            VISITS,
            List.of(Days.failed("visits", TODAY.minusDays(30), 2)),
            List.of(TODAY, TODAY.minusDays(3), TODAY.minusDays(4)));
    assertThat(Planner.plan(List.of(view), List.of(), FREE))
        .extracting(slice -> slice.priority() + " " + slice.days())
        .containsExactly(
            "LIVE 2026-11-22", "LIVE 2026-11-19", "BACKFILL 2026-11-18", "BACKFILL 2026-10-23");
  }

  @Test
  void a_snapshot_is_one_look_at_today() {
    StreamDescriptor campaigns = Streams.snapshot("campaigns");
    StreamView fresh =
        new StreamView(campaigns, List.of(), List.of(), Optional.of(NOW.plusSeconds(1)), 1);
    StreamView due = new StreamView(campaigns, List.of(), List.of(), Optional.of(NOW), 1);
    StreamView never = new StreamView(campaigns, List.of(), List.of(), Optional.empty(), 1);
    OpenRequest asked = request("campaigns", range(1, 1), Priority.MANUAL);
    PlannedSlice live = new PlannedSlice(campaigns, range(0, 0), Priority.LIVE, false);
    assertThat(Planner.plan(List.of(fresh), List.of(), FREE)).isEmpty();
    assertThat(Planner.plan(List.of(due), List.of(), FREE)).containsExactly(live);
    assertThat(Planner.plan(List.of(never), List.of(), FREE)).containsExactly(live);
    assertThat(Planner.plan(List.of(fresh), List.of(asked), FREE))
        .containsExactly(new PlannedSlice(campaigns, range(0, 0), Priority.MANUAL, false));
  }

  @Test
  void today_is_the_accounts_today() {
    Circumstances auckland =
        new Circumstances(NOW, new AccountDays(ZoneId.of("Pacific/Auckland")), true);
    LocalDate there = LocalDate.parse("2026-11-23");
    List<PlannedSlice> plan =
        Planner.plan(List.of(view(VISITS, List.of(), List.of(there))), List.of(), auckland);
    assertThat(plan).extracting(PlannedSlice::days).containsExactly(DayRange.of(there));
  }

  @Test
  void a_period_stream_is_cut_at_its_own_limit() {
    StreamDescriptor users = Streams.period("users");
    List<PlannedSlice> plan =
        Planner.plan(
            List.of(view(users, List.of(), List.of(), 50)),
            List.of(request("users", range(14, 1), Priority.BACKFILL)),
            FREE);
    assertThat(plan).extracting(slice -> slice.days().length()).containsExactly(7, 7);
  }

  /** Whatever is due, missing or asked for: every such day is planned once, in order, in size. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void every_plan_is_complete_ordered_and_in_size(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      Optional<Period> retention =
          random.nextBoolean() ? Optional.empty() : Optional.of(Period.ofDays(80));
      StreamDescriptor stream = Streams.day("visits", retention);
      List<LedgerDay> due = new ArrayList<>();
      List<LocalDate> missing = new ArrayList<>();
      Map<LocalDate, Boolean> expected = new HashMap<>();
      for (int age = 0; age < 120; age++) {
        LocalDate day = TODAY.minusDays(age);
        int dice = random.nextInt(6);
        if (dice == 0) {
          due.add(Days.due("visits", day, DayState.values()[random.nextInt(3)]));
        } else if (dice == 1) {
          missing.add(day);
        }
        if (dice < 2) {
          expected.put(day, true);
        }
      }
      int from = random.nextInt(150);
      DayRange asked = range(from, Math.max(-2, from - random.nextInt(40)));
      OpenRequest request = request("visits", asked, Priority.values()[random.nextInt(3)]);
      asked.days().forEach(day -> expected.put(day, true));
      expected.keySet().removeIf(day -> day.isAfter(TODAY));
      retention.ifPresent(
          kept -> expected.keySet().removeIf(day -> day.isBefore(TODAY.minus(kept))));
      int sliceDays = 1 + random.nextInt(20);

      List<PlannedSlice> plan =
          Planner.plan(List.of(view(stream, due, missing, sliceDays)), List.of(request), FREE);

      Set<LocalDate> planned = new HashSet<>();
      for (PlannedSlice slice : plan) {
        assertThat(slice.days().length()).isBetween(1, sliceDays);
        slice.days().days().forEach(day -> assertThat(planned.add(day)).as("%s", day).isTrue());
      }
      assertThat(planned).isEqualTo(expected.keySet());
      assertThat(plan)
          .isSortedAccordingTo(
              Comparator.comparing(PlannedSlice::priority)
                  .thenComparing(slice -> slice.days().last(), Comparator.reverseOrder()));
    }
  }

  private static StreamView view(
      StreamDescriptor stream, List<LedgerDay> due, List<LocalDate> missing) {
    return view(stream, due, missing, 30);
  }

  private static StreamView view(
      StreamDescriptor stream, List<LedgerDay> due, List<LocalDate> missing, int sliceDays) {
    return new StreamView(stream, due, missing, Optional.empty(), sliceDays);
  }

  /** From so many days ago to so many days ago. */
  private static DayRange range(int from, int to) {
    return new DayRange(TODAY.minusDays(from), TODAY.minusDays(to));
  }

  private static OpenRequest request(String stream, DayRange days, Priority priority) {
    return new OpenRequest(
        rangeRequest(stream, days, priority, false),
        days.days().map(day -> new OpenRequest.Day(day, Optional.empty())).toList());
  }

  private static OpenRequest waiver(String stream, DayRange days) {
    return new OpenRequest(
        rangeRequest(stream, days, Priority.BACKFILL, true),
        days.days().map(day -> new OpenRequest.Day(day, Optional.empty())).toList());
  }

  private static RangeRequest rangeRequest(
      String stream, DayRange days, Priority priority, boolean waiver) {
    return new RangeRequest(
        UUID.randomUUID(),
        UUID.randomUUID(),
        UUID.randomUUID(),
        stream,
        days,
        "test",
        priority,
        waiver,
        Optional.empty(),
        NOW,
        0,
        Optional.empty());
  }
}
