package dev.tributary.sandbox.google.traffic;

/**
 * The visitors of one day who share landing page, campaign, country and device, as far as they are
 * known at a moment. One object is filled again and again: copy what must last.
 */
public final class Cell {
  /** Number within the day; the same number has the same page, country and device every day. */
  public int number;

  public int landing;
  public int country;
  public int device;

  /** Slot that the session belongs to, or {@link Traffic#NOT_AVAILABLE} while Google ponders. */
  public int sessionSlot;

  /** Slot that gets the credit for events. */
  public int creditSlot;

  /** Slot that gets the rest of the credit for key events and revenue. */
  public int assistSlot;

  /** Hundredths of key events and revenue that the assisting slot gets under data-driven credit. */
  public int assistPercent;

  public int newUsers;
  public int returningSessions;

  /** Sessions of returning visitors that count as active; the first ones. */
  public int returningActive;

  public int engaged;
  public int views;
  public int scrolls;
  public int itemViews;
  public int carts;
  public int checkouts;
  public int purchases;
  public int firstPurchases;
  public int refunds;
  public int leads;
  public int signUps;
  public long engagementSeconds;
  public long durationSeconds;
  public long grossMicros;
  public long refundMicros;

  /** Sessions that began the day before and are counted on both days. */
  public int overMidnight;

  public int sessions() {
    return newUsers + returningSessions;
  }

  /** How often visitors of this cell sent {@code event}. */
  public int count(Event event) {
    return switch (event) {
      case SESSION_START -> sessions();
      case FIRST_VISIT -> newUsers;
      case PAGE_VIEW -> views;
      case USER_ENGAGEMENT -> engaged;
      case SCROLL -> scrolls;
      case VIEW_ITEM -> itemViews;
      case ADD_TO_CART -> carts;
      case BEGIN_CHECKOUT -> checkouts;
      case PURCHASE -> purchases;
      case REFUND -> refunds;
      case GENERATE_LEAD -> leads;
      case SIGN_UP -> signUps;
    };
  }
}
