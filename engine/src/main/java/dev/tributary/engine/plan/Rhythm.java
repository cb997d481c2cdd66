package dev.tributary.engine.plan;

import dev.tributary.store.Schedule;
import java.time.Instant;
import java.util.UUID;

/**
 * The regular moments at which an integration is synced, shifted by an amount of its own so that
 * many integrations don't start together. The same on every node and after every start.
 */
public sealed interface Rhythm permits IntervalRhythm, CronRhythm {

  static Rhythm of(UUID integration, Schedule schedule) {
    return switch (schedule) {
      case Schedule.Every every -> IntervalRhythm.of(integration, every.interval());
      case Schedule.Cron cron -> CronRhythm.of(integration, cron);
    };
  }

  /** The first moment later than the given one. */
  Instant after(Instant moment);

  /** The first moment not before the given one. */
  default Instant atOrAfter(Instant moment) {
    return after(moment.minusNanos(1));
  }

  /** A number that is always the same for an integration, spread evenly. */
  static long spread(UUID integration, long below) {
    long mixed = integration.getLeastSignificantBits() ^ integration.getMostSignificantBits();
    return Math.floorMod(mixed, below);
  }
}
