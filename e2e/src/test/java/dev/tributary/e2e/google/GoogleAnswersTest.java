package dev.tributary.e2e.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.analytics.admin.v1alpha.AttributionSettings;
import com.google.analytics.admin.v1beta.ListAccountSummariesResponse;
import com.google.analytics.admin.v1beta.ListAccountsResponse;
import com.google.analytics.admin.v1beta.ListKeyEventsResponse;
import com.google.analytics.admin.v1beta.ListPropertiesResponse;
import com.google.analytics.admin.v1beta.Property;
import com.google.analytics.data.v1beta.BatchRunReportsResponse;
import com.google.analytics.data.v1beta.CheckCompatibilityResponse;
import com.google.analytics.data.v1beta.Metadata;
import com.google.analytics.data.v1beta.RunRealtimeReportResponse;
import com.google.analytics.data.v1beta.RunReportResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.tributary.e2e.Specs;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox's answers, held against Google's own descriptions of them. */
@Tag("ci")
class GoogleAnswersTest {
  private static final Map<String, Supplier<Message.Builder>> MESSAGES =
      Map.of(
          "RunReportResponse", RunReportResponse::newBuilder,
          "BatchRunReportsResponse", BatchRunReportsResponse::newBuilder,
          "Metadata", Metadata::newBuilder,
          "CheckCompatibilityResponse", CheckCompatibilityResponse::newBuilder,
          "RunRealtimeReportResponse", RunRealtimeReportResponse::newBuilder,
          "ListAccountSummariesResponse", ListAccountSummariesResponse::newBuilder,
          "ListAccountsResponse", ListAccountsResponse::newBuilder,
          "ListPropertiesResponse", ListPropertiesResponse::newBuilder,
          "Property", Property::newBuilder,
          "ListKeyEventsResponse", ListKeyEventsResponse::newBuilder);

  private static GoogleClients clients;
  private static RawGoogle google;

  @BeforeAll
  static void start() throws Exception {
    clients = new GoogleClients();
    google = new RawGoogle(clients);
  }

  @AfterAll
  static void stop() {
    google.close();
    clients.close();
  }

  @Test
  void strict_parsing_would_notice_a_name_that_google_does_not_have() {
    assertThatThrownBy(
            () -> JsonFormat.parser().merge("{\"rowsCount\":1}", RunReportResponse.newBuilder()))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?$alt=json;enum-encoding%3Dint"})
  void every_answer_is_one_of_googles_messages_and_nothing_more(String query) throws Exception {
    List<RawGoogle.Answer> answers = new ArrayList<>(google.dataAnswers(query));
    answers.addAll(google.adminAnswers(query));
    for (RawGoogle.Answer answer : answers) {
      Message.Builder message = MESSAGES.get(answer.message()).get();
      JsonFormat.parser().merge(answer.body(), message);
      assertThat(message.build().getSerializedSize()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?$alt=json;enum-encoding%3Dint"})
  void attribution_settings_are_those_of_v1alpha(String query) throws Exception {
    AttributionSettings.Builder settings = AttributionSettings.newBuilder();
    JsonFormat.parser()
        .merge(google.get("/v1alpha/properties/412001/attributionSettings" + query), settings);
    assertThat(settings.getReportingAttributionModel())
        .isEqualTo(
            AttributionSettings.ReportingAttributionModel.PAID_AND_ORGANIC_CHANNELS_DATA_DRIVEN);
    assertThat(settings.getOtherConversionEventLookbackWindow())
        .isEqualTo(
            AttributionSettings.OtherConversionEventLookbackWindow
                .OTHER_CONVERSION_EVENT_LOOKBACK_WINDOW_90_DAYS);
    assertThat(settings.getAcquisitionConversionEventLookbackWindow())
        .isEqualTo(
            AttributionSettings.AcquisitionConversionEventLookbackWindow
                .ACQUISITION_CONVERSION_EVENT_LOOKBACK_WINDOW_30_DAYS);
  }

  @Test
  void the_discovery_check_would_notice_what_is_wrong() throws Exception {
    Discovery discovery =
        new Discovery(Specs.read("google/analyticsdata.v1beta.discovery.json"), false);
    JsonMapper json = JsonMapper.shared();
    assertThat(discovery.faults("RunReportResponse", json.readTree("{\"rowsCount\":1}")))
        .isNotEmpty();
    assertThat(discovery.faults("RunReportResponse", json.readTree("{\"rowCount\":\"1\"}")))
        .isNotEmpty();
    assertThat(
            discovery.faults(
                "RunReportResponse", json.readTree("{\"metricHeaders\":[{\"type\":\"TYPE_X\"}]}")))
        .isNotEmpty();
  }

  @Test
  void data_answers_follow_the_discovery_document() throws Exception {
    check("google/analyticsdata.v1beta.discovery.json", google.dataAnswers(""));
  }

  @Test
  void admin_answers_follow_the_discovery_document() throws Exception {
    check("google/analyticsadmin.v1beta.discovery.json", google.adminAnswers(""));
  }

  private static void check(String document, List<RawGoogle.Answer> answers) throws Exception {
    Discovery discovery = new Discovery(Specs.read(document), false);
    String prefix = document.contains("admin") ? "GoogleAnalyticsAdminV1beta" : "";
    for (RawGoogle.Answer answer : answers) {
      assertThat(
              discovery.faults(
                  prefix + answer.message(), JsonMapper.shared().readTree(answer.body())))
          .as(answer.message())
          .isEmpty();
    }
  }

  @Test
  void the_openid_description_names_what_the_sandbox_offers() throws Exception {
    var openid = Specs.read("google/openid-configuration.json");
    assertThat(openid.get("code_challenge_methods_supported").toString()).contains("plain", "S256");
    assertThat(clients.google.authorizationUri())
        .endsWith(URI.create(openid.get("authorization_endpoint").asString()).getPath());
    assertThat(clients.google.tokenUri())
        .endsWith(URI.create(openid.get("token_endpoint").asString()).getPath());
    assertThat(clients.google.revocationUri())
        .endsWith(URI.create(openid.get("revocation_endpoint").asString()).getPath());
    assertThat(clients.google.userInfoUri())
        .endsWith(URI.create(openid.get("userinfo_endpoint").asString()).getPath());
  }
}
