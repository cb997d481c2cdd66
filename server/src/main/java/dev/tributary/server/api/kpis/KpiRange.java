package dev.tributary.server.api.kpis;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.spi.DayRange;
import java.time.LocalDate;

/** Ranges as callers give them. */
final class KpiRange {
  private KpiRange() {}

  /**
   * @throws ApiProblem it runs backwards
   */
  static DayRange of(LocalDate first, LocalDate last) {
    if (last.isBefore(first)) {
      throw ApiProblem.of(
          Kind.INVALID,
          "reversed_range",
          "The range ends before it starts: %s to %s; exchange them.".formatted(first, last));
    }
    return new DayRange(first, last);
  }

  /**
   * @throws ApiProblem it is longer than {@code max} days
   */
  static DayRange of(LocalDate first, LocalDate last, int max) {
    DayRange range = of(first, last);
    if (first.getYear() < 1900 || last.getYear() > 9999 || range.length() > max) {
      throw ApiProblem.of(
          Kind.INVALID,
          "range_too_long",
          "At most %,d days of this age are told at once; choose a shorter range.".formatted(max));
    }
    return range;
  }
}
