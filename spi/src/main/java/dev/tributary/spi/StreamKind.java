package dev.tributary.spi;

/** How a stream's rows relate to days. */
public enum StreamKind {
  /** Additive measures per day and key dimensions. */
  DAY,
  /**
   * Distinct measures for whole periods, each asked for by itself. The row's day is the period's
   * last day and its first dimension is {@code period}, a {@link PeriodKind#label()}.
   */
  PERIOD,
  /** Entities in their present state, with a history of changes; no measures. */
  SNAPSHOT
}
