package dev.tributary.sandbox.google.report;

/** What is added up for each row; every metric is one of these or a formula over two. */
public enum Base {
  SESSIONS,
  ENGAGED,
  NEW_USERS,
  VIEWS,
  EVENTS,
  /** In micros: credit may be split. */
  KEY_EVENTS,
  KEY_SESSIONS,
  DURATION_SECONDS,
  ENGAGEMENT_SECONDS,
  CARTS,
  CHECKOUTS,
  PURCHASES,
  FIRST_PURCHASES,
  /** In micros of the property's currency. */
  GROSS,
  /** In micros of the property's currency. */
  REFUNDS,
  /** Gross less refunds, in micros. */
  NET,
  /** Distinct from here on: counted, not added. */
  USERS,
  ACTIVE_USERS,
  ACTIVE_1_DAY,
  ACTIVE_7_DAY,
  ACTIVE_28_DAY;

  static final int COUNT = values().length;
  static final int ADDED = USERS.ordinal();

  boolean distinct() {
    return ordinal() >= ADDED;
  }

  /** Days that a trailing count looks back over, the row's day included; 0 for all others. */
  int windowDays() {
    return switch (this) {
      case ACTIVE_1_DAY -> 1;
      case ACTIVE_7_DAY -> 7;
      case ACTIVE_28_DAY -> 28;
      case SESSIONS,
          ENGAGED,
          NEW_USERS,
          VIEWS,
          EVENTS,
          KEY_EVENTS,
          KEY_SESSIONS,
          DURATION_SECONDS,
          ENGAGEMENT_SECONDS,
          CARTS,
          CHECKOUTS,
          PURCHASES,
          FIRST_PURCHASES,
          GROSS,
          REFUNDS,
          NET,
          USERS,
          ACTIVE_USERS ->
          0;
    };
  }
}
