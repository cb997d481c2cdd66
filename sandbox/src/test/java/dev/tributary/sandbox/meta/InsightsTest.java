package dev.tributary.sandbox.meta;

import static dev.tributary.sandbox.meta.Meta.DAY;
import static dev.tributary.sandbox.meta.Meta.SHOP;
import static dev.tributary.sandbox.meta.Meta.V;
import static dev.tributary.sandbox.meta.Meta.good;
import static dev.tributary.sandbox.meta.Meta.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class InsightsTest {
  private static final Meta META = Meta.start();
  private static final String ASK = SHOP + "/insights";

  @AfterAll
  static void stop() {
    META.close();
  }

  private static BigDecimal sum(List<JsonNode> rows, String field) {
    return rows.stream()
        .map(row -> new BigDecimal(row.path(field).asString("0")))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static String action(JsonNode row, String list, String type, String key) {
    for (JsonNode one : row.path(list)) {
      if (one.path("action_type").asString("").equals(type)) {
        return one.path(key).asString("");
      }
    }
    return "";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fields | spend,roas | roas is not valid for fields",
        "level | adgroup | level must be",
        "breakdowns | weather | unknown is weather",
        "breakdowns | dma | does not play the breakdown dma",
        "action_attribution_windows | [\"3d_click\"] | must not contain 3d_click",
        "action_breakdowns | action_color | must not contain action_color",
        "time_range | {\"since\":\"2026-11-02\"} | format YYYY-MM-DD",
        "time_range | {\"since\":\"2026-11-02\",\"until\":\"2026-11-01\"} | until is before since",
        "time_range | tomorrow | valid JSON",
        "date_preset | last_60d | date_preset must not be last_60d",
        "time_increment | 0 | time_increment must be",
        "time_increment | weekly | time_increment must be",
        "sort | luck_descending | does not sort by luck",
        "summary | clicks | Cannot include clicks in summary param",
        "filtering | [{\"field\":\"spend\",\"operator\":\"IN\",\"value\":1}] | GREATER_THAN",
        "filtering | [{\"field\":\"spend\",\"operator\":\"LESS_THAN\",\"value\":\"x\"}] | GREATER_THAN"
      })
  void what_is_wrong_in_a_question_is_named(String name, String value, String text) {
    Client.Answer answer = META.get(ASK, name, value);
    refused(answer, 100, 0);
    assertThat(answer.at("/error/message")).contains(text);
  }

  @Test
  void a_level_above_the_object_is_refused() {
    refused(META.get(V + "/120210000000000001/insights", "level", "account"), 100, 0);
  }

  @Test
  void days_before_the_last_37_months_are_refused() {
    String old = "{\"since\":\"2023-10-21\",\"until\":\"2023-10-30\"}";
    refused(META.get(ASK, "time_range", old), 3_018, 0);
    String edge = old.replace("10-21", "10-22");
    assertThat(META.all(ASK, "time_range", edge, "time_increment", "1")).hasSize(9);
  }

  @Test
  void unique_counts_with_breakdowns_end_after_thirteen_months() {
    String old = "{\"since\":\"2025-09-01\",\"until\":\"2025-09-01\"}";
    refused(
        META.get(ASK, "time_range", old, "breakdowns", "country", "fields", "unique_clicks"),
        100,
        0);
    JsonNode withheld =
        META.all(ASK, "time_range", old, "breakdowns", "country", "fields", "reach,impressions")
            .getFirst();
    assertThat(withheld.has("reach")).isFalse();
    assertThat(withheld.has("impressions")).isTrue();
    assertThat(META.all(ASK, "time_range", old, "fields", "reach").getFirst().has("reach"))
        .isTrue();
  }

  @Test
  void too_much_at_once_is_to_be_reduced_and_far_too_much_times_out() {
    String big = V + "/act_" + MetaWorld.BIG + "/insights";
    String week = "{\"since\":\"2026-11-01\",\"until\":\"2026-11-07\"}";
    Client.Answer reduce = META.get(big, "level", "ad", "time_range", week, "time_increment", "1");
    assertThat(reduce.status()).isEqualTo(500);
    refused(reduce, 1, 0);
    assertThat(reduce.at("/error/message")).startsWith("Please reduce the amount of data");
    refused(
        META.get(
            big, "level", "ad", "time_range", week, "time_increment", "1", "breakdowns", "age"),
        100,
        1_504_018);
    refused(META.get(big, "level", "ad", "time_range", DAY, "limit", "150000"), 1, 0);
    refused(
        META.get(
            ASK,
            "level",
            "ad",
            "date_preset",
            "maximum",
            "time_increment",
            "1",
            "sort",
            "spend_descending"),
        100,
        1_504_018);
    META.control(
        "/accounts/" + MetaWorld.SHOP, "{\"limits\":{\"syncRows\":1000000,\"asyncRows\":9}}");
    refused(
        META.get(
            ASK,
            "level",
            "ad",
            "date_preset",
            "maximum",
            "time_increment",
            "1",
            "sort",
            "spend_descending"),
        1,
        0);
    META.control("/accounts/act_" + MetaWorld.SHOP, "{\"limits\":{\"syncRows\":20000}}");
    assertThat(META.all(big, "level", "ad", "time_range", DAY, "fields", "ad_id", "limit", "2000"))
        .hasSize(5_000);
  }

  @Test
  void without_words_a_question_is_about_impressions_and_spend_of_the_last_thirty_days() {
    JsonNode row = good(META.get(ASK)).at("/data/0");
    assertThat(row.propertyNames())
        .containsExactly("impressions", "spend", "date_start", "date_stop");
    assertThat(row.get("date_start").asString()).isEqualTo("2026-10-23");
    assertThat(row.get("date_stop").asString()).isEqualTo("2026-11-21");
  }

  @Test
  void numbers_are_text_and_ratios_those_of_the_counts() {
    JsonNode row =
        META.all(
                ASK,
                "time_range",
                DAY,
                "fields",
                "account_id,account_name,account_currency,spend,impressions,clicks,reach,frequency,"
                    + "ctr,cpc,cpm,cpp,inline_link_clicks,inline_link_click_ctr,"
                    + "cost_per_inline_link_click,inline_post_engagement,objective,wish_bid,"
                    + "campaign_id,results")
            .getFirst();
    assertThat(row.get("account_currency").asString()).isEqualTo("EUR");
    assertThat(row.has("wish_bid")).as("known, but nothing here").isFalse();
    assertThat(row.has("campaign_id")).as("below the level").isFalse();
    for (String name : row.propertyNames()) {
      assertThat(row.get(name).isString()).as(name).isTrue();
    }
    double spend = Double.parseDouble(row.get("spend").asString());
    double impressions = row.get("impressions").asDouble();
    double clicks = row.get("clicks").asDouble();
    assertThat(row.get("spend").asString()).matches("\\d+\\.\\d\\d");
    assertThat(row.get("ctr").asDouble()).isCloseTo(clicks * 100 / impressions, within());
    assertThat(row.get("cpc").asDouble()).isCloseTo(spend / clicks, within());
    assertThat(row.get("cpm").asDouble()).isCloseTo(spend * 1_000 / impressions, within());
    assertThat(row.get("frequency").asDouble())
        .isCloseTo(impressions / row.get("reach").asDouble(), within());
  }

  private static Offset<Double> within() {
    return Offset.offset(0.000_001);
  }

  @Test
  void a_currency_without_minor_units_has_no_decimals() {
    JsonNode row =
        META.all(
                V + "/act_" + MetaWorld.YEN + "/insights",
                "time_range",
                DAY,
                "fields",
                "spend,cpc,action_values,cpm")
            .getFirst();
    assertThat(row.get("spend").asString()).matches("\\d+");
    assertThat(action(row, "action_values", "omni_purchase", "value")).matches("\\d+");
    assertThat(row.get("cpc").asString()).matches("\\d+\\.\\d{1,6}");
  }

  @Test
  void actions_are_lists_with_a_value_and_the_windows_that_were_asked_for() {
    JsonNode row =
        META.all(
                ASK,
                "time_range",
                DAY,
                "fields",
                "actions,action_values,purchase_roas,website_purchase_roas,spend,"
                    + "cost_per_action_type,outbound_clicks,video_play_actions,"
                    + "video_p25_watched_actions,video_p50_watched_actions,"
                    + "video_p75_watched_actions,video_p100_watched_actions,"
                    + "video_thruplay_watched_actions",
                "action_attribution_windows",
                "[\"1d_click\",\"7d_click\",\"28d_click\",\"1d_view\",\"1d_engaged_view\","
                    + "\"7d_view\",\"28d_view\",\"default\"]")
            .getFirst();
    int day = Integer.parseInt(action(row, "actions", "omni_purchase", "1d_click"));
    int week = Integer.parseInt(action(row, "actions", "omni_purchase", "7d_click"));
    int month = Integer.parseInt(action(row, "actions", "omni_purchase", "28d_click"));
    assertThat(day).isPositive().isLessThan(week);
    assertThat(week).isLessThan(month);
    assertThat(action(row, "actions", "omni_purchase", "1d_view")).isNotEmpty();
    assertThat(action(row, "actions", "omni_purchase", "7d_view")).as("removed").isEmpty();
    int pixel = Integer.parseInt(action(row, "actions", "purchase", "value"));
    int omni = Integer.parseInt(action(row, "actions", "omni_purchase", "value"));
    assertThat(pixel).as("the narrower type").isLessThan(omni);
    assertThat(action(row, "actions", "link_click", "1d_view")).isEmpty();
    double value = Double.parseDouble(action(row, "action_values", "omni_purchase", "value"));
    double roas = Double.parseDouble(action(row, "purchase_roas", "omni_purchase", "value"));
    assertThat(roas).isCloseTo(value / row.get("spend").asDouble(), within());
    assertThat(action(row, "purchase_roas", "omni_purchase", "7d_click")).isNotEmpty();
    assertThat(row.at("/website_purchase_roas/0/action_type").asString())
        .isEqualTo("offsite_conversion.fb_pixel_purchase");
    assertThat(row.at("/video_p100_watched_actions/0/action_type").asString())
        .isEqualTo("video_view");
    assertThat(action(row, "cost_per_action_type", "link_click", "value")).isNotEmpty();
  }

  @Test
  void splitting_actions_by_target_loses_the_purchases() {
    JsonNode row =
        META.all(
                ASK,
                "time_range",
                DAY,
                "fields",
                "actions,purchase_roas",
                "action_breakdowns",
                "action_type,action_target_id")
            .getFirst();
    assertThat(action(row, "actions", "link_click", "value")).isNotEmpty();
    assertThat(action(row, "actions", "omni_purchase", "value")).isEmpty();
    assertThat(row.has("purchase_roas")).isFalse();
    JsonNode only =
        META.all(
                ASK,
                "time_range",
                DAY,
                "fields",
                "actions",
                "filtering",
                "[{\"field\":\"action_type\",\"operator\":\"IN\",\"value\":[\"lead\"]}]")
            .getFirst();
    assertThat(only.get("actions").size()).isEqualTo(1);
  }

  @Test
  void days_months_and_other_lengths_make_rows() {
    String days = "{\"since\":\"2026-09-10\",\"until\":\"2026-11-05\"}";
    List<JsonNode> months = META.all(ASK, "time_range", days, "time_increment", "monthly");
    assertThat(months).hasSize(3);
    assertThat(months.get(0).get("date_start").asString()).isEqualTo("2026-09-10");
    assertThat(months.get(0).get("date_stop").asString()).isEqualTo("2026-09-30");
    assertThat(months.get(2).get("date_stop").asString()).isEqualTo("2026-11-05");
    List<JsonNode> weeks = META.all(ASK, "time_range", days, "time_increment", "7");
    assertThat(weeks).hasSize(9);
    List<JsonNode> single = META.all(ASK, "time_range", days, "time_increment", "1");
    assertThat(single).hasSize(57);
    JsonNode whole = META.all(ASK, "time_range", days).getFirst();
    for (String field : List.of("spend", "impressions")) {
      assertThat(sum(single, field)).isEqualByComparingTo(whole.get(field).asString());
      assertThat(sum(months, field)).isEqualByComparingTo(whole.get(field).asString());
      assertThat(sum(weeks, field)).isEqualByComparingTo(whole.get(field).asString());
    }
    assertThat(META.all(ASK, "time_ranges", "[" + DAY + "," + days + "]")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "today, 2026-11-22, 2026-11-22",
    "yesterday, 2026-11-21, 2026-11-21",
    "last_7d, 2026-11-15, 2026-11-21",
    "last_90d, 2026-08-24, 2026-11-21",
    "this_week_mon_today, 2026-11-16, 2026-11-22",
    "this_week_sun_today, 2026-11-22, 2026-11-22",
    "last_week_mon_sun, 2026-11-09, 2026-11-15",
    "last_week_sun_sat, 2026-11-15, 2026-11-21",
    "this_month, 2026-11-01, 2026-11-22",
    "last_month, 2026-10-01, 2026-10-31",
    "this_quarter, 2026-10-01, 2026-11-22",
    "last_quarter, 2026-07-01, 2026-09-30",
    "this_year, 2026-01-01, 2026-11-22",
    "last_year, 2025-01-01, 2025-12-31",
    "maximum, 2023-10-22, 2026-11-22"
  })
  void presets_are_days_in_the_accounts_zone(String preset, String since, String until) {
    JsonNode row = META.all(ASK, "date_preset", preset).getFirst();
    assertThat(row.get("date_start").asString()).isEqualTo(since);
    assertThat(row.get("date_stop").asString()).isEqualTo(until);
  }

  @Test
  void levels_add_up_where_nothing_is_put_away_and_reach_never_does() {
    String big = V + "/act_" + MetaWorld.BIG + "/insights";
    JsonNode account =
        META.all(big, "time_range", DAY, "fields", "spend,impressions,reach").getFirst();
    for (String level : List.of("campaign", "adset", "ad")) {
      List<JsonNode> rows =
          META.all(
              big,
              "level",
              level,
              "time_range",
              DAY,
              "limit",
              "1000",
              "fields",
              "spend,impressions,reach");
      assertThat(sum(rows, "spend")).isEqualByComparingTo(account.get("spend").asString());
      assertThat(sum(rows, "impressions"))
          .isEqualByComparingTo(account.get("impressions").asString());
      assertThat(sum(rows, "reach")).isGreaterThan(new BigDecimal(account.get("reach").asString()));
    }
  }

  @Test
  void what_is_archived_or_deleted_is_missing_below_the_account() {
    String days = "{\"since\":\"2026-03-01\",\"until\":\"2026-03-01\"}";
    BigDecimal whole = sum(META.all(ASK, "time_range", days), "spend");
    List<JsonNode> shown =
        META.all(ASK, "time_range", days, "level", "campaign", "fields", "campaign_name,spend");
    assertThat(sum(shown, "spend")).isLessThan(whole);
    List<JsonNode> archived =
        META.all(
            ASK,
            "time_range",
            days,
            "level",
            "campaign",
            "fields",
            "campaign_name,spend,campaign_id",
            "filtering",
            "[{\"field\":\"campaign.effective_status\",\"operator\":\"IN\","
                + "\"value\":[\"ARCHIVED\",\"DELETED\"]}]");
    assertThat(archived).isNotEmpty();
    BigDecimal deleted =
        sum(
            META.all(V + "/238501100000000005/insights", "time_range", days, "fields", "spend"),
            "spend");
    assertThat(deleted).isPositive();
    assertThat(sum(shown, "spend").add(sum(archived, "spend")).add(deleted))
        .isEqualByComparingTo(whole);
  }

  @Test
  void breakdowns_add_up_to_the_whole() {
    JsonNode whole =
        META.all(ASK, "time_range", DAY, "fields", "spend,impressions,clicks").getFirst();
    for (String breakdown :
        List.of("country", "publisher_platform", "age,gender", "impression_device")) {
      List<JsonNode> rows =
          META.all(
              ASK,
              "time_range",
              DAY,
              "fields",
              "spend,impressions,clicks",
              "breakdowns",
              breakdown);
      for (String field : List.of("spend", "impressions", "clicks")) {
        assertThat(sum(rows, field)).isEqualByComparingTo(whole.get(field).asString());
      }
      assertThat(rows.getFirst().has(breakdown.replaceAll(",.*", ""))).isTrue();
    }
  }

  @Test
  void objects_and_numbers_filter_rows() {
    List<JsonNode> one =
        META.all(
            ASK,
            "time_range",
            DAY,
            "level",
            "ad",
            "fields",
            "campaign_id,campaign_name,adset_id,adset_name,ad_id,ad_name,objective,"
                + "optimization_goal,buying_type,attribution_setting,spend,results,"
                + "cost_per_result",
            "filtering",
            "[{\"field\":\"campaign.id\",\"operator\":\"IN\",\"value\":[\"120210000000000001\"]}]");
    assertThat(one).isNotEmpty();
    assertThat(one).allMatch(row -> row.get("campaign_id").asString().equals("120210000000000001"));
    assertThat(one.getFirst().get("attribution_setting").asString()).isEqualTo("7d_click_1d_view");
    List<JsonNode> leads =
        META.all(
            ASK,
            "time_range",
            DAY,
            "level",
            "campaign",
            "fields",
            "campaign_name,results,cost_per_result,objective,spend",
            "filtering",
            "[{\"field\":\"campaign.name\",\"operator\":\"EQUAL\",\"value\":\"lead-form\"}]");
    assertThat(leads.getFirst().at("/results/0/indicator").asString())
        .isEqualTo("actions:onsite_conversion.lead_grouped");
    assertThat(leads.getFirst().at("/cost_per_result/0/values/0/value").asString()).isNotEmpty();
    List<JsonNode> dear =
        META.all(
            ASK,
            "time_range",
            DAY,
            "level",
            "ad",
            "filtering",
            "[{\"field\":\"spend\",\"operator\":\"GREATER_THAN\",\"value\":10},"
                + "{\"field\":\"impressions\",\"operator\":\"LESS_THAN\",\"value\":2000},"
                + "{\"field\":\"clicks\",\"operator\":\"GREATER_THAN\",\"value\":1},"
                + "{\"field\":\"inline_link_clicks\",\"operator\":\"GREATER_THAN\",\"value\":1}]");
    assertThat(dear).isNotEmpty();
    assertThat(dear)
        .allMatch(row -> row.get("spend").asDouble() > 10)
        .allMatch(row -> row.get("impressions").asInt() < 2_000);
  }

  @Test
  void rows_are_sorted_over_all_pages() {
    for (String field : List.of("spend", "impressions", "clicks", "inline_link_clicks")) {
      List<JsonNode> rows =
          META.all(
              ASK,
              "time_range",
              DAY,
              "level",
              "ad",
              "fields",
              field + ",ad_id",
              "sort",
              field + "_descending",
              "limit",
              "7");
      assertThat(rows)
          .extracting(row -> -row.get(field).asDouble())
          .isSorted()
          .hasSizeGreaterThan(7);
    }
    List<JsonNode> days =
        META.all(
            ASK,
            "date_preset",
            "last_7d",
            "time_increment",
            "1",
            "sort",
            "[\"date_start_ascending\"]");
    assertThat(days).extracting(row -> row.get("date_start").asString()).isSorted();
  }

  @Test
  void a_summary_is_the_whole_and_not_the_page() {
    JsonNode page =
        good(
            META.get(
                ASK,
                "time_range",
                DAY,
                "level",
                "ad",
                "fields",
                "spend,impressions",
                "limit",
                "1",
                "default_summary",
                "true"));
    assertThat(page.at("/summary/spend").asDouble())
        .isGreaterThan(page.at("/data/0/spend").asDouble());
    JsonNode some =
        good(META.get(ASK, "time_range", DAY, "fields", "spend,clicks", "summary", "[\"clicks\"]"));
    assertThat(some.get("summary").propertyNames())
        .containsExactly("clicks", "date_start", "date_stop");
  }

  @Test
  void a_disabled_account_still_tells_what_it_did() {
    String old = V + "/act_" + MetaWorld.DISABLED + "/insights";
    assertThat(META.all(old, "time_range", DAY)).isEmpty();
    assertThat(META.all(old, "time_range", "{\"since\":\"2026-09-01\",\"until\":\"2026-09-01\"}"))
        .hasSize(1);
  }

  @Test
  void parameters_may_stand_in_forms_multipart_and_json() {
    String token = META.description.systemUserToken();
    String proof = Meta.proof(token);
    String multipart =
        "--XX\r\nContent-Disposition: form-data; name=\"access_token\"\r\n\r\n"
            + token
            + "\r\n--XX\r\nContent-Disposition: form-data; name=\"appsecret_proof\"\r\n"
            + "Content-Length: 64\r\n\r\n"
            + proof
            + "\r\n--XX\r\nContent-Disposition: form-data; name=\"fields\"\r\n\r\n"
            + "[\"spend\",\"roas\"]\r\n--XX--\r\n";
    Client.Answer parts =
        META.client.send(
            META.client
                .request(ASK)
                .header("Content-Type", "multipart/form-data; boundary=XX")
                .POST(HttpRequest.BodyPublishers.ofString(multipart)));
    assertThat(parts.at("/error/message")).contains("roas is not valid");
    Client.Answer json =
        META.client.post(
            ASK + "?access_token=" + token + "&appsecret_proof=" + proof,
            "{\"fields\":[\"spend\",\"roas\"],\"level\":\"ad\",\"limit\":5}");
    assertThat(json.at("/error/message")).contains("roas is not valid");
    assertThat(META.client.post(ASK, "{").at("/error/message")).contains("not valid JSON");
    assertThat(META.post(ASK, "fields", "spend,roas").at("/error/message"))
        .contains("roas is not valid");
  }
}
