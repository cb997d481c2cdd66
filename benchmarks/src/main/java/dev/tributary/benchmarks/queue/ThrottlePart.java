package dev.tributary.benchmarks.queue;

import java.time.Duration;

/** A provider that refuses many requests and says how long to wait. */
final class ThrottlePart {
  private static final int WORKSPACES = 5;
  private static final double REFUSED_SHARE = 0.4;
  private static final Duration PROVIDER_TAKES = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private ThrottlePart() {}

  static Report.Throttled measure(Bed bed, SlowServer provider, Size size) throws Exception {
    bed.workspaces(WORKSPACES, Math.ceilDiv(size.throttled(), WORKSPACES));
    provider.takes(PROVIDER_TAKES);
    provider.refuses(REFUSED_SHARE);
    try (Node node = Node.start(bed, provider, LoadPart.WORKERS)) {
      Schedule.due(bed, "true", 0, size.throttled(), "0");
      bed.until(Schedule.NOT_DONE, PATIENCE);
    } finally {
      provider.refuses(0);
    }
    return new Report.Throttled(
        bed.number("select count(*) from tributary.sync_job where outcome = 'succeeded'"),
        provider.refused(),
        bed.number("select count(*) from tributary.sync_attempt where outcome = 'snoozed'"),
        provider.early(),
        bed.number(
            """
            select (select coalesce(sum(greatest(claims - 1, 0)), 0) from tributary.sync_job)
                   + (select count(*) from tributary.sync_job where status = 'failed')
                   + (select count(*) from tributary.dead_letter)
            """));
  }
}
