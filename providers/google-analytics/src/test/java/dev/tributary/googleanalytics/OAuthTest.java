package dev.tributary.googleanalytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Fault;
import dev.tributary.sandbox.google.oauth.Consent;
import dev.tributary.sandbox.google.oauth.OAuthClient;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.Failure;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.ProviderEnvironment;
import dev.tributary.spi.Secret;
import dev.tributary.spi.ServiceAccountCredentials;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Signing in, staying signed in, and being thrown out. */
class OAuthTest extends SandboxedTest {
  private static final String VERIFIER = "a-verifier-of-at-least-forty-three-characters-in-length";

  // --- consent and code ---

  @Test
  void consent_is_asked_offline_anew_and_with_pkce() throws Exception {
    URI address = adapter.consentAddress(redirect(), "the state", challenge());
    assertThat(address.getPath()).isEqualTo("/o/oauth2/v2/auth");
    assertThat(query(address))
        .containsEntry("access_type", "offline")
        .containsEntry("prompt", "consent")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("code_challenge", challenge())
        .containsEntry("state", "the state")
        .containsEntry("response_type", "code")
        .containsEntry("scope", "openid email " + GoogleOAuth.SCOPE);
  }

  @Test
  void a_code_becomes_a_lasting_login_with_the_scopes_really_granted() throws Exception {
    OAuthCredentials login = signIn();
    assertThat(login.refreshToken()).isPresent();
    assertThat(login.expiresAt()).contains(NOW.plusSeconds(3_599));
    assertThat(login.scopes()).contains(GoogleOAuth.SCOPE);
    ConnectionResult result = adapter.connect(login, call());
    assertThat(result.providerUser()).isEqualTo(Consent.OWNER.subject());
  }

  @Test
  void a_scope_that_was_unticked_is_named_at_connect() throws Exception {
    sandbox
        .google()
        .oauth()
        .consent(new Consent(Consent.Mode.APPROVE, Consent.OWNER, Set.of(GoogleOAuth.SCOPE)));
    OAuthCredentials login = signIn();
    assertThat(login.scopes()).doesNotContain(GoogleOAuth.SCOPE);
    assertThat(failure(() -> adapter.connect(login, call())))
        .isInstanceOfSatisfying(
            Failure.PermissionMissing.class,
            missing -> assertThat(missing.message()).contains("leave it ticked"));
  }

  @Test
  void a_code_is_worth_nothing_without_its_verifier_or_a_second_time() throws Exception {
    String code = consent();
    assertThat(failure(() -> adapter.exchange(code, "a".repeat(50), redirect(), call())))
        .isInstanceOf(Failure.GrantRejected.class);
    assertThat(failure(() -> adapter.exchange(code, VERIFIER, redirect(), call())))
        .isInstanceOf(Failure.GrantRejected.class);
  }

  @Test
  void a_login_without_refresh_token_is_refused_with_the_way_out() throws Exception {
    answer(200, "{\"access_token\":\"ya29.short\",\"expires_in\":3599}");
    Failure failure = failure(() -> adapter.exchange("code", VERIFIER, redirect(), call()));
    assertThat(failure).isInstanceOf(Failure.GrantRejected.class);
    assertThat(failure.message()).contains("myaccount.google.com");
  }

  @Test
  void scopes_that_google_does_not_repeat_are_those_asked() throws Exception {
    answer(200, "{\"access_token\":\"ya29.x\",\"refresh_token\":\"1//y\"}");
    OAuthCredentials login = adapter.exchange("code", VERIFIER, redirect(), call());
    assertThat(login.scopes()).containsExactlyInAnyOrder("openid", "email", GoogleOAuth.SCOPE);
    assertThat(login.expiresAt()).contains(NOW.plusSeconds(3_600));
  }

  @Test
  void without_an_oauth_client_the_operator_is_told() {
    GoogleAnalyticsAdapter bare =
        new GoogleAnalyticsAdapter(
            new ProviderEnvironment(
                environment().addresses(), environment().versions(), Optional::empty));
    Failure failure = failure(() -> bare.consentAddress(redirect(), "s", "c"));
    assertThat(failure).isInstanceOf(Failure.Misconfigured.class);
    assertThat(failure.message()).contains("client ID");
  }

