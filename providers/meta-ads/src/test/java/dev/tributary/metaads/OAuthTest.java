package dev.tributary.metaads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.Failure;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.Secret;
import dev.tributary.spi.ServiceAccountCredentials;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OAuthTest extends SandboxedTest {
  private static final URI REDIRECT = URI.create("https://tributary.example/oauth/meta_ads");

  /** What the person's browser brings back. */
  private String code() throws Exception {
    URI consent = adapter.consentAddress(REDIRECT, "state-1", "challenge");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(consent).build(), HttpResponse.BodyHandlers.ofString());
    String location = answer.headers().firstValue("Location").orElseThrow();
    assertThat(location).startsWith(REDIRECT.toString()).contains("state=state-1");
    return location.replaceFirst(".*[?&]code=([^&#]*).*", "$1");
  }

  private OAuthCredentials connected() throws Exception {
    return adapter.exchange(code(), "verifier", REDIRECT, call());
  }

  @Test
  void the_dialog_is_asked_for_reading_alone() throws Exception {
    URI consent = adapter.consentAddress(REDIRECT, "state-1", "challenge");
    assertThat(consent.getPath()).isEqualTo("/v26.0/dialog/oauth");
    assertThat(consent.getQuery())
        .contains("scope=ads_read&")
        .contains("state=state-1")
        .contains("code_challenge_method=S256")
        .doesNotContain("secret");
  }

  @Test
  void a_code_becomes_a_token_of_sixty_days_with_its_scopes() throws Exception {
    OAuthCredentials login = connected();
    assertThat(login.refreshToken()).isEmpty();
    assertThat(login.scopes()).contains("ads_read").doesNotContain("ads_management");
    assertThat(Duration.between(NOW, login.expiresAt().orElseThrow()))
        .isBetween(Duration.ofDays(58), Duration.ofDays(61));
    assertThat(logged("POST /v26.0/oauth/access_token", 2)).hasSize(2);
  }

  @Test
  void no_address_carries_a_token_or_a_secret() throws Exception {
    OAuthCredentials login = connected();
    adapter.connect(login, call());
    for (var request : logged("/v26.0/", 4)) {
      assertThat(request.toString().lines().findFirst().orElseThrow())
          .doesNotContain(login.accessToken().reveal());
      assertThat(request.query())
          .doesNotContain(login.accessToken().reveal())
          .doesNotContain(sandbox.description().meta().appSecret());
    }
  }

  @Test
  void a_code_is_good_once_and_then_a_person_begins_anew() throws Exception {
    String code = code();
    adapter.exchange(code, "verifier", REDIRECT, call());
    Failure failure = failure(() -> adapter.exchange(code, "verifier", REDIRECT, call()));
    assertThat(failure).isInstanceOf(Failure.GrantRejected.class);
    assertThat(failure.message()).contains("begin connecting once more").doesNotContain(code);
  }

  @Test
  void a_token_is_extended_before_it_ends_and_lasts_anew() throws Exception {
    OAuthCredentials login = connected();
    assertThat(adapter.ahead()).isEqualTo(Duration.ofDays(15));
    sandbox.clock().freezeAt(NOW.plus(Duration.ofDays(46)));
    ConnectionCredentials extended = adapter.refresh(login, call());
    assertThat(extended.accessToken()).isNotEqualTo(login.accessToken());
    assertThat(extended.refreshToken()).isEmpty();
    assertThat(extended.expiresAt().orElseThrow())
        .isAfter(login.expiresAt().orElseThrow().plus(Duration.ofDays(20)));
    assertThat(extended.loginEndsAt())
        .as("only a person extends the access to data")
        .isEqualTo(login.loginEndsAt())
        .hasValueSatisfying(end ->
            assertThat(end)
                .isBetween(NOW.plus(Duration.ofDays(89)), NOW.plus(Duration.ofDays(91))));
  }

  @Test
  void an_ended_token_cannot_be_extended_so_the_customer_must() throws Exception {
    OAuthCredentials login = connected();
    sandbox.clock().freezeAt(NOW.plus(Duration.ofDays(70)));
    assertThat(failure(() -> adapter.refresh(login, call())))
        .isInstanceOf(Failure.GrantRejected.class)
        .extracting(Failure::message)
        .asString()
        .contains("expired");
  }

  @Test
  void the_key_of_a_system_user_connects_and_is_never_exchanged() throws Exception {
    var key =
        new ApiKeyCredentials(
            MetaAdsFactory.PROVIDER, Secret.of(sandbox.description().meta().systemUserToken()));
    ConnectionResult login = adapter.connect(key, call());
    assertThat(login.providerUser()).isNotBlank();
    assertThat(login.scopes()).contains("ads_read", "ads_management");
    assertThat(adapter.refresh(key, call())).isSameAs(key);
    adapter.disconnect(account("1010000001", BERLIN, "EUR", key, Map.of()), call());
    assertThat(adapter.accounts(key, call())).isNotEmpty();
  }

  @Test
  void a_key_works_without_an_app_of_ours_where_no_proof_is_wanted() throws Exception {
    control("app", "{\"proofRequired\":false}");
    var without = new MetaAdsAdapter(environment(new MetaAdsFactory().versions(), false));
    var key =
        new ApiKeyCredentials(
            MetaAdsFactory.PROVIDER, Secret.of(sandbox.description().meta().systemUserToken()));
    ConnectionResult login = without.connect(key, call());
    assertThat(login).isEqualTo(new ConnectionResult(login.providerUser(), login.scopes()));
    assertThat(login.scopes()).contains("ads_read");
    assertThat(without.accounts(key, call())).isNotEmpty();
    assertThat(failure(() -> without.connect(credentials, call())))
        .isInstanceOf(Failure.Misconfigured.class);
  }

  @Test
  void a_login_tells_when_its_access_ends() throws Exception {
    ConnectionResult login = adapter.connect(credentials, call());
    assertThat(login.expiresAt().orElseThrow()).isAfter(NOW.plus(Duration.ofDays(50)));
    control("grant", "{}");
  }

  @Test
  void a_login_without_the_permission_to_read_names_it() throws Exception {
    control("consent", "{\"mode\":\"approve\",\"withheld\":[\"ads_read\"]}");
    OAuthCredentials login = connected();
    assertThat(failure(() -> adapter.connect(login, call())))
        .isInstanceOfSatisfying(
            Failure.PermissionMissing.class,
            missing -> assertThat(missing.permission()).isEqualTo("ads_read"));
  }

  @Test
  void revoking_takes_the_login_away_and_twice_is_no_error() throws Exception {
    adapter.disconnect(shop, call());
    assertThat(failure(() -> adapter.connect(credentials, call())))
        .isInstanceOf(Failure.GrantRejected.class);
    adapter.disconnect(shop, call());
  }

  @Test
  void what_hinders_revoking_is_said() {
    sandbox.faults().add(Fault.once("meta.2", "DELETE /v26.0/me"));
    assertThat(failure(() -> adapter.disconnect(shop, call())))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void meta_has_no_service_accounts() {
    var account = ServiceAccountCredentials.unused(MetaAdsFactory.PROVIDER, Secret.of("{\"a\":1}"));
    assertThat(failure(() -> adapter.connect(account, call())).message()).contains("system user");
    assertThat(failure(() -> adapter.refresh(account, call())).message()).contains("system user");
  }

  @Test
  void answers_without_what_they_must_have_are_malformed() {
    answer("POST /v26.0/oauth/access_token", 200, "{\"token_type\":\"bearer\"}");
    assertThat(failure(() -> adapter.refresh(credentials, call())))
        .isInstanceOf(Failure.Malformed.class);
    answer("POST /v26.0/debug_token", 200, "{\"data\":{\"is_valid\":true}}");
    assertThat(failure(() -> adapter.connect(credentials, call())))
        .isInstanceOf(Failure.Malformed.class);
    answer("POST /v26.0/debug_token", 200, "{\"data\":{}}");
    assertThat(failure(() -> adapter.connect(credentials, call())))
        .isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void a_token_of_another_app_is_told_apart() {
    answer(
        "POST /v26.0/debug_token",
        200,
        "{\"data\":{\"is_valid\":true,\"app_id\":\"1\",\"user_id\":\"2\",\"scopes\":[\"ads_read\"]}}");
    assertThat(failure(() -> adapter.connect(credentials, call())))
        .isInstanceOf(Failure.GrantRejected.class)
        .extracting(Failure::message)
        .asString()
        .contains("Meta app 1");
  }

  @Test
  void a_password_change_asks_to_reconnect_and_says_so() throws Exception {
    control("kill", "{\"user\":\"owner\",\"subcode\":460}");
    assertThat(failure(() -> adapter.connect(credentials, call())).message()).contains("password");
    assertThat(failure("account", WEEK).message()).contains("password");
  }

  @Test
  void every_call_proves_that_we_know_the_apps_secret() throws Exception {
    adapter.accounts(credentials, call());
    rows("account", DAY);
    assertThat(logged("GET /v26.0/", 2))
        .allSatisfy(request -> assertThat(request.query()).contains("appsecret_proof="));
  }
}
