package dev.tributary.engine.kpi;

import dev.tributary.spi.DayRange;
import dev.tributary.store.DayShift;

/** With what a range is compared. */
public enum Comparison {
  NONE,
  /** The days right before, so many whole weeks earlier that each meets its own weekday. */
  PREVIOUS_PERIOD,
  /** The same dates of the year before. */
  LAST_YEAR;

  DayShift shift(DayRange days) {
    return switch (this) {
      case NONE -> DayShift.NONE;
      case PREVIOUS_PERIOD -> new DayShift((days.length() + 6) / 7 * 7, 0);
      case LAST_YEAR -> new DayShift(0, 1);
    };
  }
}
