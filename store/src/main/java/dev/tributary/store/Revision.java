package dev.tributary.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A change of a day's totals.
 *
 * @param rowsBefore empty for the first totals
 */
public record Revision(
    String stream,
    LocalDate day,
    Instant recordedAt,
    RevisionCause cause,
    int definition,
    Optional<Long> rowsBefore,
    long rows,
    List<Total> totals) {
  public Revision {
    totals = List.copyOf(totals);
  }

  /**
   * One measure's total.
   *
   * @param before empty for the first totals and for measures that were not kept then
   */
  public record Total(String measure, Optional<BigDecimal> before, BigDecimal after) {}
}
