package dev.tributary.engine.kpi;

import dev.tributary.spi.Unit;
import dev.tributary.store.KpiFilter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The blended KPIs and the campaign join that come along. */
public final class BlendedKpis {
  private static final String ANALYTICS = "google_analytics";
  private static final String ADS = "meta_ads";
  private static final String MAIL = "resend";

  /**
   * Sources under which visits from Meta arrive, in the writings that links have; the last four are
   * Meta's own macros. Visits without campaign parameters may come from ads or not: nothing tells.
   */
  private static final List<KpiFilter> FROM_META =
      List.of(
          new KpiFilter.In(
              "source",
              List.of(
                  "facebook",
                  "Facebook",
                  "facebook.com",
                  "m.facebook.com",
                  "l.facebook.com",
                  "lm.facebook.com",
                  "instagram",
                  "Instagram",
                  "instagram.com",
                  "l.instagram.com",
                  "meta",
                  "Meta",
                  "FB",
                  "IG",
                  "fb",
                  "ig",
                  "an",
                  "msg")));

  private static final List<KpiFilter> FROM_MAIL = List.of(new KpiFilter.Equals("medium", "email"));

  /** Campaign parameters of links against the campaigns of the ad account. */
  public static final CampaignJoin CAMPAIGNS =
      new CampaignJoin(
          new CampaignJoin.Side(ANALYTICS, "campaign_id", Optional.of("campaign")),
          new CampaignJoin.Side(ADS, "campaign_id", Optional.empty()));

  public static final List<BlendedKpi> ALL =
      List.of(
          quotient(
              "mer",
              "Marketing efficiency ratio",
              Unit.RATIO,
              "All revenue of the site for each unit of ad spend.",
              all(ANALYTICS, "total_revenue"),
              all(ADS, "spend")),
          quotient(
              "attributed_roas",
              "ROAS by site analytics",
              Unit.RATIO,
              "Revenue of sessions that came from Meta for each unit of ad spend; by campaign too.",
              part(ANALYTICS, "total_revenue", FROM_META),
              all(ADS, "spend")),
          quotient(
              "cac",
              "Customer acquisition cost",
              Unit.CURRENCY,
              "Ad spend for each first purchase.",
              all(ADS, "spend"),
              all(ANALYTICS, "first_time_purchasers")),
          quotient(
              "cost_per_session",
              "Cost per session",
              Unit.CURRENCY,
              "Ad spend for each session that came from Meta.",
              all(ADS, "spend"),
              part(ANALYTICS, "sessions", FROM_META)),
          quotient(
              "cost_per_key_event",
              "Cost per key event",
              Unit.CURRENCY,
              "Ad spend for each key event of sessions that came from Meta.",
              all(ADS, "spend"),
              part(ANALYTICS, "key_events", FROM_META)),
          quotient(
              "sessions_per_link_click",
              "Sessions per link click",
              Unit.PERCENT,
              "Sessions that came from Meta for each click on a link of its ads.",
              part(ANALYTICS, "sessions", FROM_META),
              all(ADS, "link_clicks")),
          quotient(
              "purchases_reported_twice",
              "Meta's purchases against the site's",
              Unit.RATIO,
              "Purchases that Meta claims for each purchase of sessions that came from it.",
              all(ADS, "purchases"),
              part(ANALYTICS, "purchases", FROM_META)),
          new BlendedKpi(
              "email_revenue_per_1000",
              1,
              "E-mail revenue per 1,000 delivered",
              Unit.CURRENCY,
              "Revenue of sessions that came from e-mail for each 1,000 messages delivered.",
              part(ANALYTICS, "total_revenue", FROM_MAIL),
              all(MAIL, "delivered"),
              BigDecimal.valueOf(1_000)));

  private static BlendedKpi quotient(
      String id,
      String label,
      Unit unit,
      String definition,
      BlendedKpi.Term over,
      BlendedKpi.Term under) {
    return new BlendedKpi(id, 1, label, unit, definition, over, under, BigDecimal.ONE);
  }

  private static BlendedKpi.Term all(String provider, String kpi) {
    return new BlendedKpi.Term(provider, kpi, List.of());
  }

  private static BlendedKpi.Term part(String provider, String kpi, List<KpiFilter> filters) {
    return new BlendedKpi.Term(provider, kpi, filters);
  }

  private BlendedKpis() {}
}
