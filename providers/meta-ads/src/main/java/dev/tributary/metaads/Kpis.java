package dev.tributary.metaads;

import dev.tributary.spi.Kpi;
import dev.tributary.spi.Kpi.Formula;
import dev.tributary.spi.Kpi.Formula.Distinct;
import dev.tributary.spi.Kpi.Formula.Ratio;
import dev.tributary.spi.Kpi.Formula.Sum;
import dev.tributary.spi.Unit;
import java.util.ArrayList;
import java.util.List;

/** The KPIs. Rates are quotients of sums; people are shown only for periods that were asked for. */
final class Kpis {
  private static final String ACCOUNT = Streams.ACCOUNT;
  private static final int THOUSAND = 1_000;

  static final List<Kpi> ALL = all();

  private static List<Kpi> all() {
    List<Kpi> all =
        new ArrayList<>(
            List.of(
                sum("spend", "Spend", Unit.CURRENCY, "What was paid to Meta.", "spend"),
                sum(
                    "impressions",
                    "Impressions",
                    Unit.COUNT,
                    "Times that ads were on a screen.",
                    "impressions"),
                sum(
                    "clicks",
                    "Clicks",
                    Unit.COUNT,
                    "Clicks of every kind: on links, likes, names, pictures.",
                    "clicks"),
                sum(
                    "link_clicks",
                    "Link clicks",
                    Unit.COUNT,
                    "Clicks on links, on and off Meta's platforms.",
                    "inline_link_clicks"),
                sum(
                    "outbound_clicks",
                    "Outbound clicks",
                    Unit.COUNT,
                    "Clicks that lead away from Meta's platforms.",
                    "outbound_clicks"),
                sum(
                    "landing_page_views",
                    "Landing page views",
                    Unit.COUNT,
                    "Link clicks after which the page was loaded.",
                    "actions"),
                ratio(
                    "ctr",
                    "CTR",
                    Unit.PERCENT,
                    "clicks",
                    "impressions",
                    1,
                    "Clicks of every kind divided by impressions.",
                    "clicks",
                    "impressions"),
                ratio(
                    "link_ctr",
                    "Link CTR",
                    Unit.PERCENT,
                    "link_clicks",
                    "impressions",
                    1,
                    "Link clicks divided by impressions.",
                    "inline_link_clicks",
                    "impressions"),
                ratio(
                    "cpc",
                    "CPC",
                    Unit.CURRENCY,
                    "spend",
                    "clicks",
                    1,
                    "Spend for each click of any kind.",
                    "spend",
                    "clicks"),
                ratio(
                    "link_cpc",
                    "Link CPC",
                    Unit.CURRENCY,
                    "spend",
                    "link_clicks",
                    1,
                    "Spend for each link click.",
                    "spend",
                    "inline_link_clicks"),
                ratio(
                    "cpm",
                    "CPM",
                    Unit.CURRENCY,
                    "spend",
                    "impressions",
                    THOUSAND,
                    "Spend for a thousand impressions.",
                    "spend",
                    "impressions"),
                sum(
                    "purchases",
                    "Purchases",
                    Unit.COUNT,
                    "Purchases of the one action type that the settings name, by each ad set's own attribution.",
                    "actions"),
                sum(
                    "purchase_value",
                    "Purchase value",
                    Unit.CURRENCY,
                    "What these purchases were worth.",
                    "action_values"),
                ratio(
                    "roas",
                    "ROAS",
                    Unit.RATIO,
                    "purchase_value",
                    "spend",
                    1,
                    "Purchase value for each unit of spend, from sums.",
                    "action_values",
                    "spend"),
                ratio(
                    "reported_roas",
                    "ROAS as Meta gives it",
                    Unit.RATIO,
                    "reported_value",
                    "spend",
                    1,
                    "Meta's own quotients, each weighted by its spend: the check of ROAS. Only for the types that Meta gives one for.",
                    "purchase_roas",
                    "spend"),
                ratio(
                    "cost_per_purchase",
                    "Cost per purchase",
                    Unit.CURRENCY,
                    "spend",
                    "purchases",
                    1,
                    "Spend for each purchase.",
                    "spend",
                    "actions"),
                ratio(
                    "average_order_value",
                    "Average order value",
                    Unit.CURRENCY,
                    "purchase_value",
                    "purchases",
                    1,
                    "Purchase value divided by purchases.",
                    "action_values",
                    "actions"),
                sum(
                    "add_to_carts",
                    "Added to cart",
                    Unit.COUNT,
                    "Times that something was put into a cart.",
                    "actions"),
                sum(
                    "checkouts",
                    "Checkouts",
                    Unit.COUNT,
                    "Times that a checkout was begun.",
                    "actions"),
                sum(
                    "leads",
                    "Leads",
                    Unit.COUNT,
                    "Leads by forms at Meta and by the pixel.",
                    "actions"),
                ratio(
                    "cost_per_lead",
                    "Cost per lead",
                    Unit.CURRENCY,
                    "spend",
                    "leads",
                    1,
                    "Spend for each lead.",
                    "spend",
                    "actions"),
                sum(
                    "conversions",
                    "Conversions",
                    Unit.COUNT,
                    "The sum of the action types that the settings name.",
                    "actions"),
                sum(
                    "conversion_value",
                    "Conversion value",
                    Unit.CURRENCY,
                    "What these conversions were worth.",
                    "action_values"),
                ratio(
                    "cost_per_conversion",
                    "Cost per conversion",
                    Unit.CURRENCY,
                    "spend",
                    "conversions",
                    1,
                    "Spend for each conversion.",
                    "spend",
                    "actions"),
                sum(
                    "video_views",
                    "Video views",
                    Unit.COUNT,
                    "Videos that were watched for three seconds or to their end.",
                    "actions"),
                sum(
                    "thruplays",
                    "ThruPlays",
                    Unit.COUNT,
                    "Videos that were watched for 15 seconds or to their end.",
                    "video_thruplay_watched_actions"),
                sum(
                    "video_25",
                    "Video to 25 %",
                    Unit.COUNT,
                    "Videos watched to a quarter.",
                    "video_p25_watched_actions"),
                sum(
                    "video_50",
                    "Video to 50 %",
                    Unit.COUNT,
                    "Videos watched to the half.",
                    "video_p50_watched_actions"),
                sum(
                    "video_75",
                    "Video to 75 %",
                    Unit.COUNT,
                    "Videos watched to three quarters.",
                    "video_p75_watched_actions"),
                sum(
                    "video_100",
                    "Video to the end",
                    Unit.COUNT,
                    "Videos watched to the end.",
                    "video_p100_watched_actions"),
                ratio(
                    "hook_rate",
                    "Hook rate",
                    Unit.PERCENT,
                    "video_views",
                    "impressions",
                    1,
                    "Video views divided by impressions.",
                    "actions",
                    "impressions"),
                ratio(
                    "hold_rate",
                    "Hold rate",
                    Unit.PERCENT,
                    "thruplays",
                    "video_views",
                    1,
                    "ThruPlays divided by video views.",
                    "video_thruplay_watched_actions",
                    "actions"),
                new Kpi(
                    "results",
                    "Results",
                    Unit.COUNT,
                    new Sum("results"),
                    Streams.RESULTS,
                    "Times that a campaign reached what it is optimised for; compare within one result type only.",
                    List.of("results")),
                new Kpi(
                    "cost_per_result",
                    "Cost per result",
                    Unit.CURRENCY,
                    new Ratio("spend", "results"),
                    Streams.RESULTS,
                    "Spend for each result; compare within one result type only.",
                    List.of("spend", "results")),
                new Kpi(
                    "reach",
                    "Reach",
                    Unit.USERS,
                    new Distinct("reach"),
                    Streams.REACH,
                    "Different people who saw an ad in the period, as Meta estimates; periods never add up.",
                    List.of("reach")),
                new Kpi(
                    "frequency",
                    "Frequency",
                    Unit.RATIO,
                    new Ratio("impressions", "reach"),
                    Streams.REACH,
                    "Impressions divided by the people reached in the period.",
                    List.of("impressions", "reach")),
                new Kpi(
                    "cost_per_thousand_reached",
                    "Cost per 1,000 people",
                    Unit.CURRENCY,
                    new Distinct("cost_per_thousand_reached"),
                    Streams.REACH,
                    "Spend for a thousand people reached, as Meta gives it for the whole period.",
                    List.of("cpp"))));
    for (String window : Streams.WINDOWS) {
      all.addAll(within(window));
    }
    return List.copyOf(all);
  }

