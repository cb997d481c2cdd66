package dev.tributary.e2e.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.restfb.AccessToken;
import com.restfb.Connection;
import com.restfb.DefaultFacebookClient;
import com.restfb.Parameter;
import com.restfb.exception.FacebookGraphException;
import com.restfb.exception.FacebookOAuthException;
import com.restfb.json.JsonObject;
import com.restfb.types.DebugTokenInfo;
import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A third party's client signs in at the sandbox and reads from it. */
@Tag("ci")
class RestFbTest {
  private static final String BACK = "http://localhost:8080/cb";
  private static final String SHOP = "act_" + MetaWorld.SHOP;

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

  private static DefaultFacebookClient system() {
    return clients.restFb(clients.meta.systemUserToken());
  }

  private static String code() throws Exception {
    String address =
        clients.meta.dialogBase()
            + "/v24.0/dialog/oauth?state=s&scope=ads_read&client_id="
            + clients.meta.appId()
            + "&redirect_uri="
            + URLEncoder.encode(BACK, StandardCharsets.UTF_8);
    try (HttpClient http = HttpClient.newBuilder().sslContext(clients.tls).build()) {
      String location =
          http.send(
                  HttpRequest.newBuilder(URI.create(address)).build(),
                  HttpResponse.BodyHandlers.discarding())
              .headers()
              .firstValue("location")
              .orElseThrow();
      return URLDecoder.decode(
          location.replaceAll(".*[?&]code=([^&#]+).*", "$1"), StandardCharsets.UTF_8);
    }
  }

  @Test
  void errors_arrive_as_exceptions_with_code_and_subcode() {
    clients.sandbox.faults().add(Fault.once("meta.190.460", "insights"));
    assertThatThrownBy(() -> system().fetchObject(SHOP + "/insights", JsonObject.class))
        .isInstanceOfSatisfying(
            FacebookOAuthException.class,
            refused -> {
              assertThat(refused.getErrorCode()).isEqualTo(190);
              assertThat(refused.getErrorSubcode()).isEqualTo(460);
            });
    clients.sandbox.faults().add(Fault.once("meta.100.33", "insights"));
    assertThatThrownBy(() -> system().fetchObject(SHOP + "/insights", JsonObject.class))
        .isInstanceOf(FacebookGraphException.class);
  }

  @Test
  void a_used_code_is_refused() throws Exception {
    String code = code();
    system().obtainUserAccessToken(clients.meta.appId(), clients.meta.appSecret(), BACK, code);
    assertThatThrownBy(() ->
            system()
                .obtainUserAccessToken(clients.meta.appId(), clients.meta.appSecret(), BACK, code))
        .isInstanceOf(FacebookOAuthException.class);
  }

  @Test
  void a_code_becomes_a_token_a_longer_one_and_a_description() throws Exception {
    AccessToken brief =
        system()
            .obtainUserAccessToken(clients.meta.appId(), clients.meta.appSecret(), BACK, code());
    AccessToken longer =
        system()
            .obtainExtendedAccessToken(
                clients.meta.appId(), clients.meta.appSecret(), brief.getAccessToken());
    assertThat(longer.getExpires()).isAfter(brief.getExpires());
    AccessToken app = system().obtainAppAccessToken(clients.meta.appId(), clients.meta.appSecret());
    DebugTokenInfo about = clients.restFb(app.getAccessToken()).debugToken(longer.getAccessToken());
    assertThat(about.isValid()).isTrue();
    assertThat(about.getScopes()).contains("ads_read");
    assertThat(
            clients
                .restFb(longer.getAccessToken())
                .fetchObject("me", JsonObject.class)
                .getString("name", ""))
        .isEqualTo("Olga Owner");
  }

  @Test
  void pages_of_insights_are_followed() {
    Connection<JsonObject> pages =
        system()
            .fetchConnection(
                SHOP + "/insights",
                JsonObject.class,
                Parameter.with("level", "ad"),
                Parameter.with("fields", "ad_id,spend"),
                Parameter.with("limit", 5),
                Parameter.with("date_preset", "last_7d"));
    int rows = 0;
    for (List<JsonObject> page : pages) {
      rows += page.size();
    }
    assertThat(rows).isGreaterThan(10);
  }

  @Test
  void a_report_run_is_started_by_a_form() {
    JsonObject started =
        system().publish(SHOP + "/insights", JsonObject.class, Parameter.with("level", "ad"));
    String id = started.getString("report_run_id", "");
    assertThat(system().fetchObject(id, JsonObject.class).getString("async_status", ""))
        .startsWith("Job ");
  }
}