  // --- refresh ---

  @Test
  void a_refresh_keeps_the_old_refresh_token_and_scopes_when_none_come_back() throws Exception {
    answer(200, "{\"access_token\":\"ya29.next\",\"expires_in\":10}");
    OAuthCredentials next = (OAuthCredentials) adapter.refresh(credentials, call());
    assertThat(next.refreshToken()).isEqualTo(credentials.refreshToken());
    assertThat(next.scopes()).isEqualTo(credentials.scopes());
    assertThat(next.expiresAt()).contains(NOW.plusSeconds(10));
  }

  @Test
  void a_refresh_takes_a_new_refresh_token_when_one_comes() throws Exception {
    answer(200, "{\"access_token\":\"a\",\"refresh_token\":\"1//new\",\"scope\":\"openid\"}");
    OAuthCredentials next = (OAuthCredentials) adapter.refresh(credentials, call());
    assertThat(next.refreshToken()).contains(Secret.of("1//new"));
    assertThat(next.scopes()).containsExactly("openid");
  }

  @Test
  void a_refreshed_token_works() throws Exception {
    sandbox.clock().advance(Duration.ofHours(2));
    assertThat(failure("overview")).isInstanceOf(Failure.TokenRejected.class);
    shop =
        new dev.tributary.spi.Connection(
            shop.integrationId(),
            shop.account(),
            adapter.refresh(credentials, call()),
            shop.settings());
    assertThat(rows("overview", WEEK).size()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_grant, GrantRejected",
    "400, admin_policy_enforced, GrantRejected",
    "400, access_denied, GrantRejected",
    "401, invalid_client, Misconfigured",
    "400, unauthorized_client, Misconfigured",
    "400, redirect_uri_mismatch, Misconfigured",
    "400, invalid_scope, Misconfigured",
    "400, something_new, Unavailable",
    "429, rate_limited, Throttled",
    "500, internal_failure, Unavailable",
  })
  void every_answer_of_the_token_endpoint_has_its_meaning(int status, String error, String kind) {
    answer(status, "{\"error\":\"" + error + "\"}");
    Failure failure = failure(() -> adapter.refresh(credentials, call()));
    assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void a_wrong_clock_is_told_apart_from_a_lost_login() {
    answer(
        400,
        "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT: Token must be a"
            + " short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and"
            + " exp values in the JWT claim.\"}");
    Failure failure = failure(() -> adapter.refresh(credentials, call()));
    assertThat(failure).isInstanceOf(Failure.Misconfigured.class);
    assertThat(failure.message()).contains("clock");
  }

  @Test
  void a_page_or_broken_json_from_the_token_endpoint_condemns_no_login() {
    sandbox.faults().add(Fault.once("html", "/token").with("status", 403));
    assertThat(failure(() -> adapter.refresh(credentials, call())))
        .isInstanceOf(Failure.Unavailable.class);
    answer(400, "{\"error\":");
    assertThat(failure(() -> adapter.refresh(credentials, call())))
        .isInstanceOf(Failure.Unavailable.class);
    answer(200, "{\"token_type\":\"Bearer\"}");
    assertThat(failure(() -> adapter.refresh(credentials, call())))
        .isInstanceOf(Failure.Malformed.class);
  }

  @Test
  void without_a_refresh_token_only_a_reconnect_helps() {
    OAuthCredentials lost =
        new OAuthCredentials(
            "google_analytics", Secret.of("a"), Optional.empty(), Optional.empty(), Set.of());
    assertThat(failure(() -> adapter.refresh(lost, call())))
        .isInstanceOf(Failure.GrantRejected.class);
  }

  @Test
  void a_plain_key_is_refused() {
    ApiKeyCredentials key = new ApiKeyCredentials("google_analytics", Secret.of("AIza"));
    assertThat(failure(() -> adapter.refresh(key, call())))
        .isInstanceOf(Failure.GrantRejected.class);
  }

  @Test
  void a_login_of_an_app_in_testing_says_when_it_ends_and_renewals_do_not_move_that()
      throws Exception {
    String token =
        sandbox
            .google()
            .oauth()
            .tokens()
            .addGrant(OAuthClient.IN_TESTING, Consent.OWNER, Set.of(GoogleOAuth.SCOPE))
            .refreshToken();
    GoogleAnalyticsAdapter testing = of(OAuthClient.IN_TESTING);
    OAuthCredentials login = (OAuthCredentials) testing.refresh(unused(token), call());
    Instant ends = NOW.plus(Duration.ofDays(7));
    assertThat(login.loginEndsAt()).contains(ends);
    assertThat(login.expiresAt().orElseThrow()).isBefore(ends);

    answer(200, "{\"access_token\":\"ya29.next\",\"expires_in\":3599}");
    assertThat(testing.refresh(login, call()).loginEndsAt()).as("not told again").contains(ends);

    sandbox.clock().advance(Duration.ofDays(7));
    assertThat(failure(() -> testing.refresh(login, call())))
        .isInstanceOf(Failure.GrantRejected.class);
  }

  @Test
  void a_login_of_a_published_app_has_no_end() throws Exception {
    assertThat(signIn().loginEndsAt()).isEmpty();
  }

  // --- connect ---

  @Test
  void connecting_needs_the_apis_to_be_enabled() throws Exception {
    var other = sandbox.google().oauth().tokens();
    String token =
        other
            .addGrant(OAuthClient.WITHOUT_APIS, Consent.OWNER, Set.of(GoogleOAuth.SCOPE))
            .refreshToken();
    GoogleAnalyticsAdapter without = of(OAuthClient.WITHOUT_APIS);
    ConnectionCredentials login = without.refresh(unused(token), call());
    assertThat(failure(() -> without.connect(login, call())))
        .isInstanceOf(Failure.Misconfigured.class);
  }

  private GoogleAnalyticsAdapter of(OAuthClient client) {
    return new GoogleAnalyticsAdapter(
        new ProviderEnvironment(
            environment().addresses(),
            environment().versions(),
            () -> Optional.of(new AppCredentials(client.id(), Secret.of(client.secret())))));
  }

  private static OAuthCredentials unused(String refreshToken) {
    return new OAuthCredentials(
        "google_analytics",
        Secret.of(""),
        Optional.of(Secret.of(refreshToken)),
        Optional.empty(),
        Set.of());
  }

  @ParameterizedTest
  @CsvSource({"400, TokenRejected", "401, TokenRejected", "500, Unavailable"})
  void a_token_that_google_does_not_know_is_rejected(int status, String kind) {
    sandbox.faults().add(Fault.once("status", "/tokeninfo").with("status", status));
    Failure failure = failure(() -> adapter.connect(credentials, call()));
    assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void a_login_without_a_name_or_scopes_is_malformed() {
    for (String body : new String[] {"{}", "{\"scope\":\"" + GoogleOAuth.SCOPE + "\"}"}) {
      sandbox
          .faults()
          .add(Fault.once("status", "/tokeninfo").with("status", 200).with("body", body));
      assertThat(failure(() -> adapter.connect(credentials, call())))
          .isInstanceOf(Failure.Malformed.class);
    }
  }

  @Test
  void the_wider_scope_is_good_enough() throws Exception {
    sandbox
        .faults()
        .add(
            Fault.once("status", "/tokeninfo")
                .with("status", 200)
                .with(
                    "body",
                    "{\"sub\":\"7\",\"scope\":\"https://www.googleapis.com/auth/analytics\"}"));
    assertThat(adapter.connect(credentials, call()).providerUser()).isEqualTo("7");
  }

  @Test
  void tokens_never_stand_in_an_address() throws Exception {
    adapter.connect(credentials, call());
    assertThat(logged("", 2))
        .allSatisfy(request ->
            assertThat(request.path() + request.query())
                .doesNotContain(credentials.accessToken().reveal()));
  }

  // --- service accounts ---

  @Test
  void a_service_account_signs_itself_in() throws Exception {
    ServiceAccountCredentials unused =
        ServiceAccountCredentials.unused("google_analytics", Secret.of(keyFile()));
    ConnectionResult result = adapter.connect(unused, call());
    assertThat(result.providerUser()).endsWith("gserviceaccount.com");
    ConnectionCredentials used = adapter.refresh(unused, call());
    assertThat(used.expiresAt()).contains(NOW.plusSeconds(3_599));
    assertThat(adapter.accounts(used, call())).isNotEmpty();
    assertThat(adapter.accounts(unused, call())).isNotEmpty();
  }

  @Test
  void the_token_address_inside_a_key_file_is_ignored() throws Exception {
    String forged = keyFile().replaceAll("http://[^\"]*/token", "http://attacker.invalid/token");
    ServiceAccountCredentials unused =
        ServiceAccountCredentials.unused("google_analytics", Secret.of(forged));
    assertThat(adapter.refresh(unused, call()).accessToken().isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "",
        "{\"type\":\"authorized_user\"}",
        "{\"type\":\"service_account\"}",
        "{\"type\":\"service_account\",\"client_email\":\"a@b\",\"private_key\":\"garbage\"}",
        "{\"type\":\"service_account\",\"client_email\":\"a@b\",\"private_key\":\"AAAA\"}",
      })
  void a_file_that_is_no_key_says_what_to_do(String file) {
    ServiceAccountCredentials key =
        ServiceAccountCredentials.unused("google_analytics", Secret.of(file));
    Failure failure = failure(() -> adapter.refresh(key, call()));
    assertThat(failure).isInstanceOf(Failure.GrantRejected.class);
    assertThat(failure.message()).contains("Google Cloud console");
  }

  // --- disconnect ---

  @Test
  void disconnecting_withdraws_the_grant_at_google() throws Exception {
    adapter.disconnect(shop, call());
    assertThat(failure(() -> adapter.refresh(credentials, call())))
        .isInstanceOf(Failure.GrantRejected.class);
    adapter.disconnect(shop, call());
  }

  @Test
  void a_failed_withdrawal_is_told() {
    sandbox.faults().add(Fault.once("google.503", "/revoke"));
    assertThat(failure(() -> adapter.disconnect(shop, call())))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void a_service_account_has_nothing_to_withdraw() throws Exception {
    ServiceAccountCredentials key =
        ServiceAccountCredentials.unused("google_analytics", Secret.of(keyFile()));
    adapter.disconnect(
        new dev.tributary.spi.Connection(
            shop.integrationId(), shop.account(), key, shop.settings()),
        call());
    assertThat(sandbox.requests().matching("/revoke")).isEmpty();
  }

  // --- what the tests stand on ---

  private OAuthCredentials signIn() throws Exception {
    return adapter.exchange(consent(), VERIFIER, redirect(), call());
  }

  /** What the customer's browser does; the page approves by itself. */
  private String consent() throws Exception {
    URI address = adapter.consentAddress(redirect(), "state", challenge());
    try (HttpClient browser = HttpClient.newHttpClient()) {
      URI back =
          URI.create(
              browser
                  .send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding())
                  .headers()
                  .firstValue("Location")
                  .orElseThrow());
      return query(back).get("code");
    }
  }

  private URI redirect() {
    return URI.create("http://127.0.0.1:8080/oauth/callback");
  }

  private static String challenge() throws Exception {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            MessageDigest.getInstance("SHA-256")
                .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Map<String, String> query(URI address) {
    return Arrays.stream(address.getRawQuery().split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
  }

  private String keyFile() {
    return new JsonMapper().writeValueAsString(sandbox.description().google().serviceAccountKey());
  }

  private void answer(int status, String body) {
    sandbox.faults().add(Fault.once("status", "/token").with("status", status).with("body", body));
  }
}
