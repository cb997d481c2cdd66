package dev.tributary.sandbox.google.traffic;

/** The events that visitors of the simulated properties send. */
public enum Event {
  SESSION_START("session_start"),
  FIRST_VISIT("first_visit"),
  PAGE_VIEW("page_view"),
  USER_ENGAGEMENT("user_engagement"),
  SCROLL("scroll"),
  VIEW_ITEM("view_item"),
  ADD_TO_CART("add_to_cart"),
  BEGIN_CHECKOUT("begin_checkout"),
  PURCHASE("purchase"),
  REFUND("refund"),
  GENERATE_LEAD("generate_lead"),
  SIGN_UP("sign_up");

  /** Of all events, in one number: bit n stands for the event with ordinal n. */
  public static final int ALL = (1 << values().length) - 1;

  private final String apiName;

  Event(String apiName) {
    this.apiName = apiName;
  }

  public String apiName() {
    return apiName;
  }

  public int bit() {
    return 1 << ordinal();
  }

  /** The events of {@code names} as bits; names that no visitor sends are left out. */
  public static int bits(Iterable<String> names) {
    int bits = 0;
    for (String name : names) {
      for (Event event : values()) {
        bits |= event.apiName.equals(name) ? event.bit() : 0;
      }
    }
    return bits;
  }
}
