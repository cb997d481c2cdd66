package dev.tributary.sandbox.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.google.oauth.OAuthClient;
import dev.tributary.sandbox.google.oauth.OAuthServer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTest {
  private Google google;

  @BeforeEach
  void start() {
    google = Google.start();
  }

  @AfterEach
  void stop() {
    google.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"423002", "999999"})
  void a_property_that_one_may_not_see_is_forbidden(String id) {
    for (String path : List.of("", "/keyEvents", "/metadata")) {
      Client.Answer answer = google.get("/v1beta/properties/" + id + path);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.at("/error/status")).isEqualTo("PERMISSION_DENIED");
    }
    assertThat(google.report(id, "{}").at("/error/message"))
        .startsWith("User does not have sufficient permissions for this property.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1beta/properties", "/v1beta/properties?filter=firebase_project:1"})
  void a_list_of_properties_needs_its_filter(String path) {
    assertThat(google.get(path).at("/error/status")).isEqualTo("INVALID_ARGUMENT");
  }

  @Test
  void a_page_token_that_is_none_is_refused() {
    assertThat(google.get("/v1beta/accountSummaries?pageToken=next").status()).isEqualTo(400);
  }

  @Test
  void addresses_that_google_does_not_have_are_not_found() {
    assertThat(google.get("/v1beta/properties/412001/nothing").status()).isEqualTo(404);
    assertThat(google.get("/v2/properties").status()).isEqualTo(404);
    assertThat(google.post("/v1beta/properties/412001/metadata", "{}").status()).isEqualTo(404);
    assertThat(google.post("/v1beta/properties/412001:runPivotReport", "{}").status())
        .isEqualTo(501);
  }

  @Test
  void summaries_label_roll_ups_and_sub_properties() {
    Client.Answer answer = google.get("/v1beta/accountSummaries");
    assertThat(answer.at("/accountSummaries/0/account")).isEqualTo("accounts/1001");
    assertThat(answer.at("/accountSummaries/0/propertySummaries/2/propertyType"))
        .isEqualTo("PROPERTY_TYPE_ROLLUP");
    assertThat(answer.at("/accountSummaries/0/propertySummaries/3/parent"))
        .isEqualTo("properties/412001");
    assertThat(answer.json().at("/accountSummaries/2").has("propertySummaries")).isFalse();
    assertThat(answer.body()).doesNotContain("423002").doesNotContain("nextPageToken");
  }

  @Test
  void summaries_come_in_pages() {
    Client.Answer first =
        google.get("/v1beta/accountSummaries?$alt=json;enum-encoding%3Dint&pageSize=3&pageToken");
    assertThat(first.json().get("accountSummaries").size()).isEqualTo(3);
    assertThat(first.json().at("/accountSummaries/0/propertySummaries/0/propertyType").asInt())
        .isEqualTo(1);
    Client.Answer second =
        google.get("/v1beta/accountSummaries?pageSize=3&pageToken=" + first.at("/nextPageToken"));
    assertThat(second.json().get("accountSummaries").size()).isEqualTo(1);
    assertThat(second.json().has("nextPageToken")).isFalse();
    assertThat(google.get("/v1beta/accountSummaries?pageToken=900").body()).isEqualTo("{}");
  }

  @Test
  void accounts_are_listed() {
    assertThat(google.get("/v1beta/accounts").at("/accounts/1/name")).isEqualTo("accounts/1002");
  }

  @ParameterizedTest
  @CsvSource({
    "parent:accounts/1001, 3",
    "parent:properties/412001, 1",
    "ancestor:accounts/1001, 4",
    "parent:accounts/1002, 1"
  })
  void properties_are_found_below_their_parent(String filter, int found) {
    Client.Answer answer = google.get("/v1beta/properties?filter=" + filter);
    assertThat(answer.json().get("properties").size()).isEqualTo(found);
  }

  @Test
  void a_property_tells_zone_currency_and_service_level() {
    Client.Answer premium = google.get("/v1beta/properties/423001");
    assertThat(premium.at("/timeZone")).isEqualTo("Pacific/Auckland");
    assertThat(premium.at("/currencyCode")).isEqualTo("NZD");
    assertThat(premium.at("/serviceLevel")).isEqualTo("GOOGLE_ANALYTICS_360");
    assertThat(google.get("/v1beta/properties/412001").at("/serviceLevel"))
        .isEqualTo("GOOGLE_ANALYTICS_STANDARD");
    String numbers = "?$alt=json;enum-encoding%3Dint";
    assertThat(google.get("/v1beta/properties/423001" + numbers).json().get("serviceLevel").asInt())
        .isEqualTo(2);
    assertThat(google.get("/v1beta/properties/412001" + numbers).json().get("serviceLevel").asInt())
        .isEqualTo(1);
  }

  @Test
  void key_events_and_attribution_follow_their_edits() {
    google
        .sandbox
        .google()
        .world()
        .edit(
            GoogleWorld.SHOP,
            property ->
                property
                    .withKeyEvents(List.of("purchase"))
                    .withAttribution(
                        GoogleProperty.AttributionModel.PAID_AND_ORGANIC_CHANNELS_LAST_CLICK));
    Client.Answer events = google.get("/v1beta/properties/412001/keyEvents");
    assertThat(events.json().get("keyEvents").size()).isEqualTo(1);
    assertThat(events.at("/keyEvents/0/countingMethod")).isEqualTo("ONCE_PER_EVENT");
    assertThat(events.json().at("/keyEvents/0/custom").asBoolean()).isFalse();
    Client.Answer settings = google.get("/v1alpha/properties/412001/attributionSettings");
    assertThat(settings.at("/reportingAttributionModel"))
        .isEqualTo("PAID_AND_ORGANIC_CHANNELS_LAST_CLICK");
    String numbers = "?$alt=json;enum-encoding%3Dint";
    assertThat(
            google
                .get("/v1alpha/properties/412001/attributionSettings" + numbers)
                .json()
                .get("reportingAttributionModel")
                .asInt())
        .isEqualTo(2);
    assertThat(
            google
                .get("/v1beta/properties/412001/keyEvents" + numbers)
                .json()
                .at("/keyEvents/0/countingMethod")
                .asInt())
        .isEqualTo(1);
  }

  @Test
  void metadata_lists_every_field_and_property_zero_the_common_ones() {
    for (String id : List.of("412001", "0")) {
      Client.Answer answer = google.get("/v1beta/properties/" + id + "/metadata");
      assertThat(answer.at("/name")).isEqualTo("properties/" + id + "/metadata");
      assertThat(answer.body())
          .contains("\"landingPagePlusQueryString\"", "\"firstTimePurchasers\"", "\"conversions\"");
    }
    Client.Answer numbers =
        google.get("/v1beta/properties/0/metadata?$alt=json;enum-encoding%3Dint");
    assertThat(numbers.json().at("/metrics/0/type").asInt()).isEqualTo(1);
  }

  @Test
  void compatibility_is_told_for_every_field() {
    String asked =
        "{\"dimensions\":[{\"name\":\"source\"}],\"metrics\":[{\"name\":\"keyEvents\"}]%s}";
    Client.Answer all =
        google.post("/v1beta/properties/412001:checkCompatibility", asked.formatted(""));
    assertThat(all.body()).contains("\"COMPATIBLE\"", "\"INCOMPATIBLE\"");
    Client.Answer bad =
        google.post(
            "/v1beta/properties/412001:checkCompatibility",
            asked.formatted(",\"compatibilityFilter\":2"));
    assertThat(bad.body())
        .contains("\"apiName\":\"sessions\"", "\"apiName\":\"sessionSource\"")
        .doesNotContain("\"apiName\":\"eventCount\"", "\"apiName\":\"date\"");
    Client.Answer beside =
        google.post(
            "/v1beta/properties/412001:checkCompatibility",
            "{\"metrics\":[{\"name\":\"sessions\"}],\"dimensions\":[{\"name\":\"sessionSource\"}],"
                + "\"compatibilityFilter\":\"INCOMPATIBLE\"}");
    assertThat(beside.body()).contains("\"apiName\":\"source\"").doesNotContain("\"date\"");
    assertThat(
            google
                .post(
                    "/v1beta/properties/412001:checkCompatibility",
                    "{\"metrics\":[{\"name\":\"x\"}]}")
                .status())
        .isEqualTo(400);
    assertThat(
            google
                .post(
                    "/v1beta/properties/412001:checkCompatibility",
                    "{\"dimensions\":[{\"name\":\"x\"}]}")
                .status())
        .isEqualTo(400);
  }

  @Test
  void realtime_reports_are_answered_in_outline() {
    Client.Answer answer =
        google.post(
            "/v1beta/properties/412001:runRealtimeReport?$alt=json;enum-encoding%3Dint",
            "{\"dimensions\":[{\"name\":\"country\"},{\"name\":\"countryId\"},"
                + "{\"name\":\"deviceCategory\"},{\"name\":\"platform\"}],"
                + "\"metrics\":[{\"name\":\"activeUsers\"},{\"name\":\"screenPageViews\"},"
                + "{\"name\":\"eventCount\"}],"
                + "\"minuteRanges\":[{\"startMinutesAgo\":29,\"endMinutesAgo\":0}],\"limit\":2}");
    assertThat(answer.at("/kind")).isEqualTo("analyticsData#runRealtimeReport");
    assertThat(answer.json().get("rows").size()).isBetween(1, 2);
    for (String wrong :
        List.of("\"metrics\":[{\"name\":\"x\"}]", "\"dimensions\":[{\"name\":\"x\"}]")) {
      assertThat(
              google
                  .post("/v1beta/properties/412001:runRealtimeReport", "{" + wrong + "}")
                  .status())
          .isEqualTo(400);
    }
    google.sandbox.clock().freezeAt(Google.NOW.minusSeconds(86_400L * 2_000));
    String token = google.token(Set.of(OAuthServer.READ_SCOPE), OAuthClient.READY);
    assertThat(
            google
                .client
                .post(
                    "/v1beta/properties/412001:runRealtimeReport",
                    "{\"metrics\":[{\"name\":\"activeUsers\"}]}",
                    "Authorization",
                    "Bearer " + token)
                .json()
                .has("rows"))
        .isFalse();
  }
}
