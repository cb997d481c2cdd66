package dev.tributary.googleanalytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.SyncRequest.Purpose;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distinct users, asked for whole periods. */
class PeriodsTest extends SandboxedTest {
  private static final DayRange MONDAY = DayRange.of(LocalDate.of(2026, 11, 9));
  private static final DayRange MONTHS_END = DayRange.of(LocalDate.of(2026, 10, 31));

  @Test
  void a_day_in_the_middle_has_three_periods_and_a_months_end_four() throws Exception {
    assertThat(periods(MONDAY)).containsExactly("day", "trailing_28", "trailing_7");
    assertThat(periods(MONTHS_END)).containsExactly("day", "month", "trailing_28", "trailing_7");
  }

  @Test
  void single_days_and_single_ranges_carry_no_range_name() throws Exception {
    rows("users", MONTHS_END);
    String body = logged("batchRunReports", 1).getFirst().body();
    assertThat(body)
        .contains("{\"startDate\":\"2026-10-31\",\"endDate\":\"2026-10-31\"}")
        .contains(
            "{\"startDate\":\"2026-10-01\",\"endDate\":\"2026-10-31\",\"name\":\"month_20261031\"}");
  }

  @Test
  void a_month_counts_nobody_twice() throws Exception {
    DayRange october = new DayRange(LocalDate.of(2026, 10, 1), LocalDate.of(2026, 10, 31));
    Rows rows = rows("users", october);
    long days = 0;
    long month = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (rows.text(0, row).equals("day")) {
        days += rows.number(0, row);
      }
      if (rows.text(0, row).equals("month")) {
        month = rows.number(0, row);
      }
    }
    assertThat(month).isPositive().isLessThan(days);
  }

  @Test
  void users_by_channel_carry_their_channel() throws Exception {
    Rows rows = rows("users_by_channel", MONTHS_END);
    Set<String> channels = new TreeSet<>();
    for (int row = 0; row < rows.size(); row++) {
      assertThat(rows.day(row)).isEqualTo(MONTHS_END.first());
      channels.add(rows.text(1, row));
    }
    assertThat(channels).contains("Direct", "Organic Search");
  }

  @Test
  void revenue_per_user_is_googles_own_for_the_period() throws Exception {
    Rows rows = rows("users", MONTHS_END);
    int column = adapter.describe().stream("users").measureIndex("revenue_per_user");
    assertThat(rows.number(column, 0)).isPositive();
  }

  @Test
  void a_report_that_promises_more_than_it_sends_is_malformed() {
    sandbox.faults().add(Fault.once("google.short-page", "batchRunReports"));
    assertThat(failure("users")).isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void a_range_that_nobody_asked_for_is_rejected() throws Exception {
    sandbox
        .faults()
        .add(
            Fault.once("status", "batchRunReports")
                .with("status", 200)
                .with(
                    "body",
                    """
                    {"reports":[{},{"dimensionHeaders":[{"name":"dateRange"}],
                      "metricHeaders":[{"name":"totalUsers","type":"TYPE_INTEGER"},
                        {"name":"activeUsers","type":"TYPE_INTEGER"},
                        {"name":"averageRevenuePerUser","type":"TYPE_CURRENCY"}],
                      "rows":[{"dimensionValues":[{"value":"date_range_0"}],
                        "metricValues":[{"value":"1"},{"value":"1"},{"value":"1"}]},
                        {"dimensionValues":[{"value":"trailing_7_20261109"}],
                        "metricValues":[{"value":"-1"},{"value":"1"},{"value":"1"}]}],
                      "rowCount":2}]}\
                    """));
    Batch batch = steps(shop, "users", MONDAY, Purpose.ROWS).getFirst();
    assertThat(batch.rejects())
        .extracting(Batch.Reject::day)
        .containsExactly(Optional.empty(), Optional.of(MONDAY.first()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "-1", "99"})
  void a_cursor_of_nobody_is_a_defect(String text) {
    assertThat(
            failure(() ->
                adapter.sync(
                    new SyncRequest(
                        shop,
                        adapter.describe().stream("users"),
                        new Slice("users", MONDAY),
                        Optional.of(new Cursor(text)),
                        Purpose.ROWS),
                    call())))
        .isInstanceOf(Failure.Defect.class);
  }

  private List<String> periods(DayRange days) throws Exception {
    Rows rows = rows("users", days);
    Set<String> periods = new TreeSet<>();
    for (int row = 0; row < rows.size(); row++) {
      periods.add(rows.text(0, row));
    }
    return List.copyOf(periods);
  }
}
