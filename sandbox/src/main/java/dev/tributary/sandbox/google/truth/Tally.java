package dev.tributary.sandbox.google.truth;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.google.traffic.Cell;
import dev.tributary.sandbox.google.traffic.Event;
import dev.tributary.sandbox.google.traffic.Traffic;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Running sums of some visits, and who came. */
final class Tally {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final List<String> keyEvents;
  private final Map<String, BigDecimal> sums = new HashMap<>();
  private final Set<Integer> returning = new HashSet<>();
  private final Set<Integer> returningActive = new HashSet<>();
  private long newcomers;

  Tally(List<String> keyEvents) {
    this.keyEvents = keyEvents;
  }

  /**
   * @param follows the day before is counted too, so sessions over midnight are there already
   */
  void add(Traffic.Day visits, Cell cell, boolean follows) {
    long again = follows ? cell.overMidnight : 0;
    long sessions = cell.sessions() - again;
    long keyed = 0;
    for (Event event : Event.values()) {
      plus("eventCount", cell.count(event));
      keyed += keyEvents.contains(event.apiName()) ? cell.count(event) : 0;
    }
    plus("keyEvents", keyed);
    plus("sessions", sessions);
    plus("engagedSessions", Math.min(cell.engaged, sessions));
    plus("sessionsWithKeyEvent", Math.min(Math.min(keyed, cell.sessions()), sessions));
    plus("durationSeconds", cell.durationSeconds);
    plus("userEngagementDuration", cell.engagementSeconds);
    plus("newUsers", cell.newUsers);
    plus("screenPageViews", cell.views);
    plus("addToCarts", cell.carts);
    plus("checkouts", cell.checkouts);
    plus("ecommercePurchases", cell.purchases);
    plus("firstTimePurchasers", cell.firstPurchases);
    money(cell.grossMicros, cell.refundMicros);
    newcomers += cell.newUsers;
    for (int k = 0; k < cell.returningSessions; k++) {
      int visitor = visits.visitor(cell.number, k);
      returning.add(visitor);
      if (k < cell.returningActive) {
        returningActive.add(visitor);
      }
    }
  }

  /** What can be told per event: how often, how many key ones, what was earned. */
  void addEvent(Traffic.Day visits, Cell cell, Event event) {
    int count = cell.count(event);
    plus("eventCount", count);
    plus("keyEvents", keyEvents.contains(event.apiName()) ? count : 0);
    plus("sessions", Math.min(cell.sessions(), count));
    plus("screenPageViews", event == Event.PAGE_VIEW ? count : 0);
    plus("addToCarts", event == Event.ADD_TO_CART ? count : 0);
    plus("checkouts", event == Event.BEGIN_CHECKOUT ? count : 0);
    plus("ecommercePurchases", event == Event.PURCHASE ? count : 0);
    money(
        event == Event.PURCHASE ? cell.grossMicros : 0,
        event == Event.REFUND ? cell.refundMicros : 0);
  }

  /** Whole events go to the credited campaign; key events and money without the assist's part. */
  void addCredit(Cell cell, int assistPercent) {
    for (Event event : Event.values()) {
      plus("eventCount", cell.count(event));
    }
    plus("addToCarts", cell.carts);
    plus("checkouts", cell.checkouts);
    plus("ecommercePurchases", cell.purchases);
    sums.merge(
        "keyEvents", keyed(cell).subtract(part(keyed(cell), assistPercent)), BigDecimal::add);
    money(
        cell.grossMicros - cell.grossMicros * assistPercent / 100,
        cell.refundMicros - cell.refundMicros * assistPercent / 100);
  }

  void addAssist(Cell cell, int assistPercent) {
    sums.merge("keyEvents", part(keyed(cell), assistPercent), BigDecimal::add);
    money(cell.grossMicros * assistPercent / 100, cell.refundMicros * assistPercent / 100);
  }

  private BigDecimal keyed(Cell cell) {
    long count = 0;
    for (Event event : Event.values()) {
      count += keyEvents.contains(event.apiName()) ? cell.count(event) : 0;
    }
    return BigDecimal.valueOf(count);
  }

  private static BigDecimal part(BigDecimal whole, int percent) {
    return whole.multiply(BigDecimal.valueOf(percent)).divide(HUNDRED);
  }

  private void money(long grossMicros, long refundMicros) {
    sums.merge("grossPurchaseRevenue", BigDecimal.valueOf(grossMicros, 6), BigDecimal::add);
    sums.merge("refundAmount", BigDecimal.valueOf(refundMicros, 6), BigDecimal::add);
  }

  private void plus(String name, long value) {
    sums.merge(name, BigDecimal.valueOf(value), BigDecimal::add);
  }

  Map<String, BigDecimal> values(List<String> metrics) {
    Map<String, BigDecimal> values = new LinkedHashMap<>();
    metrics.forEach(metric -> values.put(metric, value(metric)));
    return values;
  }

  BigDecimal value(String metric) {
    return switch (metric) {
      case "totalUsers" -> BigDecimal.valueOf(newcomers + returning.size());
      case "activeUsers" -> BigDecimal.valueOf(newcomers + returningActive.size());
      case "totalRevenue", "purchaseRevenue" ->
          plain(sum("grossPurchaseRevenue").subtract(sum("refundAmount")));
      case "engagementRate" -> ratio(sum("engagedSessions"), sum("sessions"));
      case "bounceRate" -> BigDecimal.ONE.subtract(ratio(sum("engagedSessions"), sum("sessions")));
      case "averageSessionDuration" -> ratio(sum("durationSeconds"), sum("sessions"));
      case "sessionKeyEventRate" -> ratio(sum("sessionsWithKeyEvent"), sum("sessions"));
      case "transactions" -> sum("ecommercePurchases");
      case "sessions",
          "engagedSessions",
          "userEngagementDuration",
          "newUsers",
          "screenPageViews",
          "eventCount",
          "keyEvents",
          "addToCarts",
          "checkouts",
          "ecommercePurchases",
          "firstTimePurchasers",
          "grossPurchaseRevenue",
          "refundAmount" ->
          sum(metric);
      default -> throw new ControlException(400, "the truth knows no metric " + metric);
    };
  }

  private BigDecimal sum(String name) {
    return plain(sums.getOrDefault(name, BigDecimal.ZERO));
  }

  /** As few decimals as are needed, and no exponent. */
  private static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static BigDecimal ratio(BigDecimal top, BigDecimal bottom) {
    return bottom.signum() == 0 ? BigDecimal.ZERO : top.divide(bottom, MathContext.DECIMAL64);
  }
}
