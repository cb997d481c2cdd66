package dev.tributary.sandbox.meta;

import static dev.tributary.sandbox.meta.Meta.SHOP;
import static dev.tributary.sandbox.meta.Meta.V;
import static dev.tributary.sandbox.meta.Meta.good;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.google.GoogleWorld;
import dev.tributary.sandbox.meta.world.Delivery;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MetaTruthTest {
  private static final Meta META = Meta.start();
  private static final LocalDate FROM = LocalDate.parse("2026-11-01");
  private static final LocalDate TO = LocalDate.parse("2026-11-20");
  private static final String DAYS = "{\"since\":\"2026-11-01\",\"until\":\"2026-11-20\"}";

  @BeforeEach
  void now() {
    META.sandbox.clock().freezeAt(Meta.NOW);
  }

  @AfterAll
  static void stop() {
    META.close();
  }

  private static Map<String, BigDecimal> truth(Instant asOf, String... metrics) {
    return META.sandbox.meta().truth(MetaWorld.SHOP, asOf).period(FROM, TO, List.of(metrics));
  }

  private static String purchases(JsonNode row, String list, String key) {
    for (JsonNode one : row.path(list)) {
      if (one.path("action_type").asString("").equals("omni_purchase")) {
        return one.path(key).asString("0");
      }
    }
    return "0";
  }

  @Test
  void questions_that_cannot_be_answered_are_explained() {
    for (String query :
        List.of(
            "account=1010000001&from=2026-11-01&to=2026-11-02",
            "account=1010000001&from=2026-11-01&metrics=spend",
            "account=1010000001&from=yesterday&to=2026-11-02&metrics=spend",
            "account=1010000001&from=2026-11-01&to=2026-11-02&metrics=nonsense",
            "account=1010000001&from=2026-11-01&to=2026-11-02&metrics=purchases.3d_click",
            "account=1010000001&from=2026-11-01&to=2026-11-02&metrics=spend&by=weather")) {
      Client.Answer answer = META.client.get("/control/truth?" + query);
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.at("/error")).isNotEmpty();
    }
    assertThat(
            META.client
                .get("/control/truth?account=9&from=2026-11-01&to=2026-11-02&metrics=spend")
                .status())
        .isEqualTo(404);
    assertThatThrownBy(() -> META.sandbox.meta().truth("9", Meta.NOW))
        .hasMessageContaining("no ad account 9");
  }

  @Test
  void insights_of_the_account_tell_the_truth() {
    JsonNode row =
        META.all(
                SHOP + "/insights",
                "time_range",
                DAYS,
                "fields",
                "spend,impressions,clicks,reach,frequency,ctr,cpc,cpm,inline_link_clicks,actions,"
                    + "action_values,purchase_roas",
                "action_attribution_windows",
                "1d_click,7d_click,28d_click,1d_view")
            .getFirst();
    Map<String, BigDecimal> truth =
        truth(
            Meta.NOW,
            "spend",
            "impressions",
            "clicks",
            "link_clicks",
            "reach",
            "frequency",
            "ctr",
            "cpc",
            "cpm",
            "purchases",
            "purchases.7d_click",
            "purchase_value",
            "purchase_value.28d_click",
            "roas",
            "roas.1d_view");
    for (String same : List.of("spend", "impressions", "clicks", "reach")) {
      assertThat(truth.get(same)).as(same).isEqualByComparingTo(row.get(same).asString());
    }
    assertThat(truth.get("link_clicks"))
        .isEqualByComparingTo(row.get("inline_link_clicks").asString());
    for (String ratio : List.of("frequency", "ctr", "cpc", "cpm")) {
      assertThat(truth.get(ratio).doubleValue())
          .isCloseTo(row.get(ratio).asDouble(), Offset.offset(1e-6));
    }
    assertThat(truth.get("purchases"))
        .isEqualByComparingTo(purchases(row, "actions", "value"))
        .isGreaterThan(BigDecimal.TEN);
    assertThat(truth.get("purchases.7d_click"))
        .isEqualByComparingTo(purchases(row, "actions", "7d_click"));
    assertThat(truth.get("purchase_value"))
        .isEqualByComparingTo(purchases(row, "action_values", "value"));
    assertThat(truth.get("purchase_value.28d_click"))
        .isEqualByComparingTo(purchases(row, "action_values", "28d_click"));
    assertThat(truth.get("roas").doubleValue())
        .isCloseTo(
            Double.parseDouble(purchases(row, "purchase_roas", "value")), Offset.offset(1e-6));
    assertThat(truth.get("roas.1d_view").doubleValue())
        .isCloseTo(
            Double.parseDouble(purchases(row, "purchase_roas", "1d_view")), Offset.offset(1e-6));
  }

  @Test
  void the_truth_is_told_by_day_and_by_object() {
    JsonNode truth =
        good(
            META.client.get(
                "/control/truth?account=act_1010000001&from=2026-11-01&to=2026-11-20"
                    + "&metrics=spend,reach,leads,carts,checkouts,landing_page_views,video_views,"
                    + "thruplays,pixel_purchases&by=day"));
    assertThat(truth.get("currency").asString()).isEqualTo("EUR");
    assertThat(truth.get("by").size()).isEqualTo(20);
    assertThat(truth.at("/sumOfDays/spend").decimalValue())
        .isEqualByComparingTo(truth.at("/period/spend").decimalValue());
    assertThat(truth.at("/sumOfDays/reach").decimalValue())
        .isGreaterThan(truth.at("/period/reach").decimalValue());
    for (JsonNode value : truth.get("period")) {
      assertThat(value.decimalValue()).isPositive();
    }
    var ofShop = META.sandbox.meta().truth("act_" + MetaWorld.SHOP, Meta.NOW);
    for (String level : List.of("campaign", "adset", "ad")) {
      List<JsonNode> rows =
          META.all(
              SHOP + "/insights",
              "level",
              level,
              "time_range",
              Meta.DAY,
              "fields",
              level + "_id,spend");
      LocalDate day = LocalDate.parse("2026-11-10");
      Map<String, Map<String, BigDecimal>> by = ofShop.by(level, day, day, List.of("spend"));
      for (JsonNode row : rows) {
        assertThat(by.getOrDefault(row.get(level + "_id").asString(), Map.of()).get("spend"))
            .isEqualByComparingTo(row.get("spend").asString());
      }
    }
  }

  @Test
  void a_day_is_restated_for_five_weeks_and_then_never_again() {
    LocalDate day = LocalDate.parse("2026-11-10");
    Instant over = Instant.parse("2026-11-11T00:00:00Z");
    List<String> metrics =
        List.of("spend", "purchases", "purchases.1d_click", "purchases.28d_click");
    BigDecimal atOnce = known(day, over, metrics, "purchases");
    BigDecimal aWeek = known(day, over.plus(Duration.ofDays(7)), metrics, "purchases");
    BigDecimal aMonth = known(day, over.plus(Duration.ofDays(31)), metrics, "purchases");
    assertThat(atOnce).isLessThan(aWeek);
    assertThat(aWeek).isLessThan(aMonth);
    String late = "purchases.28d_click";
    assertThat(known(day, over.plus(Duration.ofDays(28)), metrics, late))
        .isLessThan(known(day, over.plus(Duration.ofDays(35)), metrics, late));
    for (String metric : metrics) {
      assertThat(known(day, over.plus(Duration.ofDays(35)), metrics, metric))
          .isEqualByComparingTo(known(day, over.plus(Duration.ofDays(300)), metrics, metric));
    }
  }

  private static BigDecimal known(
      LocalDate day, Instant asOf, List<String> metrics, String metric) {
    return META.sandbox
        .meta()
        .truth(MetaWorld.BIG, asOf)
        .period(day, day, metrics)
        .getOrDefault(metric, BigDecimal.ZERO);
  }

  @Test
  void today_grows_and_tomorrow_is_empty() {
    List<JsonNode> today = META.all(SHOP + "/insights", "date_preset", "today");
    META.sandbox.clock().advance(Duration.ofMinutes(15));
    List<JsonNode> later = META.all(SHOP + "/insights", "date_preset", "today");
    assertThat(later.getFirst().get("impressions").asInt())
        .isGreaterThan(today.getFirst().get("impressions").asInt());
    assertThat(
            META.all(
                SHOP + "/insights",
                "time_range",
                "{\"since\":\"2026-11-23\",\"until\":\"2026-11-24\"}"))
        .isEmpty();
  }

  @Test
  void another_seed_is_another_world_and_the_same_seed_the_same() {
    try (Meta same = Meta.start();
        Meta other = new Meta(SandboxOptions.DEFAULT.withMachine(() -> Meta.NOW).withSeed(7))) {
      String[] question = {"time_range", DAYS, "level", "ad", "limit", "500"};
      List<JsonNode> here = META.all(SHOP + "/insights", question);
      assertThat(same.all(SHOP + "/insights", question)).isEqualTo(here);
      assertThat(other.all(SHOP + "/insights", question)).isNotEqualTo(here);
    }
  }

  @Test
  void a_day_can_be_restated_on_demand() {
    BigDecimal before = truth(Meta.NOW, "spend").get("spend");
    try (Meta own = Meta.start()) {
      own.control("/accounts/" + MetaWorld.SHOP, "{\"adjust\":{\"2026-11-10\":120}}");
      BigDecimal after =
          own.sandbox
              .meta()
              .truth(MetaWorld.SHOP, Meta.NOW)
              .period(FROM, TO, List.of("spend"))
              .getOrDefault("spend", BigDecimal.ZERO);
      assertThat(after).isGreaterThan(before);
    }
  }

  @Test
  void the_campaigns_with_spend_are_those_with_sessions() {
    Map<String, Map<String, BigDecimal>> spend =
        META.sandbox
            .meta()
            .truth(MetaWorld.SHOP, Meta.NOW)
            .by("campaign", FROM, TO, List.of("spend", "link_clicks"));
    Map<String, Map<String, BigDecimal>> sessions =
        META.sandbox
            .google()
            .truth(GoogleWorld.SHOP, Meta.NOW)
            .by("sessionManualCampaignId", FROM, TO, List.of("sessions"));
    List<String> both = sessions.keySet().stream().filter(id -> id.startsWith("1202")).toList();
    assertThat(both)
        .contains("120210000000000001", "120210000000000002", "1202300742")
        .allMatch(spend::containsKey);
    for (String id : List.of("120210000000000001", "120210000000000002")) {
      double clicks =
          spend
              .getOrDefault(id, Map.of())
              .getOrDefault("link_clicks", BigDecimal.ZERO)
              .doubleValue();
      double came =
          sessions
              .getOrDefault(id, Map.of())
              .getOrDefault("sessions", BigDecimal.ZERO)
              .doubleValue();
      assertThat(came / clicks).as("sessions per link click of " + id).isBetween(0.3, 1.3);
    }
    Map<String, Map<String, BigDecimal>> names =
        META.sandbox
            .meta()
            .truth(MetaWorld.YEN, Meta.NOW)
            .by("campaign_name", FROM, TO, List.of("spend"));
    assertThat(names).as("other accounts share the names only").containsKey("prospecting-eu");
  }

  @Test
  void people_reached_never_add_up_to_less() {
    long audience = 400_000;
    long parts = 0;
    for (int n = 1; n <= 50; n++) {
      parts += Delivery.reach(n * 37L, audience);
    }
    assertThat(Delivery.reach(37L * 50 * 51 / 2, audience)).isLessThanOrEqualTo(parts);
    assertThat(Delivery.reach(0, audience)).isZero();
    assertThat(Delivery.reach(1, audience)).isEqualTo(1);
    assertThat(Delivery.reach(100_000_000, audience)).isLessThanOrEqualTo(audience);
  }

  @Test
  void new_seasons_begin_as_time_goes_on() {
    META.sandbox.clock().freezeAt(Instant.parse("2027-01-20T11:00:00Z"));
    List<JsonNode> all =
        META.all(SHOP + "/campaigns", "fields", "name,effective_status", "limit", "100");
    assertThat(all.getLast().get("name").asString()).isEqualTo("season-744");
    assertThat(all)
        .anyMatch(row ->
            row.get("name").asString().equals("season-742")
                && row.get("effective_status").asString().equals("PAUSED"));
    assertThat(good(META.get(V + "/1202300744", "fields", "name")).get("name").asString())
        .isEqualTo("season-744");
  }
}
