package dev.tributary.e2e.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.facebook.ads.sdk.APIContext;
import com.facebook.ads.sdk.APIException;
import com.facebook.ads.sdk.APINodeList;
import com.facebook.ads.sdk.Ad;
import com.facebook.ads.sdk.AdAccount;
import com.facebook.ads.sdk.AdReportRun;
import com.facebook.ads.sdk.AdSet;
import com.facebook.ads.sdk.AdsActionStats;
import com.facebook.ads.sdk.AdsInsights;
import com.facebook.ads.sdk.Campaign;
import com.facebook.ads.sdk.User;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.MetaCampaigns;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Meta's own client for Java reads the sandbox's answers, errors included. */
@Tag("ci")
class MetaSdkTest {
  private static final List<String> FIELDS =
      List.of(
          "account_id",
          "account_currency",
          "campaign_id",
          "campaign_name",
          "adset_id",
          "ad_id",
          "ad_name",
          "objective",
          "attribution_setting",
          "spend",
          "impressions",
          "reach",
          "frequency",
          "clicks",
          "inline_link_clicks",
          "ctr",
          "cpc",
          "cpm",
          "actions",
          "action_values",
          "purchase_roas",
          "cost_per_action_type",
          "outbound_clicks",
          "results",
          "video_thruplay_watched_actions");

  private static MetaClients clients;

  @BeforeAll
  static void start() throws Exception {
    clients = new MetaClients();
  }

  @AfterEach
  void peace() {
    clients.sandbox.faults().clear();
  }

  @AfterAll
  static void stop() throws Exception {
    clients.close();
  }

  private static Map<String, String> days(int from, int to) {
    LocalDate today =
        LocalDate.ofInstant(clients.sandbox.clock().instant(), ZoneId.of("Europe/Berlin"));
    return Map.of(
        "since", today.minusDays(from).toString(), "until", today.minusDays(to).toString());
  }

  private static JsonObject error(APIException refused) {
    return refused.getRawResponseAsJsonObject().getAsJsonObject("error");
  }

  @ParameterizedTest
  @CsvSource({
    "meta.190.460, 190, 460",
    "meta.17.2446079, 17, 2446079",
    "meta.reduce, 1, 0",
    "meta.100.33, 100, 33",
    "meta.2635, 2635, 0"
  })
  void every_error_arrives_with_code_and_subcode(String fault, int code, int subcode) {
    clients.sandbox.faults().add(Fault.once(fault, "insights"));
    assertThatThrownBy(() -> clients.shop().getInsights().execute())
        .isInstanceOfSatisfying(
            APIException.class,
            refused -> {
              assertThat(error(refused).get("code").getAsInt()).isEqualTo(code);
              assertThat(
                      error(refused).has("error_subcode")
                          ? error(refused).get("error_subcode").getAsInt()
                          : 0)
                  .isEqualTo(subcode);
            });
  }

  @Test
  void a_wrong_secret_makes_a_proof_that_is_refused() {
    String base = clients.sandbox.base().toString();
    var wrong =
        new APIContext(
            base,
            base,
            "v24.0",
            clients.meta.systemUserToken(),
            "guess",
            clients.meta.appId(),
            false);
    assertThatThrownBy(() -> new AdAccount(MetaWorld.SHOP, wrong).get().execute())
        .isInstanceOfSatisfying(
            APIException.class,
            refused ->
                assertThat(error(refused).get("message").getAsString())
                    .contains("appsecret_proof"));
  }

  @Test
  void an_unknown_breakdown_is_refused() {
    assertThatThrownBy(() -> clients.shop().getInsights().setBreakdowns("[\"weather\"]").execute())
        .isInstanceOf(APIException.FailedRequestException.class)
        .hasMessageContaining("weather");
  }

  @Test
  void accounts_and_what_is_in_them_are_read_over_all_pages() throws Exception {
    APINodeList<AdAccount> accounts =
        new User("me", clients.vendor(clients.meta.systemUserToken()))
            .getAdAccounts()
            .requestFields(
                List.of("account_id", "name", "currency", "timezone_name", "account_status"))
            .setParam("limit", 3)
            .execute()
            .withAutoPaginationIterator(true);
    Set<String> ids = new HashSet<>();
    for (AdAccount account : accounts) {
      ids.add(account.getFieldAccountId());
      known(account.getRawResponseAsJsonObject(), AdAccount.class, Set.of());
    }
    assertThat(ids).hasSize(7).contains(MetaWorld.SHOP, MetaWorld.YEN);
    AdAccount yen =
        clients.account(MetaWorld.YEN).get().requestFields(List.of("currency", "name")).execute();
    assertThat(yen.getFieldCurrency()).isEqualTo("JPY");
    Campaign campaign =
        clients
            .shop()
            .getCampaigns()
            .requestAllFields()
            .setEffectiveStatus("[\"ACTIVE\"]")
            .execute()
            .getFirst();
    assertThat(campaign.getFieldName()).isEqualTo(MetaCampaigns.PROSPECTING.name());
    known(campaign.getRawResponseAsJsonObject(), Campaign.class, Set.of());
    AdSet set = campaign.getAdSets().requestAllFields().execute().getFirst();
    known(set.getRawResponseAsJsonObject(), AdSet.class, Set.of());
    Ad ad = set.getAds().requestAllFields().execute().getFirst();
    known(ad.getRawResponseAsJsonObject(), Ad.class, Set.of());
    assertThat(ad.getFieldCampaignId()).isEqualTo(campaign.getId());
  }

