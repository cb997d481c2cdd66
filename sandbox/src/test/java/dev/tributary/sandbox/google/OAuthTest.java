package dev.tributary.sandbox.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.google.oauth.Consent;
import dev.tributary.sandbox.google.oauth.OAuthClient;
import dev.tributary.sandbox.google.oauth.OAuthServer;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OAuthTest {
  private static final String CALLBACK = "http://localhost:8080/oauth/callback?tenant=1";
  private static final String VERIFIER = "a-verifier-that-is-long-enough-for-anybody-to-like-it";
  private static final String EDIT_SCOPE = "https://www.googleapis.com/auth/analytics.edit";

  private Google google;

  @BeforeEach
  void start() {
    google = Google.start();
  }

  @AfterEach
  void stop() {
    google.close();
  }

  private static Map<String, String> consentQuery() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", OAuthClient.READY.id());
    query.put("redirect_uri", CALLBACK);
    query.put("response_type", "code");
    query.put("scope", OAuthServer.READ_SCOPE + " " + EDIT_SCOPE);
    query.put("access_type", "offline");
    query.put("prompt", "consent");
    query.put("state", "state with & blanks");
    return query;
  }

  private static String path(Map<String, String> query) {
    StringBuilder path = new StringBuilder("/o/oauth2/v2/auth?");
    query.forEach((name, value) ->
        path.append(name)
            .append("=")
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
            .append("&"));
    return path.toString();
  }

  /** The query that the browser is sent back with. */
  private Map<String, String> redirected(Client.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(302);
    URI location = URI.create(answer.headers().firstValue("location").orElseThrow());
    assertThat(location.toString()).startsWith(CALLBACK);
    Map<String, String> found = new HashMap<>();
    for (String pair : location.getRawQuery().split("&")) {
      int equals = pair.indexOf('=');
      found.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return found;
  }

  private Map<String, String> exchangeForm(Map<String, String> consentQuery) {
    String code = redirected(google.client.get(path(consentQuery))).get("code");
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", CALLBACK);
    form.put("client_id", OAuthClient.READY.id());
    form.put("client_secret", OAuthClient.READY.secret());
    return form;
  }

  private static Map<String, String> refreshForm(String refreshToken) {
    return Map.of(
        "grant_type",
        "refresh_token",
        "refresh_token",
        refreshToken,
        "client_id",
        OAuthClient.READY.id(),
        "client_secret",
        OAuthClient.READY.secret());
  }

  private static void refused(Client.Answer answer, int status, String error) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.at("/error")).isEqualTo(error);
    assertThat(answer.at("/error_description")).isNotEmpty();
  }

  @Test
  void a_denied_consent_comes_back_as_access_denied_with_the_state() {
    google
        .sandbox
        .google()
        .oauth()
        .consent(new Consent(Consent.Mode.DENY, Consent.OWNER, Set.of()));
    Map<String, String> back = redirected(google.client.get(path(consentQuery())));
    assertThat(back)
        .containsEntry("error", "access_denied")
        .containsEntry("state", "state with & blanks")
        .doesNotContainKey("code");
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, nobody, 401, invalid_client",
    "redirect_uri, http://elsewhere.example/, 400, redirect_uri_mismatch",
    "response_type, token, 400, invalid_request",
    "scope, '', 400, invalid_request"
  })
  void a_wrong_consent_request_ends_on_an_error_page(
      String name, String value, int status, String error) {
    Map<String, String> query = consentQuery();
    query.put(name, value);
    Client.Answer answer = google.client.get(path(query));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).contains("Error " + status + ": " + error);
  }

  @Test
  void a_code_becomes_tokens_that_open_the_api() {
    Client.Answer tokens = google.client.form("/token", exchangeForm(consentQuery()));
    assertThat(tokens.status()).isEqualTo(200);
    assertThat(tokens.json().get("expires_in").asInt()).isEqualTo(3_599);
    assertThat(tokens.at("/token_type")).isEqualTo("Bearer");
    assertThat(tokens.at("/scope").split(" ")).contains(OAuthServer.READ_SCOPE, EDIT_SCOPE);
    assertThat(tokens.at("/refresh_token")).startsWith("1//0");
    assertThat(
            google
                .client
                .get(
                    "/v1beta/accountSummaries",
                    "Authorization",
                    "Bearer " + tokens.at("/access_token"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void a_code_works_once() {
    Map<String, String> form = exchangeForm(consentQuery());
    google.client.form("/token", form);
    refused(google.client.form("/token", form), 400, "invalid_grant");
  }

  @Test
  void a_code_is_too_old_after_ten_minutes() {
    Map<String, String> form = exchangeForm(consentQuery());
    google.sandbox.clock().advance(Duration.ofMinutes(10));
    refused(google.client.form("/token", form), 400, "invalid_grant");
  }

  @ParameterizedTest
  @CsvSource({
    "redirect_uri, http://localhost:8080/oauth/callback, 400, redirect_uri_mismatch",
    "client_secret, wrong, 401, invalid_client",
    "client_id, nobody, 401, invalid_client",
    "code, 4/0other, 400, invalid_grant",
    "code, '', 400, invalid_request",
    "grant_type, password, 400, unsupported_grant_type"
  })
  void an_exchange_with_something_wrong_is_refused(
      String name, String value, int status, String error) {
    Map<String, String> form = exchangeForm(consentQuery());
    form.put(name, value);
    refused(google.client.form("/token", form), status, error);
  }

  @Test
  void a_code_belongs_to_the_client_that_asked() {
    Map<String, String> form = exchangeForm(consentQuery());
    form.put("client_id", OAuthClient.WITHOUT_APIS.id());
    form.put("client_secret", OAuthClient.WITHOUT_APIS.secret());
    refused(google.client.form("/token", form), 400, "invalid_grant");
  }

  @ParameterizedTest
  @CsvSource({"S256", "plain"})
  void the_verifier_of_the_challenge_is_demanded(String method) throws Exception {
    String hash =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
    Map<String, String> query = consentQuery();
    query.put("code_challenge", method.equals("plain") ? VERIFIER : hash);
    if (!method.equals("plain")) {
      query.put("code_challenge_method", method);
    }
    Map<String, String> without = exchangeForm(query);
    Client.Answer missing = google.client.form("/token", without);
    refused(missing, 400, "invalid_grant");
    assertThat(missing.at("/error_description")).isEqualTo("Missing code verifier.");
    Map<String, String> wrong = exchangeForm(query);
    wrong.put("code_verifier", VERIFIER + "x");
    refused(google.client.form("/token", wrong), 400, "invalid_grant");
    Map<String, String> right = exchangeForm(query);
    right.put("code_verifier", VERIFIER);
    assertThat(google.client.form("/token", right).status()).isEqualTo(200);
  }

  @Test
  void client_credentials_may_stand_in_a_basic_header() {
    Map<String, String> form = exchangeForm(consentQuery());
    form.remove("client_id");
    form.remove("client_secret");
    String pair = OAuthClient.READY.id() + ":" + OAuthClient.READY.secret();
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    assertThat(google.client.form("/token", form, "Authorization", "Basic " + basic).status())
        .isEqualTo(200);
    refused(
        google.client.form("/token", form, "Authorization", "Basic !!"), 400, "invalid_request");
    refused(
        google.client.form("/token", form, "Authorization", "Basic bm9jb2xvbg=="),
        400,
        "invalid_request");
  }

  @Test
  void without_prompt_consent_a_returning_user_yields_no_refresh_token() {
    google.client.form("/token", exchangeForm(consentQuery()));
    Map<String, String> again = consentQuery();
    again.remove("prompt");
    Client.Answer second = google.client.form("/token", exchangeForm(again));
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json().has("refresh_token")).isFalse();
  }

  @Test
  void without_offline_access_there_is_no_refresh_token() {
    Map<String, String> online = consentQuery();
    online.remove("access_type");
    assertThat(google.client.form("/token", exchangeForm(online)).json().has("refresh_token"))
        .isFalse();
  }

  @Test
  void unticked_scopes_are_not_granted() {
    google
        .sandbox
        .google()
        .oauth()
        .consent(new Consent(Consent.Mode.APPROVE, Consent.OWNER, Set.of(OAuthServer.READ_SCOPE)));
    Map<String, String> form = exchangeForm(consentQuery());
    Client.Answer tokens = google.client.form("/token", form);
    assertThat(tokens.at("/scope")).isEqualTo(EDIT_SCOPE);
    Client.Answer report =
        google.client.post(
            "/v1beta/properties/412001:runReport",
            "{}",
            "Authorization",
            "Bearer " + tokens.at("/access_token"));
    assertThat(report.status()).isEqualTo(403);
    assertThat(report.at("/error/details/0/reason")).isEqualTo("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
  }

  @Test
  void the_visible_page_lets_the_user_tick_and_click() {
    google
        .sandbox
        .google()
        .oauth()
        .consent(new Consent(Consent.Mode.PAGE, Consent.COLLEAGUE, Set.of()));
    String path = path(consentQuery());
    Client.Answer page = google.client.get(path);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("type=\"checkbox\"", OAuthServer.READ_SCOPE, "Allow");
    assertThat(redirected(google.client.form(path, Map.of("decision", "deny"))))
        .containsEntry("error", "access_denied");
    Map<String, String> back =
        redirected(
            google.client.form(
                path, Map.of("decision", "approve", "scope", OAuthServer.READ_SCOPE)));
    assertThat(back).containsEntry("scope", OAuthServer.READ_SCOPE).containsKey("code");
  }

  @Test
  void a_refresh_answers_without_a_refresh_token() {
    String refresh = google.sandbox.description().google().refreshToken();
    Client.Answer answer = google.client.form("/token", refreshForm(refresh));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().has("refresh_token")).isFalse();
    assertThat(answer.at("/access_token")).isNotEmpty();
  }

  @Test
  void an_access_token_lasts_an_hour_of_the_sandboxs_clock() {
    assertThat(google.get("/v1beta/accountSummaries").status()).isEqualTo(200);
    google.sandbox.clock().advance(Duration.ofSeconds(3_600));
    Client.Answer late = google.get("/v1beta/accountSummaries");
    assertThat(late.status()).isEqualTo(401);
    assertThat(late.at("/error/status")).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void a_revoked_grant_takes_its_access_tokens_along() {
    String refresh = google.sandbox.description().google().refreshToken();
    String access = google.client.form("/token", refreshForm(refresh)).at("/access_token");
    assertThat(google.client.form("/revoke", Map.of("token", access)).status()).isEqualTo(200);
    assertThat(google.client.get("/v1beta/accounts", "Authorization", "Bearer " + access).status())
        .isEqualTo(401);
    Client.Answer again = google.client.form("/token", refreshForm(refresh));
    refused(again, 400, "invalid_grant");
    assertThat(again.at("/error_description")).isEqualTo("Token has been expired or revoked.");
    refused(google.client.form("/revoke?token=" + access, Map.of()), 400, "invalid_token");
  }

  @Test
  void the_oldest_of_more_than_a_hundred_refresh_tokens_silently_dies() {
    String oldest = google.sandbox.description().google().refreshToken();
    String second = google.sandbox.description().google().refreshToken();
    for (int n = 0; n < 99; n++) {
      google.sandbox.description();
    }
    refused(google.client.form("/token", refreshForm(oldest)), 400, "invalid_grant");
    assertThat(google.client.form("/token", refreshForm(second)).status()).isEqualTo(200);
  }

  @Test
  void token_info_tells_scope_and_rest_of_life() {
    google.sandbox.clock().advance(Duration.ofMinutes(10));
    Client.Answer info = google.client.get("/tokeninfo?access_token=" + google.token);
    assertThat(info.at("/scope")).isEqualTo(OAuthServer.READ_SCOPE);
    assertThat(info.at("/expires_in")).isEqualTo("3000");
    assertThat(info.at("/aud")).isEqualTo(OAuthClient.READY.id());
    assertThat(google.client.form("/tokeninfo", Map.of("access_token", google.token)).status())
        .isEqualTo(200);
    refused(google.client.get("/tokeninfo?access_token=other"), 400, "invalid_token");
  }

  @Test
  void user_info_tells_who_consented() {
    assertThat(google.get("/v1/userinfo").at("/sub")).isEqualTo(Consent.OWNER.subject());
    refused(google.client.get("/v1/userinfo"), 401, "invalid_request");
  }

  @Test
  void a_call_without_a_token_is_told_so() {
    Client.Answer answer = google.client.get("/v1beta/accountSummaries");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.at("/error/details/0/reason")).isEqualTo("CREDENTIALS_MISSING");
  }

  @Test
  void a_token_may_stand_in_the_query() {
    assertThat(google.client.get("/v1beta/accounts?access_token=" + google.token).status())
        .isEqualTo(200);
  }

  @Test
  void a_project_that_never_enabled_the_api_is_told_where_to() {
    String token = google.token(Set.of(OAuthServer.READ_SCOPE), OAuthClient.WITHOUT_APIS);
    Client.Answer answer =
        google.client.get("/v1beta/accountSummaries", "Authorization", "Bearer " + token);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.at("/error/details/0/reason")).isEqualTo("SERVICE_DISABLED");
    assertThat(answer.at("/error/message"))
        .startsWith("Google Analytics Data API has not been used in project 905555555555 before");
  }
}
