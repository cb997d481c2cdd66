package dev.tributary.server.api.kpis;

import dev.tributary.engine.kpi.CatalogueEntry.Additivity;
import dev.tributary.engine.kpi.KpiAnswer;
import dev.tributary.engine.kpi.KpiExports;
import dev.tributary.engine.kpi.Refused;
import dev.tributary.spi.Unit;
import dev.tributary.store.Grain;
import dev.tributary.store.KpiStanding;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Numbers, each with what is to be known about it. All numbers of KPIs are decimal strings.
 *
 * @param askedAt by which days are over or not, and ages are counted
 * @param columns one for each KPI that was asked for, in that order; rows have their cells so
 * @param totals one row for each currency and bucket
 * @param breakdown for each currency and bucket its values, then the rest, then what is not in the
 *     breakdown; empty without a dimension
 * @param sources the integrations behind the numbers
 * @param zonesDiffer whether a day is not the same hours in all of them
 */
record AnswerDocument(
    Instant askedAt,
    LocalDate first,
    LocalDate last,
    Grain grain,
    Optional<Compared> compared,
    List<Column> columns,
    List<Row> totals,
    List<Row> breakdown,
    List<Source> sources,
    boolean zonesDiffer) {

  /**
   * With which days the range is compared.
   *
   * @param leftOut days of the range that take no part, because they or their counterparts are
   *     partial, or they have none
   */
  record Compared(LocalDate first, LocalDate last, List<LocalDate> leftOut) {}

  /**
   * @param streams from which the totals come
   * @param refused why the whole column is empty
   */
  record Column(
      String kpi,
      String label,
      Unit unit,
      Additivity additivity,
      List<String> streams,
      Optional<String> breakdownStream,
      Optional<Refused> refused) {}

  /**
   * @param kind {@code not_in_breakdown} is the total less everything in the breakdown
   * @param first of the bucket's days within the range, as {@code last}
   * @param wholeBucket whether the range holds all of the bucket's days
   * @param currency set when amounts are among the KPIs: different ones are never added
   * @param value of the dimension
   * @param label its name, where another than the value is known
   * @param values how many values of the dimension are in the row
   */
  record Row(
      KpiAnswer.Kind kind,
      LocalDate first,
      LocalDate last,
      boolean wholeBucket,
      Optional<String> currency,
      Optional<String> value,
      Optional<String> label,
      long values,
      List<Cell> cells) {}

  /**
   * @param value absent when {@code refused} says why, and where a row has no such number
   * @param over of a quotient, as {@code under}
   * @param currency of an amount
   */
  record Cell(
      Optional<BigDecimal> value,
      Optional<BigDecimal> over,
      Optional<BigDecimal> under,
      Optional<String> currency,
      Standing standing,
      Optional<Refused> refused,
      Optional<Change> change) {}

  /**
   * What is known of the days behind a number; each counts once for each account.
   *
   * @param partial a day is not over, or was read before its numbers were whole
   * @param mayChange a stored day is not final
   * @param flags for example {@code sampled}, {@code thresholded}, {@code failed_days}
   * @param oldestRead when the day was read that was read longest ago
   */
  record Standing(
      int storedDays,
      int missingDays,
      int skippedDays,
      int failedDays,
      int heldDays,
      boolean partial,
      boolean mayChange,
      List<String> flags,
      Optional<Instant> oldestRead) {}

  /**
   * Like with like: both sides without the days that are left out.
   *
   * @param share the difference as a part of before; absent when before is zero
   */
  record Change(
      Optional<BigDecimal> now,
      Optional<BigDecimal> before,
      Optional<BigDecimal> difference,
      Optional<BigDecimal> share,
      Standing standing) {}

  /**
   * An integration behind the numbers.
   *
   * @param zone its days are days there
   * @param dataThrough the newest whole day within the range
   * @param oldestRead when the day within the range was read that was read longest ago
   */
  record Source(
      UUID integrationId,
      String provider,
      String accountId,
      String accountName,
      String zone,
      Optional<String> currency,
      boolean connected,
      Optional<LocalDate> dataThrough,
      Optional<Instant> oldestRead) {}

  static AnswerDocument of(KpiAnswer answer, Instant askedAt) {
    return new AnswerDocument(
        askedAt,
        answer.days().first(),
        answer.days().last(),
        answer.grain(),
        answer
            .compared()
            .map(other ->
                new Compared(other.days().first(), other.days().last(), other.leftOut())),
        answer.columns().stream().map(AnswerDocument::column).toList(),
        answer.totals().stream().map(AnswerDocument::row).toList(),
        answer.breakdown().stream().map(AnswerDocument::row).toList(),
        answer.sources().stream().map(AnswerDocument::source).toList(),
        answer.zonesDiffer());
  }

  private static Column column(KpiAnswer.Column column) {
    return new Column(
        column.kpi().id(),
        column.kpi().label(),
        column.kpi().unit(),
        column.kpi().additivity(),
        column.streams(),
        column.breakdownStream(),
        column.refused());
  }

  private static Row row(KpiAnswer.Row row) {
    return new Row(
        row.kind(),
        row.bucket().first(),
        row.bucket().last(),
        row.wholeBucket(),
        row.currency(),
        row.value(),
        row.label(),
        row.values(),
        row.cells().stream().map(AnswerDocument::cell).toList());
  }

  private static Cell cell(KpiAnswer.Cell cell) {
    return new Cell(
        plain(cell.value()),
        plain(cell.over()),
        plain(cell.under()),
        cell.currency(),
        standing(cell.standing()),
        cell.refused(),
        cell.change()
            .map(change ->
                new Change(
                    plain(change.now()),
                    plain(change.before()),
                    plain(change.difference()),
                    plain(change.share()),
                    standing(change.standing()))));
  }

  /** 12.500000 is 12.5, and 7E+2 is 700. */
  private static Optional<BigDecimal> plain(Optional<BigDecimal> number) {
    return number.map(one -> {
      BigDecimal shorter = one.stripTrailingZeros();
      return shorter.scale() < 0 ? shorter.setScale(0) : shorter;
    });
  }

  private static Standing standing(KpiStanding standing) {
    return new Standing(
        standing.stored(),
        standing.missing(),
        standing.skipped(),
        standing.failed(),
        standing.held(),
        standing.partial(),
        standing.mayChange(),
        KpiExports.flags(standing),
        standing.oldestRead());
  }

  private static Source source(KpiAnswer.Source source) {
    return new Source(
        source.account().id(),
        source.account().provider(),
        source.account().accountId(),
        source.account().name(),
        source.account().zone().getId(),
        source.account().currency(),
        source.account().connected(),
        source.dataThrough(),
        source.oldestRead());
  }
}
