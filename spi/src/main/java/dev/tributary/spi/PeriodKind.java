package dev.tributary.spi;

import java.time.DayOfWeek;
import java.time.LocalDate;

/** The periods for which distinct measures are asked. Weeks start on Monday. */
public enum PeriodKind {
  DAY,
  TRAILING_7,
  TRAILING_28,
  WEEK,
  MONTH;

  /** The value of the dimension {@code period}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether a period of this kind ends with the day. */
  public boolean endsOn(LocalDate day) {
    return switch (this) {
      case DAY, TRAILING_7, TRAILING_28 -> true;
      case WEEK -> day.getDayOfWeek() == DayOfWeek.SUNDAY;
      case MONTH -> day.getDayOfMonth() == day.lengthOfMonth();
    };
  }

  /** The days of the period that ends with the day. */
  public DayRange endingOn(LocalDate day) {
    return switch (this) {
      case DAY -> DayRange.of(day);
      case TRAILING_7, WEEK -> new DayRange(day.minusDays(6), day);
      case TRAILING_28 -> new DayRange(day.minusDays(27), day);
      case MONTH -> new DayRange(day.withDayOfMonth(1), day);
    };
  }
}
