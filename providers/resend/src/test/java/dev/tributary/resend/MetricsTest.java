package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.resend.Teams;
import dev.tributary.sandbox.resend.truth.ResendTruth;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Connection;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Failure.Scope;
import dev.tributary.spi.Measure;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncRequest.Purpose;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream of days, to the digit against what really happened. */
class MetricsTest extends SandboxedTest {

  @Test
  void every_count_of_every_day_and_domain_is_what_happened() throws Exception {
    Rows rows = rows(team, "emails", WEEK);
    assertThat(rows.size()).as("three domains send").isEqualTo(7 * 3);
    for (int row = 0; row < rows.size(); row++) {
      ResendTruth truth = truth().of(domainId(rows.text(0, row)));
      for (Measure measure : adapter.describe().stream("emails").measures()) {
        assertThat(number(rows, row, "emails", measure.name()))
            .as("%s of %s on %s", measure.name(), rows.text(0, row), rows.day(row))
            .isEqualTo(truth(truth, DayRange.of(rows.day(row)), measure.field()));
      }
    }
    assertThat(asked(METRICS)).as("one question").isOne();
  }

  @Test
  void days_are_those_of_the_chosen_zone_over_a_change_of_the_clock() throws Exception {
    DayRange change = new DayRange(LocalDate.of(2026, 10, 24), LocalDate.of(2026, 10, 26));
    for (ZoneId zone : List.of(BERLIN, ZoneId.of("America/New_York"), ZoneId.of("UTC"))) {
      Rows rows = rows(team(key, zone, Map.of()), "emails", change);
      ResendTruth truth = sandbox.resend().truth(Teams.NORDLICHT, zone, NOW);
      for (LocalDate day : change.days().toList()) {
        long sent = 0;
        for (int row = 0; row < rows.size(); row++) {
          sent += rows.day(row).equals(day) ? number(rows, row, "emails", "sent") : 0;
        }
        assertThat(sent)
            .as("%s in %s", day, zone)
            .isEqualTo(truth(truth, DayRange.of(day), "sent"));
      }
    }
  }

  @Test
  void the_teams_own_totals_have_one_row_a_day() throws Exception {
    Rows totals = rows(team, "emails", WEEK, Purpose.TOTALS);
    assertThat(totals.size()).isEqualTo(7);
    for (int row = 0; row < 7; row++) {
      assertThat(totals.text(0, row)).isEmpty();
      assertThat(number(totals, row, "emails", "delivered"))
          .isEqualTo(truth(truth(), DayRange.of(totals.day(row)), "delivered"));
    }
  }

  @Test
  void only_chosen_domains_are_read_and_totalled() throws Exception {
    Connection chosen =
        team(Map.of("domains", " " + Teams.SHOP_DOMAIN.toUpperCase(java.util.Locale.ROOT)));
    Rows rows = rows(chosen, "emails", WEEK);
    assertThat(rows.size()).isEqualTo(7);
    assertThat(rows.text(0, 0)).isEqualTo(Teams.SHOP_DOMAIN);
    Rows totals = rows(chosen, "emails", WEEK, Purpose.TOTALS);
    for (int row = 0; row < 7; row++) {
      assertThat(number(totals, row, "emails", "sent"))
          .isEqualTo(number(rows, row, "emails", "sent"));
    }
    assertThat(
            failure(() ->
                steps(team(Map.of("domains", "gone.example")), "emails", WEEK, Purpose.TOTALS)))
        .isInstanceOf(Failure.InvalidRequest.class);
  }

  @Test
  void a_day_without_anything_has_no_row() throws Exception {
    Connection chosen = team(Map.of("domains", Teams.NEW_DOMAIN));
    assertThat(rows(chosen, "emails", WEEK).size()).isZero();
  }

  @Test
  void days_that_the_plan_keeps_no_longer_are_not_covered() throws Exception {
    control("teams/nordlicht", "{\"retentionDays\":30}");
    DayRange asked = new DayRange(TODAY.minusDays(40), TODAY.minusDays(20));
    Batch batch = steps(team, "emails", asked, Purpose.ROWS).getFirst();
    LocalDate first = TODAY.minusDays(29);
    assertThat(batch.answer().covered())
        .as("the plan's days begin at midnight UTC, the team's an hour before")
        .isEqualTo(new DayRange(first, asked.last()));
    for (int row = 0; row < batch.rows().size(); row++) {
      assertThat(batch.rows().day(row)).isAfterOrEqualTo(first);
    }
    DayRange gone = new DayRange(TODAY.minusDays(60), TODAY.minusDays(50));
    Batch nothing = steps(team, "emails", gone, Purpose.ROWS).getFirst();
    assertThat(nothing.rows().size()).isZero();
    assertThat(nothing.answer().covered().first()).isAfter(gone.last());
  }

  @Test
  void today_is_read_as_far_as_it_went() throws Exception {
    Rows rows = rows(team, "emails", DayRange.of(TODAY));
    long sent = 0;
    for (int row = 0; row < rows.size(); row++) {
      sent += number(rows, row, "emails", "sent");
    }
    assertThat(sent).isPositive().isEqualTo(truth(truth(), DayRange.of(TODAY), "sent"));
  }

