package dev.tributary.googleanalytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Measure.Additivity;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.SyncRequest.Purpose;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stream, read from the sandbox. */
class StreamsTest extends SandboxedTest {

  static Stream<String> dayStreams() {
    return Streams.ALL.stream()
        .filter(stream -> stream.kind() == StreamKind.DAY)
        .map(StreamDescriptor::name);
  }

  @ParameterizedTest
  @MethodSource("dayStreams")
  void a_stream_answers_every_day_of_its_slice(String name) throws Exception {
    List<Batch> batches = steps(shop, name, WEEK, Purpose.ROWS);
    Rows rows = joined(name, batches);
    assertThat(rows.size()).isPositive();
    assertThat(java.util.stream.IntStream.range(0, rows.size()).mapToObj(rows::day).distinct())
        .containsExactlyElementsOf(WEEK.days().toList());
    Batch.Answer answer = batches.getLast().answer();
    assertThat(answer.zone()).contains(BERLIN);
    assertThat(answer.currency()).contains("EUR");
    assertThat(answer.rowsPromised()).hasValue(rows.size());
    assertThat(answer.covered()).isEqualTo(WEEK);
    assertThat(batches.getLast().quotas()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("dayStreams")
  void the_accounts_own_totals_are_near_the_sum_of_the_rows(String name) throws Exception {
    StreamDescriptor stream = adapter.describe().stream(name);
    Rows rows = rows(name, WEEK);
    Rows totals = joined(name, steps(shop, name, WEEK, Purpose.TOTALS));
    assertThat(totals.size()).isEqualTo(WEEK.length());
    for (var measure : stream.measures()) {
      if (measure.additivity() == Additivity.SUM) {
        long total = sum(totals, stream, measure.name());
        assertThat(sum(rows, stream, measure.name()))
            .as(name + "." + measure.name())
            .isCloseTo(total, org.assertj.core.data.Offset.offset(Math.max(20_000, total / 50)));
      }
    }
  }

  @Test
  void users_are_asked_for_whole_periods_and_never_summed() throws Exception {
    DayRange days = new DayRange(TODAY.minusDays(35), TODAY.minusDays(1));
    List<Batch> batches = steps(shop, "users", days, Purpose.ROWS);
    Rows rows = joined("users", batches);
    // 35 days, 35 trailing weeks, 35 trailing four weeks, 5 Sundays, 1 month's end.
    assertThat(rows.size()).isEqualTo(35 * 3 + 5 + 1);
    assertThat(batches.size()).isEqualTo(4);
    long daily = 0;
    long trailing = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (rows.day(row).isAfter(TODAY.minusDays(8)) && rows.text(0, row).equals("day")) {
        daily += rows.number(0, row);
      }
      if (rows.day(row).equals(TODAY.minusDays(1)) && rows.text(0, row).equals("trailing_7")) {
        trailing = rows.number(0, row);
      }
    }
    assertThat(trailing).isPositive().isLessThan(daily);
  }
}
