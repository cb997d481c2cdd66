package dev.tributary.store;

import dev.tributary.spi.DayRange;
import java.time.LocalDate;
import java.util.Optional;

/**
 * From a day to the one that it is compared with, so many days or calendar years earlier.
 *
 * @param days 0 or more
 * @param years 0 or more; one of the two is 0
 */
public record DayShift(int days, int years) {
  public static final DayShift NONE = new DayShift(0, 0);

  public DayShift {
    if (days < 0 || years < 0 || (days > 0 && years > 0)) {
      throw new IllegalArgumentException("days or years back: " + days + ", " + years);
    }
  }

  /** The range from the first day's counterpart to the last one's. */
  public DayRange back(DayRange range) {
    return new DayRange(back(range.first()), back(range.last()));
  }

  /** The day before; the 29th of February has none in most years. */
  public Optional<LocalDate> counterpart(LocalDate day) {
    LocalDate back = back(day);
    return years > 0 && back.getDayOfMonth() != day.getDayOfMonth()
        ? Optional.empty()
        : Optional.of(back);
  }

  private LocalDate back(LocalDate day) {
    return day.minusDays(days).minusYears(years);
  }

  /** The day whose counterpart an earlier day is. */
  String forward(String day) {
    if (years > 0) {
      return "(%s + interval '%d years')::date".formatted(day, years);
    }
    return days == 0 ? day : "(%s + %d)".formatted(day, days);
  }
}