  @Test
  void what_was_restated_is_seen_once_the_cache_has_ended() throws Exception {
    long before = number(rows(team, "emails", WEEK), 0, "emails", "sent");
    sandbox.clock().freezeAt(NOW.plusSeconds(16 * 60));
    control("teams/nordlicht", "{\"adjust\":{\"" + WEEK.first() + "\":200}}");
    assertThat(number(rows(team, "emails", WEEK), 0, "emails", "sent")).isGreaterThan(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resend.not_found", "resend.method_not_allowed"})
  void a_team_without_metrics_loses_its_numbers_alone_and_is_told_where_they_come_from(
      String kind) {
    for (String stream : List.of("emails", "engagement")) {
      fault(kind, METRICS);
      assertThat(failure(() -> steps(team, stream, WEEK, Purpose.ROWS)))
          .isInstanceOfSatisfying(
              Failure.PermissionMissing.class,
              missing -> {
                assertThat(missing.permission()).isEqualTo("emails/metrics");
                assertThat(missing.scope()).isEqualTo(Scope.STREAM);
                assertThat(missing.message()).contains("counted from the events");
              });
    }
  }

  @Test
  void an_address_taken_for_an_id_means_no_metrics_too() {
    answer(
        METRICS,
        422,
        "{\"name\":\"validation_error\",\"message\":\"The `id` must be a valid UUID.\"}");
    assertThat(failure(() -> steps(team, "emails", WEEK, Purpose.ROWS)))
        .isInstanceOf(Failure.PermissionMissing.class);
    fault("resend.validation_error.422", METRICS);
    assertThat(failure(() -> steps(team, "emails", WEEK, Purpose.ROWS)))
        .isInstanceOf(Failure.InvalidRequest.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-1", "1.5", "1e30"})
  void a_count_that_is_none_is_never_zero(String number) {
    sandbox.faults().add(Fault.once("resend.bad-number", METRICS).with("value", number));
    assertThat(failure(() -> steps(team, "emails", WEEK, Purpose.ROWS)))
        .isInstanceOf(Failure.Malformed.class);
    answer(
        METRICS,
        200,
        "{\"start_date\":\"2026-11-05T23:00:00.000Z\",\"data\":[{\"period\":\"2026-11-06\","
            + "\"domain_name\":\"a.example\",\"sent\":"
            + (number.equals("NaN") ? "null" : number)
            + "}]}");
    assertThat(failure(() -> steps(team, "emails", WEEK, Purpose.ROWS)))
        .isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void a_count_that_is_missing_is_never_zero() {
    fault("resend.value-missing", METRICS);
    assertThat(failure(() -> steps(team, "emails", WEEK, Purpose.ROWS)))
        .isInstanceOf(Failure.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"start_date\":\"2026-11-05T23:00:00Z\"}",
        "{\"start_date\":\"2026-11-05T23:00:00Z\",\"data\":[{\"period\":\"soon\"}]}",
        "{\"start_date\":\"soon\",\"data\":[]}",
        "{\"data\":[]}"
      })
  void an_answer_that_leaves_something_open_is_malformed(String body) {
    answer(METRICS, 200, body);
    assertThat(failure(() -> steps(team, "emails", WEEK, Purpose.ROWS)))
        .isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void a_domain_that_was_made_again_is_one_domain() throws Exception {
    String row =
        ("{\"period\":\"2026-11-06T00:00:00+01:00\",\"domain_name\":\"a.example\",\"sent\":2,"
            + "\"delivered\":1,\"delivery_delayed\":0,\"bounced\":0,\"bounced_permanent\":0,"
            + "\"bounced_transient\":0,\"bounced_undetermined\":0,\"complained\":0,"
            + "\"unsubscribed\":0,\"suppressed\":0,\"failed\":0,\"opened\":0,\"clicked\":0,"
            + "\"received\":0}");
    answer(
        METRICS,
        200,
        "{\"start_date\":\"2026-11-05T23:00:00.000Z\",\"data\":[" + row + "," + row + "]}");
    Rows rows = rows(team, "emails", WEEK);
    assertThat(rows.size()).isOne();
    assertThat(number(rows, 0, "emails", "sent")).isEqualTo(4);
    assertThat(rows.day(0)).isEqualTo(LocalDate.of(2026, 11, 6));
  }

  @Test
  void every_answer_tells_the_rate() throws Exception {
    QuotaReading reading = steps(team, "emails", WEEK, Purpose.ROWS).getFirst().quotas().getFirst();
    assertThat(reading.bucket()).isEqualTo("requests");
    assertThat(reading.limit()).isEqualTo(OptionalLong.of(10));
    assertThat(reading.resetsAt()).contains(NOW.plusSeconds(1));
    assertThat(adapter.describe().limits().rates())
        .as("the reading belongs to the declared rate")
        .extracting("name")
        .containsExactly(reading.bucket());
  }
}
