package dev.tributary.engine.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Multiples of an interval in elapsed time: clocks that are put forward or back change nothing. */
public record IntervalRhythm(Duration every, Duration offset) implements Rhythm {

  public IntervalRhythm {
    if (every.compareTo(Duration.ofSeconds(1)) < 0
        || offset.isNegative()
        || offset.compareTo(every) >= 0) {
      throw new IllegalArgumentException("no rhythm: every " + every + ", offset " + offset);
    }
  }

  static IntervalRhythm of(UUID integration, Duration every) {
    return new IntervalRhythm(
        every, Duration.ofSeconds(Rhythm.spread(integration, every.toSeconds())));
  }

  @Override
  public Instant after(Instant moment) {
    return first(moment.plusNanos(1));
  }

  private Instant first(Instant moment) {
    long step = every.toMillis();
    long sinceOffset = moment.minus(offset).toEpochMilli();
    boolean fraction = moment.getNano() % 1_000_000 != 0;
    long ticks = Math.ceilDiv(sinceOffset + (fraction ? 1 : 0), step);
    return Instant.ofEpochMilli(ticks * step).plus(offset);
  }
}
