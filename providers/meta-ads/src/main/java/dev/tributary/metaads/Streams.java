package dev.tributary.metaads;

import static dev.tributary.spi.Measure.count;
import static dev.tributary.spi.Measure.decimal;

import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.Restatement;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.spi.Unit;
import java.time.Duration;
import java.time.Period;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The streams with their exact fields. The field of a conversion is {@code list[action type]}, or
 * {@code list[action type].window}; a setting's name stands in brackets where the customer chooses
 * the type (see {@link Settings}).
 */
final class Streams {
  static final String ACCOUNT = "account";
  static final String CAMPAIGNS = "campaigns";
  static final String AD_SETS = "ad_sets";
  static final String ADS = "ads";
  static final String COUNTRIES = "countries";
  static final String PLATFORMS = "platforms";
  static final String RESULTS = "results";
  static final String REACH = "reach";
  static final String CAMPAIGN_REACH = "campaign_reach";
  static final String CAMPAIGN_LIST = "campaign_list";
  static final String AD_SET_LIST = "ad_set_list";
  static final String AD_LIST = "ad_list";

  /**
   * The windows that Meta still answers for; 7 and 28 days after a view were ended on 12 January
   * 2026. The column's suffix, the parameter's value and the answer's key are all that one word.
   */
  static final List<String> WINDOWS =
      List.of("1d_click", "7d_click", "28d_click", "1d_view", "1d_ev");

  /**
   * Numbers do not change 28 days after they were reported, and events may be reported for seven
   * days ("Limits and Best Practices").
   */
  private static final Restatement SETTLES = new Restatement(3, 35, List.of(91));

  /** Whom ads reached is not attributed, so it settles soon. */
  private static final Restatement REACH_SETTLES = new Restatement(1, 7, List.of(35));

  private static final Restatement NEVER = new Restatement(0, 0, List.of());

  /**
   * Thirty-seven months, less two days: a report that begins on the border is refused as a whole,
   * and months are of different length.
   */
  static final Period KEPT = Period.ofMonths(37).minusDays(2);

  /** Insights are made anew every fifteen minutes; the hour's rest is for late deliveries. */
  private static final Duration PROCESSING_LAG = Duration.ofHours(1);

  static final Measure SPEND = decimal("spend", "spend", Unit.CURRENCY);

  private static final List<Measure> DELIVERY =
      List.of(
          SPEND,
          count("impressions", "impressions"),
          count("clicks", "clicks"),
          count("link_clicks", "inline_link_clicks"),
          count("outbound_clicks", "outbound_clicks[outbound_click]"),
          count("landing_page_views", "actions[landing_page_view]"),
          count("add_to_carts", "actions[omni_add_to_cart]"),
          count("checkouts", "actions[omni_initiated_checkout]"),
          count("purchases", "actions[{purchaseAction}]"),
          decimal("purchase_value", "action_values[{purchaseAction}]", Unit.CURRENCY),
          count(
              "leads", "actions[onsite_conversion.lead_grouped+offsite_conversion.fb_pixel_lead]"),
          decimal("conversions", "actions[{conversionActions}]", Unit.COUNT),
          decimal("conversion_value", "action_values[{conversionActions}]", Unit.CURRENCY),
          count("video_views", "actions[video_view]"),
          count("thruplays", "video_thruplay_watched_actions[video_view]"),
          count("video_25", "video_p25_watched_actions[video_view]"),
          count("video_50", "video_p50_watched_actions[video_view]"),
          count("video_75", "video_p75_watched_actions[video_view]"),
          count("video_100", "video_p100_watched_actions[video_view]"));

  /** Only at whole levels: for a part of the people Meta withholds conversions. */
  private static final List<Measure> WITH_WINDOWS =
      Stream.of(
              DELIVERY.stream(),
              Stream.of(
                  decimal(
                      "reported_value", "purchase_roas[{purchaseAction}] × spend", Unit.CURRENCY)),
              WINDOWS.stream()
                  .map(window ->
                      count("purchases_" + window, "actions[{purchaseAction}]." + window)),
              WINDOWS.stream()
                  .map(window ->
                      decimal(
                          "purchase_value_" + window,
                          "action_values[{purchaseAction}]." + window,
                          Unit.CURRENCY)))
          .flatMap(measures -> measures)
          .toList();

  private static final Dimension CAMPAIGN = new Dimension("campaign_id", "campaign_id");
  private static final Dimension AD_SET = new Dimension("ad_set_id", "adset_id");
  private static final Dimension AD = new Dimension("ad_id", "ad_id");

  private static final List<Measure> REACH_MEASURES =
      List.of(
          Measure.distinct("reach", "reach"),
          count("impressions", "impressions"),
          SPEND,
          new Measure(
              "cost_per_thousand_reached",
              "cpp",
              Measure.Type.DECIMAL,
              Unit.CURRENCY,
              Measure.Additivity.NONE));

