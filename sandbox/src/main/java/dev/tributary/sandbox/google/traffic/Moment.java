package dev.tributary.sandbox.google.traffic;

import dev.tributary.sandbox.Dice;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * How much of a day is known at a time. Numbers move once an hour: a day grows while it lasts, then
 * for two and a half days, and is complete from then on.
 *
 * @param known share of the day's visits that are processed, out of {@link Dice#ONE}
 * @param ageHours whole hours since the day began in the property's zone; negative before it
 */
record Moment(int known, long ageHours) {
  private static final double KNOWN_AT_MIDNIGHT = 0.90;
  private static final double LATE_HOURS = 60;
  private static final double SECONDS_PER_HOUR = 3_600;

  static Moment of(LocalDate day, Instant asOf, ZoneId zone) {
    Instant from = day.atStartOfDay(zone).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(zone).toInstant();
    Instant step = Instant.ofEpochSecond(Math.floorDiv(asOf.getEpochSecond(), 3_600L) * 3_600L);
    if (!step.isAfter(from)) {
      return new Moment(0, -1);
    }
    double known;
    if (step.isBefore(to)) {
      double length = Duration.between(from, to).toSeconds();
      known = Duration.between(from, step).toSeconds() / length * KNOWN_AT_MIDNIGHT;
    } else {
      double late = Duration.between(to, step).toSeconds() / SECONDS_PER_HOUR / LATE_HOURS;
      known = KNOWN_AT_MIDNIGHT + (1 - KNOWN_AT_MIDNIGHT) * Math.min(1, late);
    }
    return new Moment((int) (known * Dice.ONE), Duration.between(from, step).toHours());
  }
}
