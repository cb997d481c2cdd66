package dev.tributary.sandbox.meta.truth;

import dev.tributary.sandbox.ControlException;
import dev.tributary.sandbox.meta.world.Conversion;
import dev.tributary.sandbox.meta.world.Delivery;
import dev.tributary.sandbox.meta.world.Facts;
import dev.tributary.sandbox.meta.world.Facts.Count;
import dev.tributary.sandbox.meta.world.Level;
import dev.tributary.sandbox.meta.world.Plan;
import dev.tributary.sandbox.meta.world.Window;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up what the ads of an account did, one ad and one day after the other into decimals. It
 * reads the same deliveries as insights and nothing of their code. Archived and deleted ads count:
 * they did what they did. Money is in major units of the account's currency.
 */
public final class MetaTruth {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

  private final Delivery delivery;
  private final Plan plan;
  private final Instant asOf;

  public MetaTruth(Delivery delivery, Instant asOf) {
    this.delivery = delivery;
    this.plan = delivery.plan();
    this.asOf = asOf;
  }

  /** The whole period as one: nobody is reached twice. */
  public Map<String, BigDecimal> period(LocalDate from, LocalDate to, List<String> metrics) {
    Sums sums = new Sums();
    for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
      walk(day, (ad, facts) -> sums.add(facts));
    }
    return values(sums, metrics);
  }

  /** What a table of daily rows of the account sums to; people are counted on each day. */
  public Map<String, BigDecimal> sumOfDays(LocalDate from, LocalDate to, List<String> metrics) {
    return sumOfDays(Level.ACCOUNT, from, to, metrics);
  }

  /** The same of daily rows of a level, at which archived and deleted objects are left out. */
  public Map<String, BigDecimal> sumOfDays(
      Level level, LocalDate from, LocalDate to, List<String> metrics) {
    Sums sums = new Sums();
    BigDecimal reached = BigDecimal.ZERO;
    for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
      Sums one = new Sums();
      walk(
          day,
          (ad, facts) -> {
            if (!plan.status(level, plan.of(level, ad)).hidden()) {
              one.add(facts);
            }
          });
      reached = reached.add(one.reach());
      sums.add(one);
    }
    Map<String, BigDecimal> values = new LinkedHashMap<>();
    for (String metric : metrics) {
      values.put(metric, metric.equals("reach") ? reached : value(sums, metric));
    }
    return values;
  }

  /** Per day, campaign, ad set or ad; objects by id. Those that did nothing are left out. */
  public Map<String, Map<String, BigDecimal>> by(
      String dimension, LocalDate from, LocalDate to, List<String> metrics) {
    Map<String, Sums> found = new TreeMap<>();
    for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
      String date = day.toString();
      walk(
          day,
          (ad, facts) ->
              found.computeIfAbsent(key(dimension, date, ad), any -> new Sums()).add(facts));
    }
    Map<String, Map<String, BigDecimal>> result = new LinkedHashMap<>();
    found.forEach((key, sums) -> result.put(key, values(sums, metrics)));
    return result;
  }

  private String key(String dimension, String date, int ad) {
    return switch (dimension) {
      case "day" -> date;
      case "campaign", "adset", "ad" -> {
        Level level = Level.named(dimension).orElseThrow();
        yield plan.id(level, plan.of(level, ad));
      }
      case "campaign_name" -> plan.campaign(ad).name();
      default ->
          throw new ControlException(
              400,
              "the truth is told by day, campaign, campaign_name, adset or ad, not by "
                  + dimension);
    };
  }

  /** Called for every ad that was shown. */
  @FunctionalInterface
  private interface Visit {
    void visit(int ad, Facts facts);
  }

  private void walk(LocalDate date, Visit visit) {
    Delivery.Day day = delivery.day(date, asOf);
    for (int ad = 0; day.begun() && ad < plan.size(Level.AD); ad++) {
      Facts facts = new Facts();
      if (day.read(ad, facts)) {
        visit.visit(ad, facts);
      }
    }
  }

  /** Running sums by name. */
  private final class Sums {
    private final Map<String, BigDecimal> all = new TreeMap<>();

    void add(Facts facts) {
      for (Count count : Count.values()) {
        plus(
            count.name(),
            count == Count.SPEND ? money(facts.count(count)) : whole(facts.count(count)));
      }
      for (Conversion kind : Conversion.values()) {
        plus(kind.name(), whole(facts.conversions(kind)));
        plus(kind.name() + " value", money(facts.value(kind)));
        for (Window window : Window.values()) {
          plus(kind.name() + "." + window.apiName(), whole(facts.conversions(kind, window)));
          plus(kind.name() + " value." + window.apiName(), money(facts.value(kind, window)));
        }
      }
    }

    void add(Sums other) {
      other.all.forEach(this::plus);
    }

    private void plus(String name, BigDecimal value) {
      all.merge(name, value, BigDecimal::add);
    }

    BigDecimal get(String name) {
      return all.getOrDefault(name, BigDecimal.ZERO);
    }

    BigDecimal reach() {
      long impressions = get(Count.IMPRESSIONS.name()).longValueExact();
      return whole(Delivery.reach(impressions, plan.account().shape().audience()));
    }
  }

  private static BigDecimal whole(long count) {
    return BigDecimal.valueOf(count);
  }

  private BigDecimal money(long minor) {
    return BigDecimal.valueOf(minor, plan.account().digits());
  }

  private Map<String, BigDecimal> values(Sums sums, List<String> metrics) {
    Map<String, BigDecimal> values = new LinkedHashMap<>();
    metrics.forEach(metric -> values.put(metric, value(sums, metric)));
    return values;
  }

  /** "purchases.7d_click" is within a window, "purchases" as each ad set counts. */
  private static BigDecimal value(Sums sums, String metric) {
    int dot = metric.indexOf('.');
    String name = dot < 0 ? metric : metric.substring(0, dot);
    String within = dot < 0 ? "" : metric.substring(dot);
    if (!within.isEmpty() && Window.named(within.substring(1)).isEmpty()) {
      throw new ControlException(400, "the truth knows no window " + within.substring(1));
    }
    BigDecimal spend = sums.get(Count.SPEND.name());
    BigDecimal impressions = sums.get(Count.IMPRESSIONS.name());
    return switch (name) {
      case "spend" -> spend;
      case "impressions" -> impressions;
      case "clicks" -> sums.get(Count.CLICKS.name());
      case "link_clicks" -> sums.get(Count.LINK_CLICKS.name());
      case "landing_page_views" -> sums.get(Count.LANDING_PAGE_VIEWS.name());
      case "video_views" -> sums.get(Count.VIDEO_VIEWS.name());
      case "thruplays" -> sums.get(Count.THRU_PLAYS.name());
      case "reach" -> sums.reach();
      case "frequency" -> ratio(impressions, sums.reach());
      case "ctr" -> ratio(sums.get(Count.CLICKS.name()).multiply(HUNDRED), impressions);
      case "cpc" -> ratio(spend, sums.get(Count.CLICKS.name()));
      case "cpm" -> ratio(spend.multiply(THOUSAND), impressions);
      case "purchases" -> sums.get("PURCHASE" + within).add(sums.get("SHOP_PURCHASE" + within));
      case "purchase_value" ->
          sums.get("PURCHASE value" + within).add(sums.get("SHOP_PURCHASE value" + within));
      case "roas" -> ratio(value(sums, "purchase_value" + within), spend);
      case "pixel_purchases" -> sums.get("PURCHASE" + within);
      case "leads" -> sums.get("PIXEL_LEAD" + within).add(sums.get("FORM_LEAD" + within));
      case "carts" -> sums.get("CART" + within);
      case "checkouts" -> sums.get("CHECKOUT" + within);
      default -> throw new ControlException(400, "the truth knows no metric " + metric);
    };
  }

  private static BigDecimal ratio(BigDecimal top, BigDecimal bottom) {
    return bottom.signum() == 0 ? BigDecimal.ZERO : top.divide(bottom, MathContext.DECIMAL64);
  }
}