  /** Windows contain each other, so their numbers are compared and never added up. */
  private static List<Kpi> within(String window) {
    String words = words(window);
    return List.of(
        sum(
            "purchases_" + window,
            "Purchases, " + words,
            Unit.COUNT,
            "Purchases within " + words + ", whatever the ad sets' own attribution.",
            "actions"),
        sum(
            "purchase_value_" + window,
            "Purchase value, " + words,
            Unit.CURRENCY,
            "What purchases within " + words + " were worth.",
            "action_values"),
        ratio(
            "roas_" + window,
            "ROAS, " + words,
            Unit.RATIO,
            "purchase_value_" + window,
            "spend",
            1,
            "Value of purchases within " + words + " for each unit of spend.",
            "action_values",
            "spend"));
  }

  private static String words(String window) {
    return switch (window) {
      case "1d_click" -> "1 day of a click";
      case "7d_click" -> "7 days of a click";
      case "28d_click" -> "28 days of a click";
      case "1d_view" -> "1 day of a view";
      case "1d_ev" -> "1 day of an engaged view";
      default -> throw new IllegalArgumentException("no window of ours: " + window);
    };
  }

  private static Kpi sum(
      String id, String label, Unit unit, String definition, String... sourceFields) {
    return kpi(id, label, unit, new Sum(id), definition, sourceFields);
  }

  private static Kpi ratio(
      String id,
      String label,
      Unit unit,
      String over,
      String under,
      int per,
      String definition,
      String... sourceFields) {
    return kpi(id, label, unit, new Ratio(over, under, per), definition, sourceFields);
  }

  private static Kpi kpi(
      String id,
      String label,
      Unit unit,
      Formula formula,
      String definition,
      String... sourceFields) {
    return new Kpi(id, label, unit, formula, ACCOUNT, definition, List.of(sourceFields));
  }

  private Kpis() {}
}
