package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.traffic.Cell;
import dev.tributary.sandbox.google.traffic.Event;

/** What one cell adds to one row. One object is filled again and again. */
final class Contribution {
  private static final long MICROS = 1_000_000;
  private static final int HUNDRED = 100;

  /** By ordinal of {@link Base}; distinct ones stay 0. */
  final long[] values = new long[Base.COUNT];

  /** Visitors who are new, and so counted nowhere else. */
  int newVisitors;

  /** The first so many sessions of returning visitors count. */
  int returning;

  /** The first so many of them are active. */
  int returningActive;

  /** Everything the cell did. */
  void all(Cell cell, int keyEvents) {
    long events = 0;
    long keyed = 0;
    for (Event event : EVENTS) {
      int count = cell.count(event);
      events += count;
      keyed += (keyEvents & event.bit()) != 0 ? count : 0;
    }
    int sessions = cell.sessions();
    put(Base.SESSIONS, sessions);
    put(Base.ENGAGED, cell.engaged);
    put(Base.NEW_USERS, cell.newUsers);
    put(Base.VIEWS, cell.views);
    put(Base.EVENTS, events);
    put(Base.KEY_EVENTS, keyed * MICROS);
    put(Base.KEY_SESSIONS, Math.min(sessions, keyed));
    put(Base.DURATION_SECONDS, cell.durationSeconds);
    put(Base.ENGAGEMENT_SECONDS, cell.engagementSeconds);
    put(Base.CARTS, cell.carts);
    put(Base.CHECKOUTS, cell.checkouts);
    put(Base.PURCHASES, cell.purchases);
    put(Base.FIRST_PURCHASES, cell.firstPurchases);
    put(Base.GROSS, cell.grossMicros);
    put(Base.REFUNDS, cell.refundMicros);
    put(Base.NET, cell.grossMicros - cell.refundMicros);
    newVisitors = cell.newUsers;
    returning = cell.returningSessions;
    returningActive = cell.returningActive;
  }

  private static final Event[] EVENTS = Event.values();

  /** Only what belongs to the events in {@code mask}: sessions that had one of them, and so on. */
  void events(Cell cell, int keyEvents, int mask) {
    long events = 0;
    long keyed = 0;
    int most = 0;
    for (Event event : EVENTS) {
      if ((mask & event.bit()) != 0) {
        int count = cell.count(event);
        events += count;
        keyed += (keyEvents & event.bit()) != 0 ? count : 0;
        most = Math.max(most, count);
      }
    }
    int sessions = Math.min(cell.sessions(), most);
    boolean bought = (mask & Event.PURCHASE.bit()) != 0;
    long gross = bought ? cell.grossMicros : 0;
    long refunds = (mask & Event.REFUND.bit()) != 0 ? cell.refundMicros : 0;
    put(Base.SESSIONS, sessions);
    put(Base.ENGAGED, Math.min(cell.engaged, sessions));
    put(Base.NEW_USERS, (mask & Event.FIRST_VISIT.bit()) != 0 ? cell.newUsers : 0);
    put(Base.VIEWS, (mask & Event.PAGE_VIEW.bit()) != 0 ? cell.views : 0);
    put(Base.EVENTS, events);
    put(Base.KEY_EVENTS, keyed * MICROS);
    put(Base.KEY_SESSIONS, Math.min(sessions, keyed));
    put(Base.DURATION_SECONDS, cell.durationSeconds * sessions / cell.sessions());
    put(
        Base.ENGAGEMENT_SECONDS,
        (mask & Event.USER_ENGAGEMENT.bit()) != 0 ? cell.engagementSeconds : 0);
    put(Base.CARTS, (mask & Event.ADD_TO_CART.bit()) != 0 ? cell.carts : 0);
    put(Base.CHECKOUTS, (mask & Event.BEGIN_CHECKOUT.bit()) != 0 ? cell.checkouts : 0);
    put(Base.PURCHASES, bought ? cell.purchases : 0);
    put(Base.FIRST_PURCHASES, bought ? cell.firstPurchases : 0);
    put(Base.GROSS, gross);
    put(Base.REFUNDS, refunds);
    put(Base.NET, gross - refunds);
    boolean onlyFirst = mask == Event.FIRST_VISIT.bit();
    newVisitors = Math.min(cell.newUsers, sessions);
    returning = onlyFirst ? 0 : Math.min(cell.returningSessions, sessions - newVisitors);
    returningActive = Math.min(cell.returningActive, returning);
  }

  /** Takes away the sessions that were counted on the day before as well. */
  void withoutSessionsOfTheDayBefore(Cell cell) {
    long sessions = values[Base.SESSIONS.ordinal()] - cell.overMidnight;
    put(Base.SESSIONS, sessions);
    put(Base.ENGAGED, Math.min(values[Base.ENGAGED.ordinal()], sessions));
    put(Base.KEY_SESSIONS, Math.min(values[Base.KEY_SESSIONS.ordinal()], sessions));
  }

  /** Leaves only what the assisting campaign gets; nothing else is split. */
  void assisted(Cell cell) {
    for (int base = 0; base < Base.ADDED; base++) {
      values[base] = split(base) ? values[base] * cell.assistPercent / HUNDRED : 0;
    }
    net();
  }

  /** Takes away what the assisting campaign gets. */
  void credited(Cell cell) {
    for (int base = 0; base < Base.ADDED; base++) {
      if (split(base)) {
        values[base] -= values[base] * cell.assistPercent / HUNDRED;
      }
    }
    net();
  }

  private static boolean split(int base) {
    return base == Base.KEY_EVENTS.ordinal()
        || base == Base.GROSS.ordinal()
        || base == Base.REFUNDS.ordinal();
  }

  private void net() {
    put(Base.NET, values[Base.GROSS.ordinal()] - values[Base.REFUNDS.ordinal()]);
  }

  /** Blows a sample up to the whole. */
  void times(int numerator, int denominator) {
    for (int base = 0; base < Base.ADDED; base++) {
      values[base] = values[base] * numerator / denominator;
    }
  }

  private void put(Base base, long value) {
    values[base.ordinal()] = value;
  }
}
