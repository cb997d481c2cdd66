package dev.tributary.engine.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The regular moments at which an integration is synced: multiples of an interval, shifted by an
 * amount of its own so that many integrations don't start together.
 */
public record Rhythm(Duration every, Duration offset) {

  public Rhythm {
    if (every.compareTo(Duration.ofSeconds(1)) < 0
        || offset.isNegative()
        || offset.compareTo(every) >= 0) {
      throw new IllegalArgumentException("no rhythm: every " + every + ", offset " + offset);
    }
  }

  public static Rhythm of(UUID integration, Duration every) {
    long spread = integration.getLeastSignificantBits() ^ integration.getMostSignificantBits();
    return new Rhythm(every, Duration.ofSeconds(Math.floorMod(spread, every.toSeconds())));
  }

  /** The first moment later than the given one. */
  public Instant after(Instant moment) {
    return atOrAfter(moment.plusNanos(1));
  }

  /** The first moment not before the given one. */
  public Instant atOrAfter(Instant moment) {
    long step = every.toMillis();
    long sinceOffset = moment.minus(offset).toEpochMilli();
    boolean fraction = moment.getNano() % 1_000_000 != 0;
    long ticks = Math.ceilDiv(sinceOffset + (fraction ? 1 : 0), step);
    return Instant.ofEpochMilli(ticks * step).plus(offset);
  }
}
