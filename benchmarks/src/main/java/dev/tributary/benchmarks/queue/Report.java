package dev.tributary.benchmarks.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Everything that was measured, and what it must be. */
public record Report(
    Drain drain,
    double syncsPerMinute,
    ClaimDelay claimDelay,
    long peakRssMiB,
    Bloat bloat,
    Fairness fairness,
    Throttled throttled) {
  private static final double OF_SAME_ROWS_MIN = 0.8;
  private static final double CLAIM_P95_MS_MAX = 1_000;
  private static final long RSS_MIB_MAX = 768;
  private static final double FLAT = 1.5;

  /** What a clock and a neighbour on the machine add to a claim of a millisecond. */
  private static final double CLAIM_MS_NOISE = 1.0;

  /** Of a smaller schedule a few pages more are no growth. */
  private static final long BYTES_MIN = 4L << 20;

  private static final double BESIDE_BACKLOG_MAX = 2.0;

  /** Jobs per second. */
  record Drain(double tributary, double sameRows, double empty, double jobRunr) {
    double ofSameRows() {
      return tributary / sameRows;
    }
  }

  /** From due to claimed. */
  record ClaimDelay(double p50, double p95, double p99) {}

  /** The schedule after each of its rows ran once, and after a hundred times as many. */
  record Bloat(double claimMsEarly, double claimMsLate, long bytesEarly, long bytesLate) {}

  /** Of a small workspace. */
  record Fairness(double aloneMs, double besideBacklogMs) {}

  /** What came of announced waits. */
  record Throttled(
      long syncs, long refused, long snoozes, long earlyRetries, long attemptsBurned) {}

  /** The bars that were missed, each in a sentence; empty when all were met. */
  List<String> missed() {
    List<String> missed = new ArrayList<>();
    if (drain.ofSameRows() < OF_SAME_ROWS_MIN) {
      missed.add(
          text(
              "drain: %.2f of db-scheduler with the same rows, at least %.1f",
              drain.ofSameRows(), OF_SAME_ROWS_MIN));
    }
    if (claimDelay.p95 > CLAIM_P95_MS_MAX) {
      missed.add(
          text(
              "claimDelayMs: p95 %.0f ms at %d syncs a minute, at most %.0f",
              claimDelay.p95, Size.OFFERED_PER_MINUTE, CLAIM_P95_MS_MAX));
    }
    if (peakRssMiB >= RSS_MIB_MAX) {
      missed.add(text("peakRssMiB: %d MiB, less than %d", peakRssMiB, RSS_MIB_MAX));
    }
    if (bloat.claimMsLate > FLAT * bloat.claimMsEarly + CLAIM_MS_NOISE) {
      missed.add(
          text(
              "bloat: a claim takes %.2f ms after %.2f ms, at most %.1f times and a millisecond",
              bloat.claimMsLate, bloat.claimMsEarly, FLAT));
    }
    if (bloat.bytesEarly >= BYTES_MIN && bloat.bytesLate > FLAT * bloat.bytesEarly) {
      missed.add(
          text(
              "bloat: the schedule takes %,d bytes after %,d, at most %.1f times",
              bloat.bytesLate, bloat.bytesEarly, FLAT));
    }
    if (fairness.besideBacklogMs > BESIDE_BACKLOG_MAX * fairness.aloneMs) {
      missed.add(
          text(
              "fairness: %.0f ms beside a backlog, %.0f ms alone, at most %.0f times",
              fairness.besideBacklogMs, fairness.aloneMs, BESIDE_BACKLOG_MAX));
    }
    if (throttled.earlyRetries > 0 || throttled.attemptsBurned > 0) {
      missed.add(
          text(
              "throttled: %d early retries and %d attempts burned, none allowed",
              throttled.earlyRetries, throttled.attemptsBurned));
    }
    return missed;
  }

  String json() {
    return text(
        """
        {"drain":{"tributaryPerSecond":%.0f,"dbSchedulerSameRowsPerSecond":%.0f,\
        "dbSchedulerEmptyPerSecond":%.0f,"jobRunrPerSecond":%.0f},\
        "syncsPerMinute":%.0f,"claimDelayMs":{"p50":%.0f,"p95":%.0f,"p99":%.0f},"peakRssMiB":%d,\
        "bloat":{"claimMsAt10k":%.3f,"claimMsAt1M":%.3f,"bytesAt10k":%d,"bytesAt1M":%d},\
        "fairness":{"smallDelayMsAlone":%.0f,"smallDelayMsBesideBacklog":%.0f},\
        "throttled":{"syncs":%d,"refused":%d,"snoozes":%d,"earlyRetries":%d,"attemptsBurned":%d}}\
        """,
        drain.tributary,
        drain.sameRows,
        drain.empty,
        drain.jobRunr,
        syncsPerMinute,
        claimDelay.p50,
        claimDelay.p95,
        claimDelay.p99,
        peakRssMiB,
        bloat.claimMsEarly,
        bloat.claimMsLate,
        bloat.bytesEarly,
        bloat.bytesLate,
        fairness.aloneMs,
        fairness.besideBacklogMs,
        throttled.syncs,
        throttled.refused,
        throttled.snoozes,
        throttled.earlyRetries,
        throttled.attemptsBurned);
  }

  String text(Size size) {
    return text(
        """
        no-op jobs a second, of %,d due
          Tributary                          %,.0f
          db-scheduler, the same rows        %,.0f   (ratio %.2f, at least %.1f)
          db-scheduler, empty handler        %,.0f
          JobRunr, empty handler             %,.0f
        syncs a minute, %,d due at once      %,.0f
        from due to claimed at %,d a minute
          p50, p95, p99                      %.0f, %.0f, %.0f ms   (p95 at most %.0f)
        peak memory, %,d syncs in flight     %d MiB   (less than %d)
        schedule of %,d rows
          claim, after each ran once         %.3f ms, %,d bytes
          claim, after %,d jobs              %.3f ms, %,d bytes   (at most %.1f times)
        delay of a small workspace
          alone                              %.0f ms
          beside a backlog of %,d            %.0f ms   (at most %.0f times)
        syncs at a provider that throttles   %,d, refused %,d, snoozes %,d
          retried early, attempts burned     %d, %d   (none)\
        """,
        size.drained(),
        drain.tributary,
        drain.sameRows,
        drain.ofSameRows(),
        OF_SAME_ROWS_MIN,
        drain.empty,
        drain.jobRunr,
        size.atOnce(),
        syncsPerMinute,
        Size.OFFERED_PER_MINUTE,
        claimDelay.p50,
        claimDelay.p95,
        claimDelay.p99,
        CLAIM_P95_MS_MAX,
        size.held(),
        peakRssMiB,
        RSS_MIB_MAX,
        size.scheduled(),
        bloat.claimMsEarly,
        bloat.bytesEarly,
        size.executed(),
        bloat.claimMsLate,
        bloat.bytesLate,
        FLAT,
        fairness.aloneMs,
        size.backlog(),
        fairness.besideBacklogMs,
        BESIDE_BACKLOG_MAX,
        throttled.syncs,
        throttled.refused,
        throttled.snoozes,
        throttled.earlyRetries,
        throttled.attemptsBurned);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
