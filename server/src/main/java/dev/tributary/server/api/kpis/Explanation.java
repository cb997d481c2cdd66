package dev.tributary.server.api.kpis;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Why a number is what it is.
 *
 * @param formula in words of the stream's measures
 * @param report the provider's own report that the number must equal
 * @param value empty when nothing is stored, or nothing was asked for exactly these days
 * @param partial a day of the range is not whole
 * @param mayChange a day of the range is not final
 */
public record Explanation(
    String provider,
    String account,
    String accountId,
    String zone,
    String kpi,
    String label,
    String definition,
    String formula,
    String stream,
    String report,
    List<String> sourceFields,
    LocalDate from,
    LocalDate to,
    Optional<BigDecimal> value,
    String unit,
    Optional<String> currency,
    int missing,
    boolean partial,
    boolean mayChange,
    List<Day> days) {

  /**
   * A day behind the number.
   *
   * @param state {@code missing}, or as in the ledger
   * @param value the KPI of this day alone
   * @param version how often the day's content changed
   * @param flags what is to be said beside its numbers, for example {@code sampled}
   */
  public record Day(
      LocalDate day,
      String state,
      Optional<BigDecimal> value,
      long rows,
      int version,
      int definition,
      Optional<Instant> fetchedAt,
      Optional<Instant> changedAt,
      Optional<Instant> nextDueAt,
      List<String> flags,
      Optional<String> problem,
      Optional<String> reason,
      List<Change> revisions) {}

  /**
   * A change of the day's totals.
   *
   * @param totals of the measures behind the KPI
   */
  public record Change(
      Instant at, String cause, Optional<Long> rowsBefore, long rows, List<Total> totals) {}

  public record Total(String measure, Optional<BigDecimal> before, BigDecimal after) {}
}
