package dev.tributary.store;

/** How final a ledger day is. A day without an entry is missing. */
public enum DayState {
  /** The day is not over, or was read too early, or was tried and never read. */
  OPEN,
  /** Complete, may change. */
  SETTLING,
  /** Not expected to change. */
  FINAL,
  /** Given up or not offered by the provider; the reason says why. */
  SKIPPED
}
