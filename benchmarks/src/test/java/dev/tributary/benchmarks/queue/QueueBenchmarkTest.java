package dev.tributary.benchmarks.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.benchmarks.queue.Report.Bloat;
import dev.tributary.benchmarks.queue.Report.ClaimDelay;
import dev.tributary.benchmarks.queue.Report.Drain;
import dev.tributary.benchmarks.queue.Report.Fairness;
import dev.tributary.benchmarks.queue.Report.Throttled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the benchmark prints and demands; times are nobody's affair here. */
@Tag("ci")
class QueueBenchmarkTest {
  private static final Report WITHIN =
      new Report(
          new Drain(80, 100, 300, 50),
          9_000,
          new ClaimDelay(300, 1_000, 1_200),
          767,
          new Bloat(2, 4, 10_000_000, 15_000_000),
          new Fairness(100, 200),
          new Throttled(500, 300, 300, 0, 0));

  @Test
  void each_bar_that_is_missed_is_named() {
    assertThat(WITHIN.missed()).isEmpty();
    Report beyond =
        new Report(
            new Drain(79, 100, 300, 50),
            9_000,
            new ClaimDelay(300, 1_001, 1_200),
            768,
            new Bloat(2, 4.1, 10_000_000, 15_000_001),
            new Fairness(100, 201),
            new Throttled(500, 300, 300, 1, 0));
    assertThat(beyond.missed())
        .extracting(missed -> missed.substring(0, missed.indexOf(':')))
        .containsExactly(
            "drain", "claimDelayMs", "peakRssMiB", "bloat", "bloat", "fairness", "throttled");
  }

  @Test
  void a_few_pages_more_of_a_small_schedule_are_no_growth() {
    Report small =
        new Report(
            WITHIN.drain(),
            WITHIN.syncsPerMinute(),
            WITHIN.claimDelay(),
            WITHIN.peakRssMiB(),
            new Bloat(2, 2, 500_000, 900_000),
            WITHIN.fairness(),
            WITHIN.throttled());
    assertThat(small.missed()).isEmpty();
  }

  @Test
  void an_attempt_that_was_burned_is_a_miss() {
    Report burned =
        new Report(
            WITHIN.drain(),
            WITHIN.syncsPerMinute(),
            WITHIN.claimDelay(),
            WITHIN.peakRssMiB(),
            WITHIN.bloat(),
            WITHIN.fairness(),
            new Throttled(500, 300, 300, 0, 1));
    assertThat(burned.missed()).hasSize(1);
  }

  @Test
  void an_option_that_is_unknown_is_a_wrong_use() throws Exception {
    assertThat(QueueBenchmark.main(List.of("--quickly"))).isEqualTo(2);
  }

  @Test
  void a_run_of_almost_nothing_prints_every_key() throws Exception {
    JsonNode printed = new JsonMapper().readTree(QueueBenchmark.run(Size.TINY).json());
    assertThat(keys("", printed))
        .containsExactly(
            "drain.tributaryPerSecond",
            "drain.dbSchedulerSameRowsPerSecond",
            "drain.dbSchedulerEmptyPerSecond",
            "drain.jobRunrPerSecond",
            "syncsPerMinute",
            "claimDelayMs.p50",
            "claimDelayMs.p95",
            "claimDelayMs.p99",
            "peakRssMiB",
            "bloat.claimMsAt10k",
            "bloat.claimMsAt1M",
            "bloat.bytesAt10k",
            "bloat.bytesAt1M",
            "fairness.smallDelayMsAlone",
            "fairness.smallDelayMsBesideBacklog",
            "throttled.syncs",
            "throttled.refused",
            "throttled.snoozes",
            "throttled.earlyRetries",
            "throttled.attemptsBurned");
    JsonNode throttled = printed.path("throttled");
    assertThat(throttled.path("syncs").asInt()).isGreaterThanOrEqualTo(Size.TINY.throttled());
    assertThat(throttled.path("snoozes").asInt()).isEqualTo(throttled.path("refused").asInt());
    assertThat(throttled.path("earlyRetries").asInt()).isZero();
    assertThat(throttled.path("attemptsBurned").asInt()).isZero();
  }

  private static List<String> keys(String prefix, JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.propertyStream()
        .forEach(entry -> {
          if (entry.getValue().isObject()) {
            keys.addAll(keys(prefix + entry.getKey() + ".", entry.getValue()));
          } else {
            assertThat(entry.getValue().isNumber()).as(entry.getKey()).isTrue();
            keys.add(prefix + entry.getKey());
          }
        });
    return keys;
  }
}
