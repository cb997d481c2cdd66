package dev.tributary.googleanalytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.http.Amount;
import dev.tributary.sandbox.Fault;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Rows;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in reports: typed by their header, exact, and refused where they cannot be. */
class NumbersTest extends SandboxedTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 6);

  @Test
  void times_beyond_range_stay_out_of_range() {
    assertThat(MetricType.TYPE_HOURS.inSeconds(Amount.OUT_OF_RANGE)).isEqualTo(Amount.OUT_OF_RANGE);
    assertThat(MetricType.TYPE_HOURS.inSeconds(Long.MAX_VALUE / 2)).isEqualTo(Amount.OUT_OF_RANGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "", "1,5", "0x10", "1e", "--1", "abc"})
  void what_is_no_number_rejects_its_row_and_no_other(String value) throws Exception {
    sandbox.faults().add(Fault.once("google.bad-number", "runReport").with("value", value));
    Batch batch = step(Optional.empty());
    assertThat(batch.rows().size()).isEqualTo(6);
    assertThat(batch.rejects())
        .singleElement()
        .satisfies(reject -> {
          assertThat(reject.day()).contains(DAY);
          assertThat(reject.reason()).isEqualTo("sessions is not a number");
          assertThat(reject.excerpt()).contains("20261106");
        });
    assertThat(batch.answer().rowsPromised()).hasValue(7);
  }

  @ParameterizedTest
  @CsvSource({
    "-3, sessions is negative",
    "1.5, sessions is not whole or out of range",
    "99999999999999999999, sessions is not whole or out of range",
  })
  void a_count_that_cannot_be_rejects_its_row(String value, String reason) throws Exception {
    sandbox.faults().add(Fault.once("google.bad-number", "runReport").with("value", value));
    assertThat(step(Optional.empty()).rejects().getFirst().reason()).isEqualTo(reason);
  }

  @Test
  void a_mean_beside_an_impossible_count_rejects_its_row() throws Exception {
    answer("runReport", Answers.report("20261106", "99999999999999"));
    assertThat(step(Optional.empty()).rejects().getFirst().reason())
        .isEqualTo("keyEvents is not whole or out of range");
  }

  @Test
  void a_mean_times_its_count_is_a_sum_again() throws Exception {
    answer("runReport", Answers.report("20261106", "3"));
    Rows rows = step(Optional.empty()).rows();
    var overview = adapter.describe().stream("overview");
    assertThat(rows.number(overview.measureIndex("key_events"), 0)).isEqualTo(3_000_000);
    assertThat(rows.number(overview.measureIndex("session_seconds"), 0)).isEqualTo(9_000_000);
  }

  @Test
  void revenue_may_be_negative() throws Exception {
    answer(
        "runReport",
        Answers.report("20261106", "1")
            .replace(
                "\"name\":\"totalRevenue\",\"type\":\"TYPE_CURRENCY\"",
                "\"name\":\"totalRevenue\",\"type\":\"TYPE_CURRENCY\"")
            .replaceFirst(
                "(\"metricValues\":\\[(?:\\{\"value\":\"1\"},){6})\\{\"value\":\"1\"}",
                "$1{\"value\":\"-12.345678\"}"));
    Rows rows = step(Optional.empty()).rows();
    assertThat(rows.number(6, 0)).isEqualTo(-12_345_678);
  }

  @ParameterizedTest
  @CsvSource({
    "TYPE_SECONDS, 1500000",
    "TYPE_MILLISECONDS, 1500",
    "TYPE_MINUTES, 90000000",
    "TYPE_HOURS, 5400000000"
  })
  void times_are_brought_to_seconds_by_their_header(String type, long micros) throws Exception {
    answer(
        "runReport",
        Answers.report("20261106", "1")
            .replace(
                "\"userEngagementDuration\",\"type\":\"TYPE_SECONDS\"",
                "\"userEngagementDuration\",\"type\":\"" + type + "\"")
            .replaceFirst(
                "(\"metricValues\":\\[(?:\\{\"value\":\"1\"},){7})\\{\"value\":\"1\"}",
                "$1{\"value\":\"1.5\"}"));
    assertThat(step(Optional.empty()).rows().number(7, 0)).isEqualTo(micros);
  }

  @Test
  void a_report_full_of_nonsense_is_malformed_as_a_whole() {
    StringBuilder rows = new StringBuilder(Answers.row("20261106", "NaN"));
    for (int i = 0; i < 1_001; i++) {
      rows.append(',').append(Answers.row("20261106", "NaN"));
    }
    answer("runReport", "{" + Answers.HEADERS + ",\"rows\":[" + rows + "],\"rowCount\":1002}");
    assertThat(failure("overview").message()).contains("more than 1000 unreadable rows");
  }
}
