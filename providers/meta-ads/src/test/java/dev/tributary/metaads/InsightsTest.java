package dev.tributary.metaads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Connection;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncRequest.Purpose;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers against what really happened, and answers of every kind. */
class InsightsTest extends SandboxedTest {
  private static final String ROW =
      "\"account_currency\":\"EUR\",\"spend\":\"%s\",\"date_start\":\"%s\",\"date_stop\":\"%s\"";

  private static String page(String... rows) {
    return "{\"data\":[" + String.join(",", rows) + "]}";
  }

  private static String row(String spend, String more) {
    String day = DAY.first().toString();
    return "{" + ROW.formatted(spend, day, day) + more + "}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"account", "campaigns", "ad_sets", "ads", "countries", "platforms"})
  void every_level_and_breakdown_adds_up_to_what_really_happened(String stream) throws Exception {
    Rows rows = rows(stream, WEEK);
    for (Map.Entry<String, String> measure :
        Map.of(
                "spend", "spend",
                "impressions", "impressions",
                "clicks", "clicks",
                "link_clicks", "link_clicks",
                "landing_page_views", "landing_page_views",
                "video_views", "video_views",
                "thruplays", "thruplays")
            .entrySet()) {
      assertThat(total(rows, stream, measure.getKey()))
          .as(measure.getKey())
          .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, measure.getValue()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"account", "campaigns", "ads"})
  void conversions_are_counted_once_for_each_window(String stream) throws Exception {
    Rows rows = rows(stream, WEEK);
    assertThat(total(rows, stream, "purchases"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, "purchases"))
        .isPositive();
    assertThat(total(rows, stream, "leads"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, "leads"));
    assertThat(total(rows, stream, "purchase_value"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, "purchase_value"));
    for (String window : Streams.WINDOWS) {
      assertThat(total(rows, stream, "purchases_" + window))
          .as(window)
          .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, "purchases." + window));
      assertThat(total(rows, stream, "purchase_value_" + window))
          .as(window)
          .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, "purchase_value." + window));
    }
  }

  @Test
  void roas_from_sums_is_the_one_that_meta_reports_like_for_like() throws Exception {
    Rows rows = rows("account", WEEK);
    BigDecimal value = total(rows, "account", "purchase_value");
    BigDecimal reported = total(rows, "account", "reported_value");
    assertThat(reported.subtract(value).abs())
        .isLessThanOrEqualTo(value.multiply(new BigDecimal("0.00001")));
  }

  @Test
  void another_purchase_type_has_no_quotient_of_its_own_to_be_compared_with() throws Exception {
    Connection pixel =
        account(
            MetaWorld.SHOP,
            BERLIN,
            "EUR",
            credentials,
            Map.of("purchaseAction", "offsite_conversion.fb_pixel_purchase"));
    Rows rows = rows(pixel, "account", WEEK);
    assertThat(total(rows, "account", "purchases"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, "pixel_purchases"));
    assertThat(total(rows, "account", "reported_value")).isZero();
  }

  @Test
  void custom_conversions_are_the_sum_of_the_chosen_types() throws Exception {
    Connection chosen =
        account(
            MetaWorld.SHOP,
            BERLIN,
            "EUR",
            credentials,
            Map.of("conversionActions", "landing_page_view, video_view"));
    Rows rows = rows(chosen, "account", WEEK);
    assertThat(total(rows, "account", "conversions"))
        .isEqualByComparingTo(
            truth(MetaWorld.SHOP, WEEK, "landing_page_views")
                .add(truth(MetaWorld.SHOP, WEEK, "video_views")));
  }

  @Test
  void yen_have_no_minor_units() throws Exception {
    Connection yen = account(MetaWorld.YEN, ZoneId.of("Asia/Tokyo"), "JPY");
    Rows rows = rows(yen, "campaigns", WEEK);
    assertThat(total(rows, "campaigns", "spend"))
        .isEqualByComparingTo(truth(MetaWorld.YEN, WEEK, "spend"))
        .isPositive();
    Batch batch = steps(yen, "account", DAY, Purpose.ROWS).getFirst();
    assertThat(batch.answer().currency()).contains("JPY");
  }

  @Test
  void days_are_the_accounts_own() throws Exception {
    Connection west = account(MetaWorld.US_STORE, ZoneId.of("America/Los_Angeles"), "USD");
    assertThat(total(rows(west, "account", DAY), "account", "impressions"))
        .isEqualByComparingTo(truth(MetaWorld.US_STORE, DAY, "impressions"));
    assertThat(logged(INSIGHTS, 1).getFirst().query()).doesNotContain("date_preset");
  }

  @Test
  void an_account_without_ads_is_empty_in_every_stream() throws Exception {
    Connection empty = account(MetaWorld.EMPTY, BERLIN, "EUR");
    for (var stream : adapter.describe().streams()) {
      DayRange days = stream.sliceDaysMax() < 7 ? DAY : WEEK;
      assertThat(rows(empty, stream.name(), days).size()).as(stream.name()).isZero();
    }
  }

  @Test
  void results_stand_with_their_type_and_spend_counts_once() throws Exception {
    Rows rows = rows("results", WEEK);
    assertThat(total(rows, "results", "spend"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, "spend"));
    assertThat(rows.text(1, 0)).startsWith("actions:");
    assertThat(total(rows, "results", "results")).isPositive();
  }

  @Test
  void several_results_of_a_campaign_share_its_spend_with_the_first() throws Exception {
    answer(
        INSIGHTS,
        200,
        page(
            row(
                "10.50",
                """
                ,"campaign_id":"7","results":[
                 {"indicator":"actions:lead","values":[{"value":"3","attribution_windows":["default"]},{"value":"9"}]},
                 {"indicator":"reach","values":[]}]
                """),
            row("2", ",\"campaign_id\":\"8\"")));
    Rows rows = rows("results", DAY);
    assertThat(rows.size()).isEqualTo(3);
    assertThat(rows.text(1, 0)).isEqualTo("actions:lead");
    assertThat(rows.number(1, 0)).isEqualTo(3_000_000);
    assertThat(rows.number(0, 0)).isEqualTo(10_500_000);
    assertThat(rows.number(0, 1)).isZero();
    assertThat(rows.text(1, 2)).isEmpty();
    assertThat(rows.number(0, 2)).isEqualTo(2_000_000);
  }

  @Test
  void totals_are_asked_of_the_account_at_once() throws Exception {
    for (String stream : List.of("ads", "countries", "results")) {
      Rows totals = joined(stream, steps(shop, stream, WEEK, Purpose.TOTALS));
      assertThat(totals.size()).isEqualTo(7);
      assertThat(total(totals, stream, "spend"))
          .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, "spend"));
    }
    assertThat(sandbox.requests().matching(NEW_RUN)).isEmpty();
  }

  @Test
  void pages_are_read_to_the_end_directly_and_from_a_run() throws Exception {
    adapter = adapter(5);
    DayRange twoDays = new DayRange(DAY.first(), DAY.first().plusDays(1));
    assertThat(total(rows("ads", twoDays), "ads", "spend"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, twoDays, "spend"));
    assertThat(sandbox.requests().matching(NEW_RUN)).isEmpty();
    assertThat(total(rows("ads", WEEK), "ads", "spend"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, "spend"));
    Rows results = joined("results", steps(shop, "results", WEEK, Purpose.TOTALS));
    assertThat(total(results, "results", "spend"))
        .isEqualByComparingTo(truth(MetaWorld.SHOP, WEEK, "spend"));
  }

  @Test
  void numbers_that_are_no_texts_are_understood_and_missing_lists_are_zero() throws Exception {
    answer(INSIGHTS, 200, page(row("1", ",\"impressions\":12,\"clicks\":null,\"campaign_id\":7")));
    Rows rows = rows("campaigns", DAY);
    assertThat(total(rows, "campaigns", "impressions")).isEqualByComparingTo("12");
    assertThat(total(rows, "campaigns", "clicks")).isZero();
    assertThat(total(rows, "campaigns", "purchases")).isZero();
    assertThat(rows.text(0, 0)).isEqualTo("7");
  }

  @Test
  void a_missing_breakdown_value_is_a_key_of_its_own() throws Exception {
    answer(INSIGHTS, 200, page(row("1", ""), row("2", ",\"country\":\"DE\"")));
    Rows rows = rows("countries", DAY);
    assertThat(rows.text(0, 0)).isEmpty();
    assertThat(rows.text(0, 1)).isEqualTo("DE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spend|many",
        "spend|99999999999999999999",
        "impressions|1.5",
        "impressions|-3",
      })
  void a_number_that_does_not_fit_keeps_its_day_from_being_replaced(String field, String value)
      throws Exception {
    sandbox
        .faults()
        .add(Fault.once("meta.bad-number", INSIGHTS).with("field", field).with("value", value));
    Batch batch = steps(shop, "account", WEEK, Purpose.ROWS).getFirst();
    assertThat(batch.rows().size()).isEqualTo(6);
    assertThat(batch.rejects())
        .singleElement()
        .satisfies(reject -> {
          assertThat(reject.day()).contains(WEEK.first());
          assertThat(reject.reason()).contains(field);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"actions\":{}",
        ",\"actions\":[{\"action_type\":\"omni_purchase\",\"value\":\"x\"}]",
        ",\"actions\":[{\"action_type\":\"omni_purchase\",\"value\":\"1.5\"}]",
        ",\"actions\":[{\"action_type\":\"omni_purchase\",\"value\":[]}]",
        ",\"purchase_roas\":[{\"action_type\":\"omni_purchase\",\"value\":\"1e30\"}]"
      })
  void a_list_that_cannot_be_read_keeps_its_day_from_being_replaced(String members)
      throws Exception {
    answer(INSIGHTS, 200, page(row("1", members)));
    assertThat(steps(shop, "account", DAY, Purpose.ROWS).getFirst().rejects()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"results\":7",
        ",\"results\":[{\"indicator\":\"a\",\"values\":[{\"value\":\"x\"}]}]"
      })
  void results_that_cannot_be_read_keep_their_day_from_being_replaced(String members)
      throws Exception {
    answer(INSIGHTS, 200, page(row("1", members)));
    assertThat(steps(shop, "results", DAY, Purpose.ROWS).getFirst().rejects()).hasSize(1);
  }

  @Test
  void a_row_without_spend_or_dates_is_none() throws Exception {
    sandbox.faults().add(Fault.once("meta.value-missing", INSIGHTS));
    assertThat(steps(shop, "account", DAY, Purpose.ROWS).getFirst().rejects()).hasSize(1);
    answer(INSIGHTS, 200, page("{\"spend\":\"1\",\"date_start\":\"soon\"}"));
    assertThat(steps(shop, "account", DAY, Purpose.ROWS).getFirst().rejects())
        .singleElement()
        .satisfies(reject -> assertThat(reject.day()).isEmpty());
  }

  @Test
  void days_that_nobody_asked_for_are_refused() {
    String other = TODAY.minusDays(40).toString();
    answer(INSIGHTS, 200, page("{" + ROW.formatted("1", other, other) + "}"));
    assertThat(failure("account", DAY)).isInstanceOf(Failure.Malformed.class);
    answer(
        INSIGHTS, 200, page("{" + ROW.formatted("1", DAY.first(), DAY.first().plusDays(1)) + "}"));
    assertThat(failure("account", DAY)).isInstanceOf(Failure.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"data\":{}}",
        "{\"data\":[7]}",
        "{\"rows\":[]}",
        "{\"data\":[],\"paging\":7}",
        "{\"data\":[],\"paging\":{\"next\":\"https://graph.facebook.com/x\"}}",
        "{\"data\":[{\"actions\":[7]}]}"
      })
  void an_answer_of_another_form_is_malformed(String body) {
    answer(INSIGHTS, 200, body);
    assertThat(failure("account", DAY)).isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void more_unreadable_rows_than_makes_sense_are_refused() {
    answer(INSIGHTS, 200, page(java.util.Collections.nCopies(1_001, "{}").toArray(String[]::new)));
    assertThat(failure("account", DAY)).isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void an_error_under_status_200_is_an_error() {
    answer(
        INSIGHTS, 200, "{\"error\":{\"code\":190,\"error_subcode\":460,\"message\":\"password\"}}");
    assertThat(failure("account", DAY)).isInstanceOf(Failure.GrantRejected.class);
  }

  @Test
  void another_currency_is_told_with_the_answer() throws Exception {
    sandbox.faults().add(Fault.once("meta.currency", INSIGHTS));
    assertThat(steps(shop, "account", DAY, Purpose.ROWS).getFirst().answer().currency())
        .contains("JPY");
  }

  @Test
  void usage_is_read_from_every_answer() throws Exception {
    sandbox.faults().add(Fault.once("meta.usage", INSIGHTS).with("percent", 95).with("minutes", 7));
    assertThat(steps(shop, "account", DAY, Purpose.ROWS).getFirst().quotas())
        .filteredOn(quota -> quota.bucket().equals("ads_insights"))
        .singleElement()
        .satisfies(quota -> {
          assertThat(quota.remaining()).isZero();
          assertThat(quota.resetsAt()).contains(NOW.plusSeconds(420));
        });
  }

  @Test
  void an_unknown_breakdown_gives_up_its_stream_alone() {
    sandbox.faults().add(Fault.once("meta.100", INSIGHTS));
    Failure failure = failure("countries", DAY);
    assertThat(failure).isInstanceOf(Failure.InvalidRequest.class);
    assertThat(failure.scope()).isEqualTo(Failure.Scope.STREAM);
  }

  @Test
  void a_cursor_of_nobody_is_our_own_mistake() {
    for (String cursor :
        List.of("x", "direct|a|b", "runs|1|2|3|x|y", "runs|1|0|7||ACCOUNT::1:false::0:0:true")) {
      assertThat(
              failure(() ->
                  adapter.sync(
                      request(
                          shop,
                          "ads",
                          WEEK,
                          java.util.Optional.of(new dev.tributary.spi.Cursor(cursor)),
                          Purpose.ROWS),
                      call())))
          .isInstanceOf(Failure.Defect.class);
    }
  }
}
