package dev.tributary.metaads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncRequest.Purpose;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many people were reached. */
class PeriodsTest extends SandboxedTest {
  /** Ends a week and a month, and its 28 days are February. */
  private static final LocalDate SUNDAY = LocalDate.of(2026, 11, 15);

  private Map<String, Long> byPeriod(Rows rows, LocalDate day) {
    Map<String, Long> found = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      if (rows.day(row).equals(day)) {
        found.put(rows.text(0, row), rows.number(0, row));
      }
    }
    return found;
  }

  private long reach(DayRange days) {
    return sandbox
        .meta()
        .truth(MetaWorld.SHOP, NOW)
        .period(days.first(), days.last(), List.of("reach"))
        .get("reach")
        .longValueExact();
  }

  @Test
  void every_period_is_asked_for_by_itself_and_nobody_is_counted_twice() throws Exception {
    Rows rows = rows("reach", new DayRange(SUNDAY.minusDays(1), SUNDAY));
    Map<String, Long> sunday = byPeriod(rows, SUNDAY);
    assertThat(sunday.keySet())
        .containsExactlyInAnyOrder("day", "trailing_7", "trailing_28", "week");
    for (PeriodKind kind : PeriodKind.values()) {
      if (kind.endsOn(SUNDAY)) {
        assertThat(sunday.get(kind.label())).isEqualTo(reach(kind.endingOn(SUNDAY)));
      }
    }
    assertThat(sunday.get("trailing_7")).isEqualTo(sunday.get("week"));
  }

  @Test
  void a_months_end_has_its_month() throws Exception {
    LocalDate end = LocalDate.of(2026, 10, 31);
    Map<String, Long> found = byPeriod(rows("reach", DayRange.of(end)), end);
    assertThat(found).containsEntry("month", reach(new DayRange(LocalDate.of(2026, 10, 1), end)));
  }

  @Test
  void campaigns_are_counted_by_themselves() throws Exception {
    Rows rows = rows("campaign_reach", DayRange.of(SUNDAY));
    assertThat(rows.size()).isGreaterThan(4);
    for (int row = 0; row < rows.size(); row++) {
      assertThat(rows.text(1, row)).matches("\\d+");
      assertThat(rows.number(0, row)).isPositive();
    }
  }

  @Test
  void people_whom_meta_withholds_are_no_zero() throws Exception {
    sandbox.faults().add(Fault.once("meta.no-reach", INSIGHTS));
    List<Batch> steps = steps(shop, "reach", DayRange.of(SUNDAY), Purpose.ROWS);
    assertThat(steps.getFirst().rows().size()).isZero();
    assertThat(steps.getFirst().answer().quality().thresholded()).isTrue();
    assertThat(steps.getLast().answer().quality().thresholded()).isFalse();
  }

  @Test
  void too_many_periods_at_once_become_fewer() throws Exception {
    sandbox.faults().add(Fault.once("meta.reduce", INSIGHTS).after(1).times(2));
    Rows rows = rows("reach", new DayRange(SUNDAY.minusDays(3), SUNDAY));
    assertThat(byPeriod(rows, SUNDAY))
        .containsEntry("trailing_28", reach(PeriodKind.TRAILING_28.endingOn(SUNDAY)));
  }

  @Test
  void what_stays_too_large_asks_for_fewer_days() {
    sandbox.faults().add(Fault.always("meta.reduce", INSIGHTS));
    assertThat(failure("campaign_reach", WEEK)).isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void other_failures_stay_what_they_are() {
    sandbox.faults().add(Fault.once("meta.2", INSIGHTS));
    assertThat(failure("reach", WEEK)).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void pages_of_a_period_are_read_to_the_end() throws Exception {
    answer(
        INSIGHTS,
        200,
        """
        {"data":[{"campaign_id":"7","spend":"1","reach":"5","impressions":"9",
          "date_start":"2026-11-15","date_stop":"2026-11-15"}],
         "paging":{"cursors":{"after":"QVFIMA"},"next":"https://graph.facebook.com/next"}}
        """);
    Rows rows = rows("campaign_reach", DayRange.of(SUNDAY));
    assertThat(rows.text(1, 0)).isEqualTo("7");
    assertThat(logged(INSIGHTS, 2).get(1).query()).contains("after=QVFIMA");
  }

  @Test
  void periods_that_nobody_asked_for_are_refused() {
    for (String stop : List.of("2026-11-16", "2026-11-14")) {
      answer(
          INSIGHTS,
          200,
          "{\"data\":[{\"spend\":\"1\",\"reach\":\"5\",\"date_start\":\"2026-11-15\",\"date_stop\":\"%s\"}]}"
              .formatted(stop));
      assertThat(failure("reach", DayRange.of(SUNDAY))).isInstanceOf(Failure.Malformed.class);
    }
  }

  @Test
  void an_unreadable_row_keeps_its_day_from_being_replaced() throws Exception {
    sandbox.faults().add(Fault.once("meta.bad-number", INSIGHTS).with("field", "reach"));
    assertThat(steps(shop, "reach", DayRange.of(SUNDAY), Purpose.ROWS).getFirst().rejects())
        .hasSize(1);
  }

  @Test
  void a_cursor_of_nobody_is_our_own_mistake() {
    for (String cursor : List.of("x", "a 1 1 ", "1 9 1 ", "900 8 100 ")) {
      assertThat(
              failure(() ->
                  adapter.sync(
                      request(shop, "reach", WEEK, Optional.of(new Cursor(cursor)), Purpose.ROWS),
                      call())))
          .isInstanceOf(Failure.Defect.class);
    }
  }
}
