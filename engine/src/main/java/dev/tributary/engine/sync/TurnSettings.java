package dev.tributary.engine.sync;

import dev.tributary.engine.plan.Rhythm;
import dev.tributary.store.Integration;
import dev.tributary.store.Schedule;
import java.time.Duration;

/**
 * How a turn behaves.
 *
 * @param syncEvery how often fresh days are read of an integration without a schedule of its own
 * @param backfillDays whole days that are read of a new account or a new stream
 * @param turnMax a turn begins no slice after this
 * @param callMax one step of an adapter ends within this
 * @param sliceBytesMax how much of a slice is kept in memory
 * @param nodeBytesMax how much all slices of this node together
 * @param readAhead whether the next slice is read while one is stored
 */
public record TurnSettings(
    Duration syncEvery,
    int backfillDays,
    Duration turnMax,
    Duration callMax,
    long sliceBytesMax,
    long nodeBytesMax,
    boolean readAhead) {

  public static final TurnSettings DEFAULT =
      new TurnSettings(
          Duration.ofHours(1),
          90,
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          64L << 20,
          192L << 20,
          true);

  public TurnSettings withSyncEvery(Duration every) {
    return new TurnSettings(
        every, backfillDays, turnMax, callMax, sliceBytesMax, nodeBytesMax, readAhead);
  }

  /** The moments at which an integration is synced. */
  public Rhythm rhythm(Integration integration) {
    return Rhythm.of(
        integration.id(), integration.schedule().orElseGet(() -> new Schedule.Every(syncEvery)));
  }

  /** One thing after the other, for tests that look at the order. */
  public TurnSettings withoutReadAhead() {
    return new TurnSettings(
        syncEvery, backfillDays, turnMax, callMax, sliceBytesMax, nodeBytesMax, false);
  }

  public TurnSettings {
    if (syncEvery.isNegative() || syncEvery.isZero() || backfillDays < 1) {
      throw new IllegalArgumentException(
          "syncs need an interval and at least one day: " + syncEvery + ", " + backfillDays);
    }
  }
}
