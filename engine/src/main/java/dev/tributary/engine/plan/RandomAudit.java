package dev.tributary.engine.plan;

import dev.tributary.spi.DayRange;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Chooses the final days that are read again this week, to measure whether final days stay as they
 * are. The same week always gives the same days, on every node.
 */
public final class RandomAudit {
  private static final int DAYS_PER_WEEK = 2;

  private RandomAudit() {}

  public static List<LocalDate> days(
      UUID integration, String stream, LocalDate today, DayRange finalDays) {
    long week =
        today.get(IsoFields.WEEK_BASED_YEAR) * 100L + today.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
    long seed =
        integration.getMostSignificantBits()
            ^ Long.rotateLeft(integration.getLeastSignificantBits(), 21)
            ^ (31L * stream.hashCode() + week);
    return new SplittableRandom(seed)
        .ints(0, finalDays.length())
        .distinct()
        .limit(Math.min(DAYS_PER_WEEK, finalDays.length()))
        .mapToObj(finalDays.first()::plusDays)
        .sorted()
        .toList();
  }
}
