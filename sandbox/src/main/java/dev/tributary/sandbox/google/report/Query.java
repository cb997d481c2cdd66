package dev.tributary.sandbox.google.report;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * One report as it was asked for, checked: every field exists and all fit together.
 *
 * @param metrics the same one may stand for several names
 * @param metricNames the names as asked for, in order
 * @param limit rows wanted at most
 * @param currency empty for the property's own
 */
public record Query(
    List<Dimension> dimensions,
    List<Metric> metrics,
    List<String> metricNames,
    List<Range> ranges,
    Optional<Filter> dimensionFilter,
    Optional<Filter> metricFilter,
    List<Order> orders,
    List<Aggregation> aggregations,
    long offset,
    long limit,
    String currency,
    boolean keepEmptyRows,
    boolean returnQuota) {

  /** Days, both included. */
  public record Range(String name, LocalDate from, LocalDate to) {}

  /** One sort key. */
  public sealed interface Order {
    boolean descending();

    record ByMetric(int metric, boolean descending) implements Order {}

    record ByDimension(int dimension, How how, boolean descending) implements Order {}

    /** The extra column of requests with several ranges. */
    record ByRange(boolean descending) implements Order {}
  }

  /** In the vendor's order, numbered from 1. */
  public enum How {
    ALPHANUMERIC,
    CASE_INSENSITIVE_ALPHANUMERIC,
    NUMERIC
  }

  /** What may be asked for over all rows. */
  public enum Aggregation {
    TOTAL,
    MINIMUM,
    MAXIMUM,
    COUNT
  }

  /** Days that all ranges cover together. */
  public long days() {
    return ranges.stream()
        .mapToLong(range -> range.to.toEpochDay() - range.from.toEpochDay() + 1)
        .sum();
  }

  public boolean severalRanges() {
    return ranges.size() > 1;
  }

  public boolean demographic() {
    return dimensions.stream().anyMatch(Dimension::demographic);
  }

  /** Same rows, no dimensions: what totals are computed from. */
  Query withoutDimensions() {
    return new Query(
        List.of(),
        metrics,
        metricNames,
        ranges,
        dimensionFilter,
        Optional.empty(),
        List.of(),
        List.of(),
        0,
        Long.MAX_VALUE,
        currency,
        true,
        false);
  }
}
