package dev.tributary.sandbox.meta;

import static dev.tributary.sandbox.meta.Meta.DAY;
import static dev.tributary.sandbox.meta.Meta.SHOP;
import static dev.tributary.sandbox.meta.Meta.good;
import static dev.tributary.sandbox.meta.Meta.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.Fault;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MetaFaultsTest {
  private static final Meta META = Meta.start();
  private static final String ASK = SHOP + "/insights";

  @BeforeEach
  void peace() {
    META.sandbox.faults().clear();
  }

  @AfterAll
  static void stop() {
    META.close();
  }

  private static Client.Answer spoilt(Fault fault, String... params) {
    META.sandbox.faults().add(fault);
    return META.get(ASK, params);
  }

  private static JsonNode rows(Fault fault) {
    return good(spoilt(
            fault,
            "time_range",
            "{\"since\":\"2026-11-01\",\"until\":\"2026-11-05\"}",
            "time_increment",
            "1",
            "fields",
            "account_id,account_currency,spend,reach,frequency,actions,action_values,"
                + "purchase_roas"))
        .get("data");
  }

  @ParameterizedTest
  @CsvSource({
    "meta.102, 400, 102, 0",
    "meta.190, 400, 190, 0",
    "meta.190.458, 400, 190, 458",
    "meta.190.460, 400, 190, 460",
    "meta.10, 403, 10, 0",
    "meta.200, 403, 200, 0",
    "meta.100.3191001, 403, 100, 3191001",
    "meta.100.permissions, 403, 100, 0",
    "meta.4, 403, 4, 0",
    "meta.4.1504022, 403, 4, 1504022",
    "meta.17.2446079, 400, 17, 2446079",
    "meta.613, 400, 613, 0",
    "meta.80004.2446079, 400, 80004, 2446079",
    "meta.100.1487534, 400, 100, 1487534",
    "meta.2.1504038, 500, 2, 1504038",
    "meta.2.1504041, 400, 2, 1504041",
    "meta.-2.2490547, 500, -2, 2490547",
    "meta.1.99, 500, 1, 99",
    "meta.100.33, 400, 100, 33",
    "meta.2635, 400, 2635, 0",
    "meta.reduce, 500, 1, 0",
    "meta.reduce.100, 500, 100, 0",
    "meta.summary, 400, 100, 0",
    "meta.503, 503, 2, 0"
  })
  void every_refusal_has_its_code_subcode_and_status(
      String kind, int status, int code, int subcode) {
    Client.Answer answer = spoilt(Fault.once(kind, "insights"));
    assertThat(answer.status()).isEqualTo(status);
    refused(answer, code, subcode);
    assertThat(answer.at("/error/error_user_msg")).isNotEmpty();
    good(META.get(ASK));
  }

  @Test
  void the_status_can_be_another_because_only_the_body_counts() {
    Client.Answer answer = spoilt(Fault.once("meta.190.463", "").with("status", 200));
    assertThat(answer.status()).isEqualTo(200);
    refused(answer, 190, 463);
  }

  @Test
  void a_page_may_be_short_or_always_the_first() {
    assertThat(rows(Fault.once("meta.short-page", "insights").with("rows", 2)).size()).isEqualTo(3);
    assertThat(rows(Fault.once("meta.short-page", "insights").with("rows", 9)).size()).isZero();
    String next =
        META.get(ASK, "time_range", DAY, "level", "ad", "limit", "3").at("/paging/cursors/after");
    Client.Answer first = META.get(ASK, "time_range", DAY, "level", "ad", "limit", "3");
    Client.Answer same =
        spoilt(
            Fault.once("meta.same-page", "insights"),
            "time_range",
            DAY,
            "level",
            "ad",
            "limit",
            "3",
            "after",
            next);
    assertThat(same.json().get("data")).isEqualTo(first.json().get("data"));
  }

  @Test
  void a_day_may_be_missing() {
    JsonNode first = rows(Fault.once("meta.missing-day", "insights"));
    assertThat(first.size()).isEqualTo(4);
    assertThat(first.at("/0/date_start").asString()).isEqualTo("2026-11-02");
    assertThat(rows(Fault.once("meta.missing-day", "insights").with("day", "2026-11-04")))
        .noneMatch(row -> row.get("date_start").asString().equals("2026-11-04"))
        .hasSize(4);
  }

  @Test
  void purchases_reach_and_spend_may_be_missing() {
    JsonNode bought = rows(Fault.once("meta.no-purchases", "insights"));
    assertThat(bought.toString()).contains("link_click").doesNotContain("purchase\"");
    assertThat(rows(Fault.once("meta.no-reach", "insights")).get(0).has("reach")).isFalse();
    assertThat(rows(Fault.once("meta.value-missing", "insights")).get(0).has("spend")).isFalse();
  }

  @Test
  void a_row_may_be_no_number_or_belong_to_someone_else() {
    assertThat(
            rows(Fault.once("meta.bad-number", "insights").with("value", "lots"))
                .at("/0/spend")
                .asString())
        .isEqualTo("lots");
    assertThat(rows(Fault.once("meta.other-account", "insights")).at("/0/account_id").asString())
        .isEqualTo("999");
    assertThat(rows(Fault.once("meta.currency", "insights")).at("/0/account_currency").asString())
        .isEqualTo("JPY");
  }

  @Test
  void headers_may_tell_of_more_use_and_of_the_end_of_the_version() {
    Client.Answer used =
        spoilt(Fault.once("meta.usage", "insights").with("percent", 91).with("minutes", 12));
    good(used);
    assertThat(used.headers().firstValue("x-business-use-case-usage").orElseThrow())
        .contains("\"call_count\":91", "\"estimated_time_to_regain_access\":12");
    assertThat(used.headers().firstValue("x-fb-ads-insights-throttle").orElseThrow())
        .contains("\"acc_id_util_pct\":91");
    assertThat(
            spoilt(Fault.once("meta.version-warning", "insights"))
                .headers()
                .firstValue("x-ad-api-version-warning"))
        .isPresent();
  }

  @Test
  void what_has_no_rows_is_left_alone() {
    for (String kind : List.of("meta.short-page", "meta.bad-number")) {
      META.sandbox.faults().add(Fault.once(kind, ""));
      good(META.get(Meta.V + "/me"));
      META.sandbox.faults().add(Fault.once(kind, ""));
      refused(META.get(ASK, "level", "x"), 100, 0);
      META.sandbox.faults().add(Fault.once(kind, ""));
      assertThat(
              META.client
                  .get(Meta.V + "/dialog/oauth?client_id=777000777000777&redirect_uri=https://x/")
                  .status())
          .isEqualTo(302);
    }
    META.control("/consent", "{\"mode\":\"page\"}");
    META.sandbox.faults().add(Fault.once("meta.short-page", ""));
    assertThat(
            META.client
                .get(Meta.V + "/dialog/oauth?client_id=777000777000777&redirect_uri=https://x/")
                .body())
        .contains("Sandbox login");
  }

  @Test
  void there_is_a_fault_for_every_row_of_the_error_table() {
    Set<String> kinds =
        META.sandbox.faults().kinds().stream()
            .filter(kind -> kind.startsWith("meta."))
            .collect(Collectors.toSet());
    assertThat(kinds)
        .hasSizeGreaterThan(55)
        .contains("meta.190.459", "meta.32", "meta.80000.2446079", "meta.4.1504039")
        .contains("meta.2.1504042", "meta.2.1504043", "meta.2.1504044", "meta.960", "meta.1")
        .contains("meta.run.failed", "meta.run.skipped", "meta.run.stuck", "meta.run.too-large");
  }
}
