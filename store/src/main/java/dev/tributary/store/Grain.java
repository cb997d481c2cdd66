package dev.tributary.store;

/** How finely time is told in a query. */
public enum Grain {
  DAY,
  WEEK,
  MONTH,
  QUARTER,
  /** The whole range as one. */
  TOTAL
}
