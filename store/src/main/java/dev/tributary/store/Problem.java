package dev.tributary.store;

/** What stands beside a day's state. The data stored for the day stays good either way. */
public enum Problem {
  NONE,
  /** The last read failed. */
  FAILED,
  /** The last answer contradicted what is stored and was not stored. */
  HELD
}
