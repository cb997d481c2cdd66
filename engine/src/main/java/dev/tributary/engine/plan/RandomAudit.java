package dev.tributary.engine.plan;

import dev.tributary.spi.DayRange;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Chooses the two final days that are read again this week, to measure whether final days stay as
 * they are. The same week always gives the same days, on every node.
 */
public final class RandomAudit {
  /** 5 January 1970, in days of the epoch. */
  private static final int FIRST_MONDAY = 4;

  private RandomAudit() {}

  public static List<LocalDate> days(
      UUID integration, String stream, LocalDate today, DayRange finalDays) {
    long week = Math.floorDiv(today.toEpochDay() - FIRST_MONDAY, 7);
    long seed =
        integration.getMostSignificantBits()
            ^ Long.rotateLeft(integration.getLeastSignificantBits(), 21)
            ^ (31L * stream.hashCode() + week);
    SplittableRandom random = new SplittableRandom(seed);
    int one = random.nextInt(finalDays.length());
    if (finalDays.length() == 1) {
      return List.of(finalDays.first());
    }
    int other = (one + 1 + random.nextInt(finalDays.length() - 1)) % finalDays.length();
    return List.of(
        finalDays.first().plusDays(Math.min(one, other)),
        finalDays.first().plusDays(Math.max(one, other)));
  }
}
