package dev.tributary.googleanalytics;

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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The streams with their exact fields. A report is fixed by its stream and versioned with it,
 * because adding one metric may change the others; it has at most ten metrics and nine dimensions,
 * the Data API's limits.
 */
final class Streams {
  static final String PROPERTIES = "properties";
  static final String KEY_EVENT_DEFINITIONS = "key_event_definitions";

  /** Between the two fields of a measure that Google only gives as a mean. */
  static final String TIMES = " × ";

  /** Attributed by the session's last click: settles within three days. */
  private static final Restatement SESSION_SCOPED = new Restatement(3, 3, List.of(31, 91));

  /** Attributed by data-driven credit: moves for up to two weeks, by our estimate. */
  private static final Restatement EVENT_SCOPED = new Restatement(3, 14, List.of(31, 91));

  private static final Restatement NEVER = new Restatement(0, 0, List.of());

  /** Google names 24 to 48 hours for whole numbers; the rest of it counts as "may change". */
  private static final Duration PROCESSING_LAG = Duration.ofHours(24);

  private static final Measure SESSIONS = count("sessions", "sessions");
  private static final Measure ENGAGED_SESSIONS = count("engaged_sessions", "engagedSessions");
  private static final Measure NEW_USERS = count("new_users", "newUsers");
  private static final Measure VIEWS = count("views", "screenPageViews");
  private static final Measure EVENTS = count("events", "eventCount");

  /** Credit may be shared between channels, so key events are decimals. */
  private static final Measure KEY_EVENTS = decimal("key_events", "keyEvents", Unit.COUNT);

  private static final Measure TOTAL_REVENUE =
      decimal("total_revenue", "totalRevenue", Unit.CURRENCY);
  private static final Measure NET_REVENUE =
      decimal("purchase_revenue", "purchaseRevenue", Unit.CURRENCY);
  private static final Measure PURCHASES = count("purchases", "ecommercePurchases");

  /** Nobody buys for the first time twice, so days add up, as those of new users do. */
  private static final Measure FIRST_TIME_PURCHASERS =
      count("first_time_purchasers", "firstTimePurchasers");

  private static final Measure ENGAGEMENT_SECONDS =
      decimal("engagement_seconds", "userEngagementDuration", Unit.SECONDS);

  /** The mean times its sessions is a sum again, exact to the digits that Google gives. */
  private static final Measure SESSION_SECONDS =
      decimal("session_seconds", "averageSessionDuration" + TIMES + "sessions", Unit.SECONDS);

  private static final Measure SESSIONS_WITH_KEY_EVENT =
      decimal("sessions_with_key_event", "sessionKeyEventRate" + TIMES + "sessions", Unit.COUNT);

  private static final List<Measure> SESSION_MEASURES =
      List.of(
          SESSIONS,
          ENGAGED_SESSIONS,
          NEW_USERS,
          VIEWS,
          EVENTS,
          KEY_EVENTS,
          TOTAL_REVENUE,
          ENGAGEMENT_SECONDS,
          SESSION_SECONDS,
          PURCHASES);

  private static final List<Measure> USER_MEASURES =
      List.of(
          Measure.distinct("total_users", "totalUsers"),
          Measure.distinct("active_users", "activeUsers"),
          new Measure(
              "revenue_per_user",
              "averageRevenuePerUser",
              Measure.Type.DECIMAL,
              Unit.CURRENCY,
              Measure.Additivity.NONE));

