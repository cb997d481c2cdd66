package dev.tributary.sandbox.meta;

import static dev.tributary.sandbox.meta.Meta.SHOP;
import static dev.tributary.sandbox.meta.Meta.V;
import static dev.tributary.sandbox.meta.Meta.good;
import static dev.tributary.sandbox.meta.Meta.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.MetaCampaigns;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EntitiesTest {
  private static final Meta META = Meta.start();

  @AfterAll
  static void stop() {
    META.close();
  }

  private static List<String> texts(List<JsonNode> rows, String field) {
    return rows.stream().map(row -> row.path(field).asString("")).toList();
  }

  @Test
  void what_does_not_exist_or_may_not_be_seen_is_refused() {
    refused(META.get(V + "/act_9"), 100, 33);
    refused(META.get(V + "/120210000000000009"), 100, 33);
    refused(META.get(V + "/238599300000000001"), 100, 33);
    refused(META.get(V + "/act_" + MetaWorld.FORBIDDEN), 200, 0);
    refused(META.get(V + "/act_" + MetaWorld.FORBIDDEN + "/insights"), 200, 0);
    refused(META.get(SHOP + "/pixels"), 2_500, 0);
    refused(META.get(V + "/me/pages"), 2_500, 0);
    refused(META.get(V + "/120210000000000001/campaigns"), 100, 33);
    refused(META.post(SHOP + "/campaigns", "name", "x"), 100, 33);
    refused(META.post(SHOP, "name", "x"), 100, 33);
    refused(
        META.client.delete(
            SHOP + "/insights" + Meta.query(META.signed(META.description.systemUserToken()))),
        100,
        33);
    refused(META.get("/v27.0/me"), 2_500, 0);
    assertThat(META.client.get("/nothing/of/metas").status()).isEqualTo(404);
  }

  @Test
  void unknown_fields_and_parameters_are_named() {
    for (String[] wrong :
        new String[][] {
          {V + "/me/adaccounts", "fields", "nonsense", "(nonsense) on node type (AdAccount)"},
          {SHOP + "/campaigns", "fields", "spend", "(spend) on node type (Campaign)"},
          {SHOP + "/adsets", "fields", "x", "(x) on node type (AdSet)"},
          {SHOP + "/ads", "fields", "x{id}", "(x) on node type (Ad)"},
          {SHOP + "/ads", "limit", "0", "limit"},
          {SHOP + "/ads", "limit", "many", "limit"},
          {SHOP + "/ads", "after", "xx", "cursors"},
          {SHOP + "/ads", "updated_since", "today", "updated_since"},
          {SHOP + "/ads", "effective_status", "[\"COMPLETED\"]", "effective_status"},
          {SHOP + "/ads", "filtering", "[{", "filtering"},
          {SHOP + "/ads", "filtering", "[{\"field\":\"id\",\"operator\":\"LIKE\"}]", "LIKE"},
          {
            SHOP + "/ads",
            "filtering",
            "[{\"field\":\"color\",\"operator\":\"IN\",\"value\":[]}]",
            "color"
          }
        }) {
      Client.Answer answer = META.get(wrong[0], wrong[1], wrong[2]);
      refused(answer, 100, 0);
      assertThat(answer.at("/error/message")).contains(wrong[3]);
    }
  }

  @Test
  void the_accounts_come_in_pages_with_currency_zone_and_state() {
    List<JsonNode> all =
        META.all(
            V + "/me/adaccounts",
            "fields",
            "account_id,name,currency,timezone_name,account_status,disable_reason,"
                + "business{id,name},amount_spent,created_time,tax_id",
            "limit",
            "3");
    assertThat(texts(all, "account_id"))
        .containsExactly(
            MetaWorld.SHOP,
            MetaWorld.US_STORE,
            MetaWorld.BIG,
            MetaWorld.GIANT,
            MetaWorld.EMPTY,
            MetaWorld.DISABLED,
            MetaWorld.YEN);
    assertThat(all.getFirst().get("id").asString()).isEqualTo("act_" + MetaWorld.SHOP);
    assertThat(all.getFirst().has("tax_id")).isFalse();
    assertThat(all.getFirst().at("/business/name").asString()).isEqualTo("Nordlicht Handel");
    assertThat(all.get(5).get("account_status").asInt()).isEqualTo(2);
    assertThat(all.getLast().get("currency").asString()).isEqualTo("JPY");
    JsonNode page = good(META.get(V + "/me/adaccounts", "summary", "total_count"));
    assertThat(page.at("/summary/total_count").asInt()).isEqualTo(7);
    assertThat(page.at("/paging/next").isMissingNode()).isTrue();
    assertThat(page.at("/paging/cursors/after").asString()).isNotEmpty();
  }

  @Test
  void the_business_is_left_out_without_its_permission() {
    JsonNode account =
        good(META.as(META.description.accessToken(), SHOP + "/", "fields", "name,business"));
    assertThat(account.get("name").asString()).isEqualTo("Nordlicht Shop");
    assertThat(account.has("business")).isFalse();
  }

  @Test
  void the_next_page_carries_the_token_only_when_it_came_as_a_parameter_and_never_the_proof() {
    String token = META.description.systemUserToken();
    String next = META.get(SHOP + "/ads", "limit", "2").at("/paging/next");
    assertThat(next).contains("access_token=" + token).doesNotContain("appsecret_proof");
    String header =
        META.client
            .get(
                SHOP + "/ads?limit=2&appsecret_proof=" + Meta.proof(token),
                "Authorization",
                "Bearer " + token)
            .at("/paging/next");
    assertThat(header).contains("after=").doesNotContain(token);
  }

  @Test
  void campaigns_are_those_that_analytics_sees_and_some_that_it_does_not() {
    List<JsonNode> all =
        META.all(
            SHOP + "/campaigns",
            "fields",
            "name,objective,status,effective_status,daily_budget,start_time,stop_time,"
                + "buying_type,special_ad_categories,bid_strategy,budget_remaining,account_id");
    assertThat(texts(all, "id"))
        .contains(MetaCampaigns.PROSPECTING.id(), MetaCampaigns.RETARGETING.id());
    assertThat(texts(all, "name"))
        .contains("prospecting-eu", "brand-reels", "season-742", "clearance")
        .doesNotContain("spring-sale", "test-campaign", "season-730");
    JsonNode season = all.getLast();
    assertThat(season.get("id").asString()).isEqualTo("1202300742");
    assertThat(season.get("start_time").asString()).isEqualTo("2026-11-19T00:00:00+0100");
    assertThat(season.get("stop_time").asString()).isEqualTo("2026-12-06T00:00:00+0100");
  }

  @Test
  void archived_objects_come_when_asked_for_and_deleted_ones_only_by_id() {
    List<JsonNode> archived =
        META.all(
            SHOP + "/campaigns",
            "fields",
            "name,effective_status",
            "effective_status",
            "[\"ARCHIVED\",\"DELETED\"]",
            "limit",
            "7");
    assertThat(texts(archived, "name"))
        .contains("spring-sale", "season-730")
        .doesNotContain("test-campaign");
    JsonNode deleted =
        good(META.get(V + "/238501100000000005", "fields", "name,effective_status,status"));
    assertThat(deleted.get("name").asString()).isEqualTo("test-campaign");
    assertThat(deleted.get("effective_status").asString()).isEqualTo("DELETED");
    List<JsonNode> filtered =
        META.all(
            SHOP + "/ads",
            "fields",
            "effective_status,campaign{name}",
            "filtering",
            "[{\"field\":\"campaign.name\",\"operator\":\"CONTAIN\",\"value\":\"retarg\"},"
                + "{\"field\":\"effective_status\",\"operator\":\"NOT_IN\",\"value\":[\"PAUSED\"]}]");
    assertThat(filtered).isNotEmpty();
    assertThat(filtered)
        .allMatch(row -> row.at("/campaign/name").asString("").equals("retargeting"))
        .noneMatch(row -> row.get("effective_status").asString().equals("PAUSED"));
  }

  @Test
  void ad_sets_and_ads_know_what_they_are_in() {
    JsonNode set =
        META.all(
                V + "/120210000000000002/adsets",
                "fields",
                "name,campaign_id,optimization_goal,billing_event,attribution_spec,daily_budget,"
                    + "end_time,destination_type")
            .getFirst();
    assertThat(set.get("campaign_id").asString()).isEqualTo("120210000000000002");
    assertThat(set.get("daily_budget").asString()).isEqualTo("3000");
    assertThat(set.has("end_time")).isFalse();
    assertThat(set.at("/attribution_spec/0/window_days").asInt()).isEqualTo(7);
    JsonNode ad =
        META.all(
                V + "/" + set.get("id").asString() + "/ads",
                "fields",
                "name,adset{name},adset_id,configured_status,conversion_domain,updated_time,"
                    + "created_time,creative{name,url_tags}")
            .getFirst();
    assertThat(ad.at("/adset/name").asString()).isEqualTo("retargeting set 1");
    assertThat(ad.at("/creative/url_tags").asString()).contains("utm_id={{campaign.id}}");
    assertThat(ad.at("/creative/name").asString()).endsWith("creative");
    JsonNode same =
        good(META.get(V + "/" + ad.get("id").asString(), "fields", "campaign,creative"));
    assertThat(same.get("campaign").toString()).isEqualTo("{\"id\":\"120210000000000002\"}");
    JsonNode fifth =
        META.all(SHOP + "/adsets", "fields", "attribution_spec,name", "limit", "5").get(4);
    assertThat(fifth.get("attribution_spec").size()).isEqualTo(1);
  }

  @Test
  void what_changed_since_a_time_can_be_asked_for() {
    assertThat(META.all(SHOP + "/ads", "updated_since", "1795000000", "fields", "id").size())
        .isLessThan(META.all(SHOP + "/ads", "fields", "id").size())
        .isPositive();
  }

  @Test
  void an_account_without_ads_has_empty_lists() {
    JsonNode page = good(META.get(V + "/act_" + MetaWorld.EMPTY + "/ads"));
    assertThat(page.toString()).isEqualTo("{\"data\":[]}");
    JsonNode rows = good(META.get(V + "/act_" + MetaWorld.EMPTY + "/insights"));
    assertThat(rows.toString()).isEqualTo("{\"data\":[]}");
  }

  @Test
  void a_hundred_thousand_ads_are_counted_at_once() {
    JsonNode page =
        good(
            META.get(
                V + "/act_" + MetaWorld.GIANT + "/ads",
                "summary",
                "[\"total_count\"]",
                "limit",
                "1"));
    assertThat(page.at("/summary/total_count").asInt()).isEqualTo(100_000);
  }

  @Test
  void an_old_version_is_warned_of_and_then_refused() {
    Client.Answer warned = META.get("/v24.0/me");
    assertThat(warned.headers().firstValue("x-ad-api-version-warning")).isPresent();
    assertThat(META.get("/v25.0/me").headers().firstValue("x-ad-api-version-warning")).isEmpty();
    assertThat(META.get("/me").status()).isEqualTo(200);
    refused(META.get("/v23.0/me"), 2_635, 0);
  }

  @Test
  void a_batch_is_answered_call_by_call() {
    JsonNode answers =
        good(
            META.post(
                "/",
                "batch",
                "[{\"method\":\"GET\",\"relative_url\":\"v26.0/act_1010000001/?fields=name\"},"
                    + "{\"method\":\"GET\",\"relative_url\":\"v26.0/act_9\"},"
                    + "{\"method\":\"GET\",\"relative_url\":\"nothing\"}]"));
    assertThat(answers.at("/0/code").asInt()).isEqualTo(200);
    assertThat(answers.at("/0/body").asString()).contains("Nordlicht Shop");
    assertThat(answers.at("/1/code").asInt()).isEqualTo(400);
    assertThat(answers.at("/2/code").asInt()).isEqualTo(400);
    assertThat(good(META.post("/v26.0/", "batch", "[]")).size()).isZero();
    refused(META.post("/"), 100, 0);
    refused(META.post("/", "batch", "{}"), 100, 0);
  }
}
