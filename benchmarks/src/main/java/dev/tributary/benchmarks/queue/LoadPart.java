package dev.tributary.benchmarks.queue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Syncs at a provider that takes 300 ms: how prompt, how many, and in how much memory. */
final class LoadPart {
  private static final int WORKSPACES = 20;
  private static final Duration PROVIDER_TAKES = Duration.ofMillis(300);
  private static final Duration PROVIDER_HOLDS = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration HOLD_FOR = Duration.ofSeconds(2);

  /** What this part adds to the report. */
  record Result(Report.ClaimDelay claimDelay, double syncsPerMinute, long peakRssMiB) {}

  private final Bed bed;
  private final Size size;

  private LoadPart(Bed bed, Size size) {
    this.bed = bed;
    this.size = size;
  }

  static Result measure(Bed bed, SlowServer provider, Size size) throws Exception {
    return new LoadPart(bed, size).measure(provider);
  }

  private Result measure(SlowServer provider) throws Exception {
    int warmUp = size.paced() / 4;
    int all = warmUp + size.paced() + size.atOnce() + size.held();
    bed.workspaces(WORKSPACES, Math.ceilDiv(all, WORKSPACES));
    provider.takes(PROVIDER_TAKES);
    Node node = Node.start(bed, provider, size.held());
    try {
      due(0, warmUp, "0");
      bed.until(Schedule.NOT_DONE, PATIENCE);
      due(warmUp, size.paced(), "n * interval '1 minute' / " + Size.OFFERED_PER_MINUTE);
      bed.until(Schedule.NOT_DONE, PATIENCE);
      Report.ClaimDelay delay = delay();
      due(warmUp + size.paced(), size.atOnce(), "0");
      bed.until(Schedule.NOT_DONE, PATIENCE);
      double perMinute = perMinute();
      provider.takes(PROVIDER_HOLDS);
      due(warmUp + size.paced() + size.atOnce(), size.held(), "0");
      awaitHeld(provider);
      return new Result(delay, perMinute, node.peakRssMiB());
    } finally {
      node.kill();
    }
  }

  /** As many as the node has workers are in flight, and stay so for a while. */
  private void awaitHeld(SlowServer provider) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (provider.inFlight() < size.held()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(provider.inFlight() + " syncs are in flight only");
      }
      LockSupport.parkNanos(10_000_000);
    }
    LockSupport.parkNanos(HOLD_FOR.toNanos());
  }

  private void due(int from, int count, String after) throws SQLException {
    Schedule.due(bed, "true", from, count, after);
  }

  private Report.ClaimDelay delay() throws SQLException {
    return new Report.ClaimDelay(
        Schedule.delayMs(bed, 0.5), Schedule.delayMs(bed, 0.95), Schedule.delayMs(bed, 0.99));
  }

  private double perMinute() throws SQLException {
    return bed.decimal(
        """
        select count(*) * 60 / extract(epoch from max(j.completed_at) - min(j.first_started_at))
          from tributary.sync_job j join bench.due d using (integration_id)
        """);
  }
}