  static final List<StreamDescriptor> ALL =
      List.of(
          day(ACCOUNT, "Account", "Ads Manager, the account by day", List.of(), WITH_WINDOWS, 92),
          day(
              CAMPAIGNS,
              "Campaigns",
              "Ads Manager, campaigns by day",
              List.of(CAMPAIGN),
              WITH_WINDOWS,
              92),
          day(
              AD_SETS,
              "Ad sets",
              "Ads Manager, ad sets by day",
              List.of(CAMPAIGN, AD_SET),
              WITH_WINDOWS,
              92),
          day(
              ADS,
              "Ads",
              "Ads Manager, ads by day",
              List.of(CAMPAIGN, AD_SET, AD),
              WITH_WINDOWS,
              31),
          day(
              COUNTRIES,
              "Countries",
              "Ads Manager, the account by day and country",
              List.of(new Dimension("country", "country")),
              DELIVERY,
              31),
          day(
              PLATFORMS,
              "Platforms",
              "Ads Manager, the account by day and platform",
              List.of(new Dimension("platform", "publisher_platform")),
              DELIVERY,
              92),
          day(
              RESULTS,
              "Results",
              "Ads Manager, results of campaigns by day",
              List.of(CAMPAIGN, new Dimension("result_type", "results.indicator")),
              List.of(SPEND, decimal("results", "results", Unit.COUNT)),
              92),
          period(
              REACH,
              "Reach",
              "Ads Manager, the account for each whole period",
              List.of(),
              REACH_MEASURES),
          period(
              CAMPAIGN_REACH,
              "Reach of campaigns",
              "Ads Manager, campaigns for each whole period",
              List.of(CAMPAIGN),
              REACH_MEASURES),
          snapshot(
              CAMPAIGN_LIST,
              "Campaign list",
              "Ads Manager: campaigns",
              CAMPAIGN.name(),
              "name:name",
              "status:status",
              "effective_status:effective_status",
              "objective:objective",
              "buying_type:buying_type",
              "bid_strategy:bid_strategy",
              "daily_budget:daily_budget",
              "lifetime_budget:lifetime_budget",
              "spend_cap:spend_cap",
              "starts:start_time",
              "ends:stop_time",
              "created:created_time"),
          snapshot(
              AD_SET_LIST,
              "Ad set list",
              "Ads Manager: ad sets",
              AD_SET.name(),
              "name:name",
              "campaign_id:campaign_id",
              "status:status",
              "effective_status:effective_status",
              "optimization_goal:optimization_goal",
              "billing_event:billing_event",
              "daily_budget:daily_budget",
              "lifetime_budget:lifetime_budget",
              // Results are counted by the setting of today, those of past days too.
              "attribution:attribution_spec:starts",
              "destination:destination_type",
              "starts:start_time",
              "ends:end_time",
              "created:created_time"),
          snapshot(
              AD_LIST,
              "Ad list",
              "Ads Manager: ads",
              AD.name(),
              "name:name",
              "campaign_id:campaign_id",
              "ad_set_id:adset_id",
              "status:status",
              "effective_status:effective_status",
              "creative_id:creative.id",
              "url_tags:creative.url_tags",
              "created:created_time"));

  private static StreamDescriptor day(
      String name,
      String title,
      String report,
      List<Dimension> dimensions,
      List<Measure> measures,
      int sliceDaysMax) {
    return new StreamDescriptor(
        name,
        StreamKind.DAY,
        1,
        title,
        report,
        dimensions,
        List.of(),
        measures,
        List.of(),
        SETTLES,
        Optional.of(KEPT),
        PROCESSING_LAG,
        sliceDaysMax);
  }

  private static StreamDescriptor period(
      String name,
      String title,
      String report,
      List<Dimension> dimensions,
      List<Measure> measures) {
    return new StreamDescriptor(
        name,
        StreamKind.PERIOD,
        1,
        title,
        report,
        Stream.concat(
                Stream.of(new Dimension(StreamDescriptor.PERIOD, "time_range")),
                dimensions.stream())
            .toList(),
        List.of(),
        measures,
        List.of(PeriodKind.values()),
        REACH_SETTLES,
        // The longest period that ends on a day must be kept too.
        Optional.of(KEPT.minusMonths(1)),
        PROCESSING_LAG,
        31);
  }

  /**
   * @param attributes each {@code column:field}, with a third part where its change rewrites
   *     numbers
   */
  private static StreamDescriptor snapshot(
      String name, String title, String report, String key, String... attributes) {
    return new StreamDescriptor(
        name,
        StreamKind.SNAPSHOT,
        1,
        title,
        report,
        List.of(new Dimension(key, "id")),
        Arrays.stream(attributes)
            .map(attribute -> attribute.split(":", -1))
            .map(parts ->
                new Dimension(
                    parts[0],
                    parts[1],
                    parts.length > 2 ? Optional.of(parts[2]) : Optional.empty()))
            .toList(),
        List.of(),
        List.of(),
        NEVER,
        Optional.empty(),
        Duration.ZERO,
        1);
  }

  private Streams() {}
}
