package dev.tributary.store;

/** Which days are read first: in this order, newest day first within each. */
public enum Priority {
  MANUAL,
  LIVE,
  BACKFILL
}
