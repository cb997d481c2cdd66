package dev.tributary.spi;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** Consecutive whole days of an account, both ends included. */
public record DayRange(LocalDate first, LocalDate last) {

  public DayRange {
    if (last.isBefore(first)) {
      throw new IllegalArgumentException("range ends before it starts: " + first + " to " + last);
    }
  }

  public static DayRange of(LocalDate day) {
    return new DayRange(day, day);
  }

  public int length() {
    return Math.toIntExact(ChronoUnit.DAYS.between(first, last) + 1);
  }

  public boolean contains(LocalDate day) {
    return !day.isBefore(first) && !day.isAfter(last);
  }

  public boolean contains(DayRange other) {
    return contains(other.first) && contains(other.last);
  }

  /** The days, oldest first. */
  public Stream<LocalDate> days() {
    return first.datesUntil(last.plusDays(1));
  }

  @Override
  public String toString() {
    return first.equals(last) ? first.toString() : first + " to " + last;
  }
}
