package dev.tributary.engine.kpi;

import dev.tributary.spi.DayRange;
import dev.tributary.store.Grain;
import dev.tributary.store.KpiAccount;
import dev.tributary.store.KpiStanding;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Numbers, each with what is to be known about it.
 *
 * @param columns one for each KPI that was asked for, in that order; rows have their cells so
 * @param totals one row for each currency and bucket, from home streams
 * @param breakdown for each currency and bucket its values, then the rest, then what is not in the
 *     breakdown; empty without a dimension
 * @param sources the integrations behind the numbers
 * @param zonesDiffer whether a day is not the same hours in all of them
 */
public record KpiAnswer(
    DayRange days,
    Grain grain,
    Optional<Compared> compared,
    List<Column> columns,
    List<Row> totals,
    List<Row> breakdown,
    List<Source> sources,
    boolean zonesDiffer) {

  /**
   * @param days with which the range is compared
   * @param leftOut days of the range that take no part, because they or their counterparts are
   *     partial, or they have none
   */
  public record Compared(DayRange days, List<LocalDate> leftOut) {}

  /**
   * @param streams from which the totals come
   * @param breakdownStream from which the breakdown comes
   * @param refused why the whole column is empty
   */
  public record Column(
      CatalogueEntry kpi,
      List<String> streams,
      Optional<String> breakdownStream,
      Optional<Refused> refused) {}

  /** What a row stands for. */
  public enum Kind {
    TOTAL,
    /** A value of the dimension. */
    VALUE,
    /** All values that do not stand alone. */
    REST,
    /** The total less everything in the breakdown; also less than zero where parts overlap. */
    NOT_IN_BREAKDOWN,
    /** What is on one side only of a campaign join. */
    UNMATCHED
  }

  /**
   * @param bucket its days within the range
   * @param wholeBucket whether the range holds all of the bucket's days
   * @param currency set when amounts are among the KPIs: amounts of different ones are never added
   * @param value of the dimension
   * @param label its name, where another than the value is known
   * @param values how many values of the dimension are in the row
   */
  public record Row(
      Kind kind,
      DayRange bucket,
      boolean wholeBucket,
      Optional<String> currency,
      Optional<String> value,
      Optional<String> label,
      long values,
      List<Cell> cells) {}

  /**
   * @param value empty when {@code refused} says why, and where a row has no such number
   * @param over of a quotient
   * @param under of a quotient
   * @param currency of an amount
   */
  public record Cell(
      Optional<BigDecimal> value,
      Optional<BigDecimal> over,
      Optional<BigDecimal> under,
      Optional<String> currency,
      KpiStanding standing,
      Optional<Refused> refused,
      Optional<Change> change) {}

  /**
   * Like with like: both sides without the days that are left out.
   *
   * @param now what is compared of the cell's value
   * @param before its counterpart
   * @param difference now less before
   * @param share the difference as a part of before; empty when before is zero
   * @param standing of the days before
   */
  public record Change(
      Optional<BigDecimal> now,
      Optional<BigDecimal> before,
      Optional<BigDecimal> difference,
      Optional<BigDecimal> share,
      KpiStanding standing) {}

  /**
   * @param dataThrough the newest whole day within the range
   * @param oldestRead when the day within the range was read that was read longest ago
   */
  public record Source(
      KpiAccount account, Optional<LocalDate> dataThrough, Optional<Instant> oldestRead) {}
}
