package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.resend.Teams;
import dev.tributary.sandbox.resend.truth.ResendTruth;
import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncRequest.Purpose;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Different opens and clicks of whole periods. */
class EngagementTest extends SandboxedTest {
  private static final String STREAM = "engagement";
  private static final List<String> TRACKED = List.of(Teams.SHOP_DOMAIN, Teams.NEWS_DOMAIN);

  private long truth(DayRange days, String metric) {
    long sum = 0;
    for (String domain : TRACKED) {
      ResendTruth truth = truth().of(domainId(domain));
      sum += truth(truth, days, metric);
    }
    return sum;
  }

  @Test
  void every_period_is_asked_for_by_itself_and_domains_that_do_not_track_are_left_out()
      throws Exception {
    DayRange days = new DayRange(LocalDate.of(2026, 10, 30), LocalDate.of(2026, 11, 2));
    Rows rows = rows(team, STREAM, days);
    assertThat(rows.size())
        .as("days, both trailing kinds, a Sunday and the end of October")
        .isEqualTo(4 + 4 + 4 + 1 + 1);
    for (int row = 0; row < rows.size(); row++) {
      DayRange period =
          PeriodKind.valueOf(rows.text(0, row).toUpperCase(Locale.ROOT)).endingOn(rows.day(row));
      String what = rows.text(0, row) + " to " + rows.day(row);
      long opened = number(rows, row, STREAM, "unique_opened");
      assertThat(opened).as(what).isEqualTo(truth(period, "unique_opened"));
      assertThat(number(rows, row, STREAM, "unique_opened_with_both")).as(what).isEqualTo(opened);
      assertThat(number(rows, row, STREAM, "unique_clicked"))
          .as(what)
          .isEqualTo(truth(period, "unique_clicked"));
      assertThat(number(rows, row, STREAM, "delivered_with_opens"))
          .as(what)
          .isEqualTo(truth(period, "delivered"));
      assertThat(number(rows, row, STREAM, "delivered_with_clicks"))
          .as(what)
          .isEqualTo(truth(period, "delivered"));
    }
    // The Sunday's week and its trailing seven days are the same days: 4 + 4 + 1 periods.
    assertThat(asked(METRICS)).isEqualTo(1 + 9);
  }

  @Test
  void tracking_that_is_switched_off_is_no_zero() throws Exception {
    Rows rows = rows(team(Map.of("domains", Teams.US_DOMAIN)), STREAM, WEEK);
    assertThat(rows.size()).as("nothing to divide, so no rate").isZero();
  }

  /** Every question about metrics is answered with one row. */
  private Rows of(int opened, int clicked, int delivered) throws Exception {
    String body =
        "{\"start_date\":\"2026-10-01T00:00:00Z\",\"data\":[{\"period\":\"2026-11-10\","
            + "\"domain_name\":\"%s\",\"unique_opened\":%d,\"unique_clicked\":%d,"
            + "\"delivered\":%d}]}";
    sandbox
        .faults()
        .add(
            Fault.always("status", METRICS)
                .with("status", 200)
                .with("body", body.formatted(Teams.SHOP_DOMAIN, opened, clicked, delivered)));
    return rows(
        team(Map.of("domains", Teams.SHOP_DOMAIN)),
        STREAM,
        DayRange.of(LocalDate.of(2026, 11, 10)));
  }

  @Test
  void opens_without_clicks_are_no_click_rate() throws Exception {
    control("domains/" + Teams.SHOP_DOMAIN, "{\"clickTracking\":false}");
    Rows rows = of(7, 0, 20);
    assertThat(number(rows, 0, STREAM, "delivered_with_opens")).isEqualTo(20);
    assertThat(number(rows, 0, STREAM, "delivered_with_clicks")).isZero();
    assertThat(number(rows, 0, STREAM, "unique_opened_with_both")).isZero();
  }

  @Test
  void a_domain_that_was_switched_off_since_keeps_what_it_had() throws Exception {
    control("domains/" + Teams.SHOP_DOMAIN, "{\"openTracking\":false,\"clickTracking\":false}");
    Rows rows = of(7, 3, 20);
    assertThat(number(rows, 0, STREAM, "delivered_with_opens")).isEqualTo(20);
    assertThat(number(rows, 0, STREAM, "delivered_with_clicks")).isEqualTo(20);
    assertThat(number(rows, 0, STREAM, "unique_clicked_with_both")).isEqualTo(3);
  }

  @Test
  void a_period_that_is_no_longer_kept_as_a_whole_takes_its_day_out_of_what_is_covered()
      throws Exception {
    control("teams/nordlicht", "{\"retentionDays\":40}");
    DayRange days = new DayRange(TODAY.minusDays(14), TODAY.minusDays(8));
    List<Batch> batches = steps(team, STREAM, days, Purpose.ROWS);
    LocalDate covered =
        batches.stream()
            .map(batch -> batch.answer().covered().first())
            .max(LocalDate::compareTo)
            .orElseThrow();
    // Days from TODAY - 39 on are kept whole, and 28 of them make a trailing period.
    assertThat(covered).isEqualTo(TODAY.minusDays(39).plusDays(27));
    for (Batch batch : batches) {
      for (int row = 0; row < batch.rows().size(); row++) {
        assertThat(batch.rows().day(row)).isAfterOrEqualTo(covered);
      }
    }
  }

  @Test
  void a_kind_of_period_that_no_plan_of_that_size_holds_is_not_missed() throws Exception {
    control("teams/nordlicht", "{\"retentionDays\":5}");
    DayRange days = new DayRange(TODAY.minusDays(3), TODAY.minusDays(1));
    List<Batch> batches = steps(team, STREAM, days, Purpose.ROWS);
    assertThat(batches.getLast().answer().covered()).isEqualTo(days);
    Rows rows = rows(team, STREAM, days);
    assertThat(rows.size()).isEqualTo(3);
    assertThat(rows.text(0, 0)).isEqualTo("day");
  }

  @Test
  void days_that_are_all_gone_ask_for_no_period() throws Exception {
    control("teams/nordlicht", "{\"retentionDays\":5}");
    DayRange gone = new DayRange(TODAY.minusDays(40), TODAY.minusDays(30));
    List<Batch> batches = steps(team, STREAM, gone, Purpose.ROWS);
    assertThat(batches.getLast().answer().covered().first()).isAfter(gone.last());
    assertThat(asked(METRICS)).isOne();
  }

  @Test
  void a_border_that_moves_on_while_we_read_makes_no_part_of_a_period_a_period() throws Exception {
    sandbox
        .faults()
        .add(
            Fault.always("resend.clamped", METRICS)
                .after(1)
                .with("start", "2026-11-10T23:00:00.000Z"));
    Rows rows = rows(team, STREAM, DayRange.of(LocalDate.of(2026, 11, 11)));
    assertThat(rows.size()).as("the single day alone").isOne();
  }

  @Test
  void a_cursor_behind_the_last_period_is_none_of_ours() throws Exception {
    PeriodPlace far = new PeriodPlace(99, LocalDate.MIN, WEEK.first(), Tracking.of(List.of()));
    Batch.Next.More more = (Batch.Next.More) far.more();
    assertThat(
            failure(() ->
                adapter.sync(
                    new dev.tributary.spi.SyncRequest(
                        team,
                        adapter.describe().stream(STREAM),
                        new dev.tributary.spi.Slice(STREAM, WEEK),
                        java.util.Optional.of(more.cursor()),
                        Purpose.ROWS),
                    call())))
        .isInstanceOf(Failure.Defect.class);
  }
}
