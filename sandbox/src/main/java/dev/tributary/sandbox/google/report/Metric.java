package dev.tributary.sandbox.google.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One metric of the Data API.
 *
 * @param deprecatedNames still accepted
 * @param credited can be split by the dimensions that give credit for events
 */
public record Metric(
    String apiName,
    String uiName,
    String category,
    Type type,
    Formula formula,
    boolean credited,
    List<String> deprecatedNames) {

  /** Types that occur here, with their numbers in the vendor's enum. */
  public enum Type {
    TYPE_INTEGER(1),
    TYPE_FLOAT(2),
    TYPE_SECONDS(4),
    TYPE_STANDARD(8),
    TYPE_CURRENCY(9);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }

  /** How the value follows from what was added up. */
  public sealed interface Formula {
    record Whole(Base of) implements Formula {}

    record Micros(Base of) implements Formula {}

    /** Top over bottom, each in units of one; 0 when bottom is 0. */
    record Quotient(Base top, Base bottom, double unit) implements Formula {}

    /** One minus top over bottom; 0 when bottom is 0. */
    record Complement(Base top, Base bottom) implements Formula {}
  }

  private static final double MICROS = 1_000_000;
  private static final Map<String, Metric> ALL = new LinkedHashMap<>();

  static {
    whole("sessions", "Sessions", "Session", Base.SESSIONS, false);
    whole("engagedSessions", "Engaged sessions", "Session", Base.ENGAGED, false);
    quotient("engagementRate", "Engagement rate", Base.ENGAGED, Base.SESSIONS);
    add(
        "bounceRate",
        "Bounce rate",
        "Session",
        Type.TYPE_FLOAT,
        new Formula.Complement(Base.ENGAGED, Base.SESSIONS),
        false);
    add(
        "averageSessionDuration",
        "Average session duration",
        "Session",
        Type.TYPE_SECONDS,
        new Formula.Quotient(Base.DURATION_SECONDS, Base.SESSIONS, 1),
        false);
    add(
        "userEngagementDuration",
        "User engagement",
        "User",
        Type.TYPE_SECONDS,
        new Formula.Whole(Base.ENGAGEMENT_SECONDS),
        false);
    quotient("sessionKeyEventRate", "Session key event rate", Base.KEY_SESSIONS, Base.SESSIONS);
    quotient("screenPageViewsPerSession", "Views per session", Base.VIEWS, Base.SESSIONS);
    quotient("eventsPerSession", "Events per session", Base.EVENTS, Base.SESSIONS);
    quotient("sessionsPerUser", "Sessions per user", Base.SESSIONS, Base.ACTIVE_USERS);
    whole("totalUsers", "Total users", "User", Base.USERS, false);
    whole("activeUsers", "Active users", "User", Base.ACTIVE_USERS, false);
    whole("active1DayUsers", "1-day active users", "User", Base.ACTIVE_1_DAY, false);
    whole("active7DayUsers", "7-day active users", "User", Base.ACTIVE_7_DAY, false);
    whole("active28DayUsers", "28-day active users", "User", Base.ACTIVE_28_DAY, false);
    whole("newUsers", "New users", "User", Base.NEW_USERS, false);
    whole("firstTimePurchasers", "First time purchasers", "User", Base.FIRST_PURCHASES, false);
    whole("screenPageViews", "Views", "Page / screen", Base.VIEWS, false);
    whole("eventCount", "Event count", "Event", Base.EVENTS, true);
    ALL.put(
        "keyEvents",
        new Metric(
            "keyEvents",
            "Key events",
            "Event",
            Type.TYPE_FLOAT,
            new Formula.Micros(Base.KEY_EVENTS),
            true,
            List.of("conversions")));
    whole("addToCarts", "Add to carts", "Ecommerce", Base.CARTS, true);
    whole("checkouts", "Checkouts", "Ecommerce", Base.CHECKOUTS, true);
    whole("ecommercePurchases", "Ecommerce purchases", "Ecommerce", Base.PURCHASES, true);
    whole("transactions", "Transactions", "Ecommerce", Base.PURCHASES, true);
    money("totalRevenue", "Total revenue", Base.NET);
    money("purchaseRevenue", "Purchase revenue", Base.NET);
    money("grossPurchaseRevenue", "Gross purchase revenue", Base.GROSS);
    money("refundAmount", "Refund amount", Base.REFUNDS);
    add(
        "averagePurchaseRevenue",
        "Average purchase revenue",
        "Ecommerce",
        Type.TYPE_CURRENCY,
        new Formula.Quotient(Base.NET, Base.PURCHASES, MICROS),
        true);
    add(
        "averageRevenuePerUser",
        "ARPU",
        "Ecommerce",
        Type.TYPE_CURRENCY,
        new Formula.Quotient(Base.NET, Base.ACTIVE_USERS, MICROS),
        false);
  }

  private static void whole(String name, String ui, String category, Base base, boolean credited) {
    add(name, ui, category, Type.TYPE_INTEGER, new Formula.Whole(base), credited);
  }

  private static void money(String name, String ui, Base base) {
    add(name, ui, "Revenue", Type.TYPE_CURRENCY, new Formula.Micros(base), true);
  }

  private static void quotient(String name, String ui, Base top, Base bottom) {
    add(name, ui, "Session", Type.TYPE_FLOAT, new Formula.Quotient(top, bottom, 1), false);
  }

  private static void add(
      String name, String ui, String category, Type type, Formula formula, boolean credited) {
    ALL.put(name, new Metric(name, ui, category, type, formula, credited, List.of()));
  }

  /** By its present or a deprecated name. */
  public static Optional<Metric> named(String name) {
    Metric found = ALL.get(name);
    if (found != null) {
      return Optional.of(found);
    }
    return ALL.values().stream().filter(one -> one.deprecatedNames.contains(name)).findFirst();
  }

  public static List<Metric> all() {
    return List.copyOf(ALL.values());
  }

  /** What must be added up or counted for this metric. */
  List<Base> needs() {
    return switch (formula) {
      case Formula.Whole(Base of) -> List.of(of);
      case Formula.Micros(Base of) -> List.of(of);
      case Formula.Quotient(Base top, Base bottom, double unit) -> List.of(top, bottom);
      case Formula.Complement(Base top, Base bottom) -> List.of(top, bottom);
    };
  }
}