  @Test
  void insights_of_every_level_tell_the_truth_over_all_pages() throws Exception {
    BigDecimal spend = BigDecimal.ZERO;
    int rows = 0;
    APINodeList<AdsInsights> all =
        clients
            .account(MetaWorld.BIG)
            .getInsights()
            .setLevel(AdsInsights.EnumLevel.VALUE_AD)
            .setTimeRange(days(40, 40))
            .setTimeIncrement("1")
            .setActionAttributionWindows("[\"7d_click\",\"1d_view\"]")
            .setLimit(1_000L)
            .requestFields(FIELDS)
            .execute()
            .withAutoPaginationIterator(true);
    for (AdsInsights row : all) {
      spend = spend.add(new BigDecimal(row.getFieldSpend()));
      if (rows % 500 == 0) {
        known(row.getRawResponseAsJsonObject(), AdsInsights.class, Set.of());
        for (JsonElement action : row.getRawResponseAsJsonObject().getAsJsonArray("actions")) {
          known(action.getAsJsonObject(), AdsActionStats.class, Set.of());
        }
      }
      rows++;
    }
    assertThat(rows).isEqualTo(5_000);
    LocalDate day = LocalDate.parse(days(40, 40).get("since"));
    assertThat(spend)
        .isEqualByComparingTo(
            clients
                .sandbox
                .meta()
                .truth(MetaWorld.BIG, clients.sandbox.clock().instant())
                .period(day, day, List.of("spend"))
                .get("spend"));
  }

  @Test
  void breakdowns_stand_beside_the_published_fields() throws Exception {
    AdsInsights row =
        clients
            .shop()
            .getInsights()
            .setTimeRange(days(9, 9))
            .setBreakdowns("[\"country\",\"publisher_platform\"]")
            .requestFields(List.of("spend", "reach"))
            .execute()
            .getFirst();
    known(
        row.getRawResponseAsJsonObject(),
        AdsInsights.class,
        Set.of("country", "publisher_platform"));
  }

  @Test
  void a_report_run_is_started_looked_at_and_read() throws Exception {
    AdReportRun run =
        clients
            .shop()
            .getInsightsAsync()
            .setLevel(AdsInsights.EnumLevel.VALUE_CAMPAIGN)
            .setTimeRange(days(16, 10))
            .setTimeIncrement("1")
            .requestFields(List.of("campaign_id", "spend"))
            .execute();
    String id = run.getRawResponseAsJsonObject().get("report_run_id").getAsString();
    AdReportRun look = AdReportRun.fetchById(id, clients.vendor(clients.meta.systemUserToken()));
    assertThat(look.getFieldAsyncStatus()).startsWith("Job ");
    look = AdReportRun.fetchById(id, clients.vendor(clients.meta.systemUserToken()));
    assertThat(look.getFieldAsyncStatus()).isEqualTo("Job Completed");
    assertThat(look.getFieldAsyncPercentCompletion()).isEqualTo(100);
    known(look.getRawResponseAsJsonObject(), AdReportRun.class, Set.of());
    Set<String> dates = new HashSet<>();
    for (AdsInsights row :
        look.getInsights().setParam("limit", 10).execute().withAutoPaginationIterator(true)) {
      dates.add(row.getFieldDateStart());
    }
    assertThat(dates).hasSize(7);
  }

  /** Every name in an answer is one that the vendor's class knows. */
  private static void known(JsonObject answer, Class<?> type, Set<String> more) {
    Set<String> names =
        Arrays.stream(type.getDeclaredFields())
            .map(field -> field.getAnnotation(SerializedName.class))
            .filter(name -> name != null)
            .map(SerializedName::value)
            .collect(Collectors.toSet());
    names.addAll(more);
    assertThat(names).containsAll(answer.keySet());
  }
}
