package dev.tributary.spi;

/** What a number counts. */
public enum Unit {
  COUNT,
  USERS,
  SECONDS,
  /** In the account's currency, major units. */
  CURRENCY,
  /** A share from 0 to 1, shown as a percentage. */
  PERCENT,
  /** A plain quotient such as pages a session or ROAS. */
  RATIO
}
