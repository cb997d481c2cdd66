package dev.tributary.metaads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncRequest.Purpose;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Campaigns, ad sets and ads themselves. */
class EntitiesTest extends SandboxedTest {
  private static final DayRange NOW_ONLY = DayRange.of(TODAY);

  private Map<String, String> first(String stream) throws Exception {
    return row(stream, rows(stream, NOW_ONLY), 0);
  }

  private Map<String, String> row(String stream, Rows rows, int row) {
    Map<String, String> found = new HashMap<>();
    var columns = adapter.describe().stream(stream).textColumns();
    for (int i = 0; i < columns.size(); i++) {
      found.put(columns.get(i).name(), rows.text(i, row));
    }
    return found;
  }

  @Test
  void campaigns_have_name_status_objective_budget_and_dates() throws Exception {
    Map<String, String> campaign = first("campaign_list");
    assertThat(campaign.get("campaign_id")).matches("\\d+");
    assertThat(campaign.get("name")).isNotBlank();
    assertThat(campaign.get("status")).isNotBlank();
    assertThat(campaign.get("objective")).startsWith("OUTCOME_");
    assertThat(campaign.get("daily_budget")).isEqualTo("20.00");
    assertThat(campaign.get("starts")).startsWith("20");
  }

  @Test
  void ad_sets_name_their_campaign_and_their_attribution() throws Exception {
    Map<String, String> adSet = first("ad_set_list");
    assertThat(adSet.get("campaign_id")).matches("\\d+");
    assertThat(adSet.get("attribution")).isIn("1d_click", "1d_view 7d_click");
    assertThat(adSet.get("optimization_goal")).isNotBlank();
  }

  @Test
  void ads_name_their_parents_and_the_tags_of_their_links() throws Exception {
    Map<String, String> ad = first("ad_list");
    assertThat(ad.get("ad_set_id")).matches("\\d+");
    assertThat(ad.get("url_tags")).contains("utm_source=facebook");
    assertThat(ad.get("creative_id")).matches("\\d+");
    assertThat(logged("GET /v26.0/act_", 1).getFirst().query())
        .contains("creative%7Bid%2Curl_tags%7D");
  }

  @Test
  void budgets_of_a_currency_without_minor_units_are_not_divided() throws Exception {
    var yen = account(MetaWorld.YEN, ZoneId.of("Asia/Tokyo"), "JPY");
    assertThat(row("campaign_list", rows(yen, "campaign_list", NOW_ONLY), 0).get("daily_budget"))
        .isEqualTo("2000");
  }

  @Test
  void lists_are_read_page_by_page_and_no_object_twice() throws Exception {
    var big = account(MetaWorld.BIG, BERLIN, "EUR");
    var steps = steps(big, "ad_list", NOW_ONLY, Purpose.ROWS);
    assertThat(steps).hasSizeGreaterThan(5);
    Rows ads = joined("ad_list", steps);
    Map<String, Integer> ids = new HashMap<>();
    for (int row = 0; row < ads.size(); row++) {
      ids.merge(ads.text(0, row), 1, Integer::sum);
    }
    assertThat(ids).hasSize(ads.size()).hasSizeGreaterThan(2_500);
  }

  @Test
  void archived_and_deleted_objects_are_left_out_as_meta_does() throws Exception {
    Rows rows = rows("campaign_list", NOW_ONLY);
    for (int row = 0; row < rows.size(); row++) {
      assertThat(row("campaign_list", rows, row).get("effective_status"))
          .isNotIn("ARCHIVED", "DELETED");
    }
  }

  @Test
  void a_page_that_is_too_large_is_halved_until_it_makes_no_sense() throws Exception {
    sandbox.faults().add(Fault.once("meta.reduce", "/ads"));
    int ads = rows("ad_list", NOW_ONLY).size();
    assertThat(ads).isPositive();
    assertThat(logged("/ads", 2).get(1).query()).contains("limit=250");
    sandbox.faults().add(Fault.always("meta.reduce", "/ads"));
    assertThat(failure("ad_list", NOW_ONLY)).isInstanceOf(Failure.TooLarge.class);
  }

  @Test
  void other_failures_stay_what_they_are() {
    sandbox.faults().add(Fault.once("meta.2", "/ads"));
    assertThat(failure("ad_list", NOW_ONLY)).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void lists_of_another_form_are_malformed() {
    answer("/ads", 200, "{\"data\":7}");
    assertThat(failure("ad_list", NOW_ONLY)).isInstanceOf(Failure.Malformed.class);
    answer("/ads", 200, "{\"data\":[{\"name\":\"nobody\"}]}");
    assertThat(failure("ad_list", NOW_ONLY)).isInstanceOf(Failure.Malformed.class);
    answer("/ads", 200, "[]");
    assertThat(failure("ad_list", NOW_ONLY)).isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void lists_within_an_object_are_written_in_one_order() throws Exception {
    answer(
        "/adsets",
        200,
        "{\"data\":[{\"id\":\"7\",\"attribution_spec\":[\"b\",\"a\"],\"name\":{\"x\":1}}]}");
    Map<String, String> adSet = first("ad_set_list");
    assertThat(adSet).containsEntry("attribution", "a b").containsEntry("name", "{\"x\":1}");
  }

  @Test
  void a_cursor_of_nobody_is_our_own_mistake() {
    for (String cursor : List.of("x", "a b")) {
      assertThat(
              failure(() ->
                  adapter.sync(
                      request(
                          shop, "ad_list", NOW_ONLY, Optional.of(new Cursor(cursor)), Purpose.ROWS),
                      call())))
          .isInstanceOf(Failure.Defect.class);
    }
  }
}
