package dev.tributary.googleanalytics;

import dev.tributary.spi.Kpi;
import dev.tributary.spi.Kpi.Formula;
import dev.tributary.spi.Kpi.Formula.Complement;
import dev.tributary.spi.Kpi.Formula.Distinct;
import dev.tributary.spi.Kpi.Formula.Ratio;
import dev.tributary.spi.Kpi.Formula.Sum;
import dev.tributary.spi.Unit;
import java.util.List;

/** The KPIs. Rates are quotients of sums; users are shown only for periods that were asked for. */
final class Kpis {
  private static final String OVERVIEW = "overview";
  private static final String ECOMMERCE = "ecommerce";
  private static final String USERS = "users";

  static final List<Kpi> ALL =
      List.of(
          kpi(
              "sessions",
              "Sessions",
              Unit.COUNT,
              new Sum("sessions"),
              OVERVIEW,
              "Visits that began on the site or app; Google estimates them, so parts add up only"
                  + " nearly.",
              "sessions"),
          kpi(
              "engaged_sessions",
              "Engaged sessions",
              Unit.COUNT,
              new Sum("engaged_sessions"),
              OVERVIEW,
              "Sessions longer than ten seconds, with a key event, or with two or more views.",
              "engagedSessions"),
          kpi(
              "engagement_rate",
              "Engagement rate",
              Unit.PERCENT,
              new Ratio("engaged_sessions", "sessions"),
              OVERVIEW,
              "Engaged sessions divided by sessions.",
              "engagedSessions",
              "sessions"),
          kpi(
              "bounce_rate",
              "Bounce rate",
              Unit.PERCENT,
              new Complement("engaged_sessions", "sessions"),
              OVERVIEW,
              "Share of sessions that were not engaged.",
              "engagedSessions",
              "sessions"),
          kpi(
              "average_session_duration",
              "Average session duration",
              Unit.SECONDS,
              new Ratio("session_seconds", "sessions"),
              OVERVIEW,
              "Length of all sessions divided by their number.",
              "averageSessionDuration",
              "sessions"),
          kpi(
              "engagement_time",
              "Engagement time",
              Unit.SECONDS,
              new Sum("engagement_seconds"),
              OVERVIEW,
              "Time that the site or app was in front of its users.",
              "userEngagementDuration"),
          kpi(
              "new_users",
              "New users",
              Unit.USERS,
              new Sum("new_users"),
              OVERVIEW,
              "Users seen for the first time; each counts on one day only, so days add up.",
              "newUsers"),
          kpi(
              "views",
              "Views",
              Unit.COUNT,
              new Sum("views"),
              OVERVIEW,
              "Pages and app screens that were seen.",
              "screenPageViews"),
          kpi(
              "views_per_session",
              "Views per session",
              Unit.RATIO,
              new Ratio("views", "sessions"),
              OVERVIEW,
              "Views divided by sessions.",
              "screenPageViews",
              "sessions"),
          kpi(
              "events",
              "Events",
              Unit.COUNT,
              new Sum("events"),
              OVERVIEW,
              "Everything that was recorded, from views to purchases.",
              "eventCount"),
          kpi(
              "key_events",
              "Key events",
              Unit.COUNT,
              new Sum("key_events"),
              OVERVIEW,
              "Events that the property marks as key; formerly called conversions.",
              "keyEvents"),
          kpi(
              "session_key_event_rate",
              "Session key event rate",
              Unit.PERCENT,
              new Ratio("sessions_with_key_event", "sessions"),
              OVERVIEW,
              "Share of sessions with at least one key event.",
              "sessionKeyEventRate",
              "sessions"),
          kpi(
              "total_revenue",
              "Total revenue",
              Unit.CURRENCY,
              new Sum("total_revenue"),
              OVERVIEW,
              "Purchases, subscriptions and advertising less refunds.",
              "totalRevenue"),
          kpi(
              "purchases",
              "Purchases",
              Unit.COUNT,
              new Sum("purchases"),
              ECOMMERCE,
              "Purchases that were completed.",
              "ecommercePurchases"),
          kpi(
              "purchase_rate",
              "Purchases per session",
              Unit.PERCENT,
              new Ratio("purchases", "sessions"),
              ECOMMERCE,
              "Purchases divided by sessions.",
              "ecommercePurchases",
              "sessions"),
          kpi(
              "average_order_value",
              "Average order value",
              Unit.CURRENCY,
              new Ratio("purchase_revenue", "purchases"),
              ECOMMERCE,
              "Purchase revenue less refunds, divided by purchases.",
              "purchaseRevenue",
              "ecommercePurchases"),
          kpi(
              "first_time_purchasers",
              "First-time purchasers",
              Unit.USERS,
              new Sum("first_time_purchasers"),
              ECOMMERCE,
              "Users who bought for the first time; each counts on one day only, so days add up.",
              "firstTimePurchasers"),
          kpi(
              "add_to_carts",
              "Added to cart",
              Unit.COUNT,
              new Sum("add_to_carts"),
              ECOMMERCE,
              "Times that something was put into a cart.",
              "addToCarts"),
          kpi(
              "checkouts",
              "Checkouts",
              Unit.COUNT,
              new Sum("checkouts"),
              ECOMMERCE,
              "Times that a checkout was begun.",
              "checkouts"),
          kpi(
              "gross_revenue",
              "Gross revenue",
              Unit.CURRENCY,
              new Sum("gross_revenue"),
              ECOMMERCE,
              "Purchase revenue before refunds.",
              "grossPurchaseRevenue"),
          kpi(
              "refunds",
              "Refunds",
              Unit.CURRENCY,
              new Sum("refunds"),
              ECOMMERCE,
              "Purchase revenue that was given back.",
              "refundAmount"),
          kpi(
              "net_revenue",
              "Net revenue",
              Unit.CURRENCY,
              new Sum("purchase_revenue"),
              ECOMMERCE,
              "Purchase revenue less refunds.",
              "purchaseRevenue"),
          kpi(
              "total_users",
              "Total users",
              Unit.USERS,
              new Distinct("total_users"),
              USERS,
              "Different users in the period; periods never add up.",
              "totalUsers"),
          kpi(
              "active_users",
              "Active users",
              Unit.USERS,
              new Distinct("active_users"),
              USERS,
              "Different users who were engaged in the period; periods never add up.",
              "activeUsers"),
          kpi(
              "revenue_per_user",
              "Revenue per user",
              Unit.CURRENCY,
              new Distinct("revenue_per_user"),
              USERS,
              "Total revenue divided by active users, as Google gives it for the whole period.",
              "averageRevenuePerUser"));

  private static Kpi kpi(
      String id,
      String label,
      Unit unit,
      Formula formula,
      String homeStream,
      String definition,
      String... sourceFields) {
    return new Kpi(id, label, unit, formula, homeStream, definition, List.of(sourceFields));
  }

  private Kpis() {}
}