  static final List<StreamDescriptor> ALL =
      List.of(
          day(
              "overview",
              "Overview",
              "Reports snapshot and Engagement overview, by date",
              List.of(),
              List.of(
                  SESSIONS,
                  ENGAGED_SESSIONS,
                  NEW_USERS,
                  VIEWS,
                  EVENTS,
                  KEY_EVENTS,
                  TOTAL_REVENUE,
                  ENGAGEMENT_SECONDS,
                  SESSION_SECONDS,
                  SESSIONS_WITH_KEY_EVENT),
              SESSION_SCOPED,
              92),
          day(
              "channels",
              "Channels",
              "Traffic acquisition by session default channel group",
              List.of(new Dimension("channel", "sessionDefaultChannelGroup")),
              SESSION_MEASURES,
              SESSION_SCOPED,
              92),
          day(
              "campaigns",
              "Campaigns",
              "Traffic acquisition by session source, medium, campaign and manual campaign ID",
              List.of(
                  new Dimension("source", "sessionSource"),
                  new Dimension("medium", "sessionMedium"),
                  new Dimension("campaign", "sessionCampaignName"),
                  new Dimension("campaign_id", "sessionManualCampaignId")),
              SESSION_MEASURES,
              SESSION_SCOPED,
              31),
          day(
              "landing_pages",
              "Landing pages",
              "Landing page, by landing page and query string",
              List.of(new Dimension("landing_page", "landingPagePlusQueryString")),
              SESSION_MEASURES,
              SESSION_SCOPED,
              31),
          day(
              "countries",
              "Countries",
              "Demographic details by country",
              List.of(new Dimension("country", "country")),
              SESSION_MEASURES,
              SESSION_SCOPED,
              92),
          day(
              "devices",
              "Devices",
              "Tech details by device category",
              List.of(new Dimension("device", "deviceCategory")),
              SESSION_MEASURES,
              SESSION_SCOPED,
              92),
          day(
              "key_events",
              "Events by channel",
              "Events, by event name and session default channel group",
              List.of(
                  new Dimension("event", "eventName"),
                  new Dimension("channel", "sessionDefaultChannelGroup")),
              List.of(EVENTS, KEY_EVENTS, TOTAL_REVENUE),
              EVENT_SCOPED,
              31),
          day(
              "attributed",
              "Attributed key events",
              "Advertising: key events and revenue by default channel group, source, medium and"
                  + " campaign, with the property's attribution model",
              List.of(
                  new Dimension("channel", "defaultChannelGroup"),
                  new Dimension("source", "source"),
                  new Dimension("medium", "medium"),
                  new Dimension("campaign", "campaignName")),
              List.of(KEY_EVENTS, TOTAL_REVENUE, NET_REVENUE, PURCHASES),
              EVENT_SCOPED,
              31),
          day(
              "ecommerce",
              "E-commerce",
              "Monetization overview and Purchase journey, by date",
              List.of(),
              List.of(
                  SESSIONS,
                  count("add_to_carts", "addToCarts"),
                  count("checkouts", "checkouts"),
                  PURCHASES,
                  count("transactions", "transactions"),
                  decimal("gross_revenue", "grossPurchaseRevenue", Unit.CURRENCY),
                  decimal("refunds", "refundAmount", Unit.CURRENCY),
                  NET_REVENUE,
                  TOTAL_REVENUE,
                  FIRST_TIME_PURCHASERS),
              EVENT_SCOPED,
              92),
          period("users", "Users", "Users, for each whole period", List.of(), USER_MEASURES),
          period(
              "users_by_channel",
              "Users by channel",
              "Traffic acquisition by session default channel group, for each whole period",
              List.of(new Dimension("channel", "sessionDefaultChannelGroup")),
              List.of(
                  Measure.distinct("total_users", "totalUsers"),
                  Measure.distinct("active_users", "activeUsers"))),
          snapshot(
              PROPERTIES,
              "Property",
              "Admin: Property details",
              "property",
              "name",
              "name:displayName",
              "zone:timeZone",
              "currency:currencyCode",
              "service_level:serviceLevel",
              "property_type:propertyType",
              "industry:industryCategory",
              "created:createTime"),
          snapshot(
              KEY_EVENT_DEFINITIONS,
              "Key event definitions",
              "Admin: Key events",
              "event",
              "eventName",
              "counting_method:countingMethod",
              "custom:custom",
              "default_value:defaultValue",
              "created:createTime"));

  private static StreamDescriptor day(
      String name,
      String title,
      String report,
      List<Dimension> dimensions,
      List<Measure> measures,
      Restatement restatement,
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
        restatement,
        Optional.empty(),
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
                Stream.of(new Dimension(StreamDescriptor.PERIOD, "dateRange")), dimensions.stream())
            .toList(),
        List.of(),
        measures,
        List.of(PeriodKind.values()),
        SESSION_SCOPED,
        Optional.empty(),
        PROCESSING_LAG,
        31);
  }

  /**
   * @param attributes each {@code column:field}
   */
  private static StreamDescriptor snapshot(
      String name, String title, String report, String key, String keyField, String... attributes) {
    return new StreamDescriptor(
        name,
        StreamKind.SNAPSHOT,
        1,
        title,
        report,
        List.of(new Dimension(key, keyField)),
        Arrays.stream(attributes)
            .map(attribute -> attribute.split(":", 2))
            .map(parts -> new Dimension(parts[0], parts[1]))
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
