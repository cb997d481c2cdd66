package dev.tributary.benchmarks.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the benchmark prints and demands; times are nobody's affair here. */
@Tag("ci")
class MetaBenchmarkTest {
  @Test
  void each_bar_that_is_missed_is_named() {
    assertThat(new Report(450_000, 200, 100, 99, 100, 512).missed()).isEmpty();
    assertThat(new Report(450_000, 199, 100, 100, 100, 513).missed())
        .extracting(missed -> missed.substring(0, missed.indexOf(':')))
        .containsExactly("ratio", "requests", "peakRssMiB");
  }

  @Test
  void an_option_that_is_unknown_is_a_wrong_use() throws Exception {
    assertThat(MetaBenchmark.main(List.of("--quickly"))).isEqualTo(2);
  }

  /** Both sides stored the same rows, or there would be no report. */
  @Test
  void a_run_of_almost_nothing_prints_every_key() throws Exception {
    JsonNode printed = new JsonMapper().readTree(MetaBenchmark.run(MetaBenchmark.Size.TINY).json());
    assertThat(printed.propertyNames())
        .containsExactly(
            "rowsPerSecond", "sdkRowsPerSecond", "ratio", "requests", "sdkRequests", "peakRssMiB");
    assertThat(printed.values()).allMatch(JsonNode::isNumber);
    assertThat(printed.path("requests").asLong()).isPositive();
    assertThat(printed.path("sdkRequests").asLong()).isPositive();
  }
}
