package dev.tributary.store;

/** Why a day's totals were written to the history of revisions. */
public enum RevisionCause {
  /** The day left the state open: the baseline. */
  FIRST,
  /** The provider changed its numbers within the time it may. */
  RESTATED,
  /** The provider changed a day that counted as final. */
  AUDIT,
  /** The stream's definition changed. */
  DEFINITION,
  /** An answer that had been held was accepted. */
  ACCEPTED,
  /** A person asked for the day again. */
  REQUESTED
}
