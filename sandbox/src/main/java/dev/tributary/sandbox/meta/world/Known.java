package dev.tributary.sandbox.meta.world;

import dev.tributary.sandbox.meta.world.Window.Touch;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * How much of a day is known at a time, in fractions of {@link Facts#WHOLE}. Numbers move every 15
 * minutes: delivery grows while the day lasts and for two days, conversions for up to 34 days.
 *
 * @param ageDays whole days since the day ended; 0 while it lasts
 */
record Known(int delivery, int[] conversions, long ageDays) {
  private static final long STEP_SECONDS = 900;
  private static final double SECONDS_PER_DAY = 86_400;
  private static final double DELIVERED_AT_MIDNIGHT = 0.96;
  private static final double DELIVERY_LATE_DAYS = 2;

  static Known of(LocalDate day, Instant asOf, ZoneId zone) {
    Instant from = day.atStartOfDay(zone).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(zone).toInstant();
    Instant step =
        Instant.ofEpochSecond(Math.floorDiv(asOf.getEpochSecond(), STEP_SECONDS) * STEP_SECONDS);
    double length = Duration.between(from, to).toSeconds();
    double elapsed = Math.clamp(Duration.between(from, step).toSeconds() / length, 0.0, 1.0);
    double late = Math.max(0, Duration.between(to, step).toSeconds() / SECONDS_PER_DAY);
    int[] conversions = new int[Touch.values().length];
    for (Touch touch : Touch.values()) {
      conversions[touch.ordinal()] = share(elapsed, late, atMidnight(touch), lateDays(touch));
    }
    return new Known(
        share(elapsed, late, DELIVERED_AT_MIDNIGHT, DELIVERY_LATE_DAYS), conversions, (long) late);
  }

  private static int share(double elapsed, double late, double atMidnight, double lateDays) {
    double known = elapsed * atMidnight + (1 - atMidnight) * Math.min(1, late / lateDays);
    return (int) (known * Facts.WHOLE);
  }

  private static double atMidnight(Touch touch) {
    return switch (touch) {
      case CLICK_DAY -> 0.86;
      case CLICK_WEEK -> 0.45;
      case CLICK_MONTH -> 0.10;
      case VIEW_DAY, ENGAGED_VIEW_DAY -> 0.90;
    };
  }

  private static double lateDays(Touch touch) {
    return switch (touch) {
      case CLICK_DAY, VIEW_DAY, ENGAGED_VIEW_DAY -> 3;
      case CLICK_WEEK -> 30;
      case CLICK_MONTH -> 34;
    };
  }

  boolean nothing() {
    return delivery == 0;
  }
}
