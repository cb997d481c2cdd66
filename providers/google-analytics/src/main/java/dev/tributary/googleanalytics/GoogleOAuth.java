package dev.tributary.googleanalytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.ProviderRequest;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.Failure;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.Secret;
import dev.tributary.spi.ServiceAccountCredentials;
import dev.tributary.spi.SyncException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** Google's OAuth 2.0: consent, code, refresh, service accounts, token info, revocation. */
final class GoogleOAuth {
  static final String SCOPE = "https://www.googleapis.com/auth/analytics.readonly";

  /** Contains the one that we ask for. */
  private static final String WIDER_SCOPE = "https://www.googleapis.com/auth/analytics";

  /**
   * Without {@code openid} Google does not name the login, so no reconnect could be recognised, and
   * without {@code email} it names it by a number alone, so nobody could tell whose login ended.
   */
  private static final String ASKED_SCOPES = "openid email " + SCOPE;

  private static final long LIFETIME_SECONDS_DEFAULT = 3_600;

  private final GoogleApi api;

  GoogleOAuth(GoogleApi api) {
    this.api = api;
  }

  /** With offline access and a fresh consent, else a returning user brings no refresh token. */
  URI consentAddress(URI redirect, String state, String codeChallenge) throws SyncException {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", app().clientId());
    query.put("redirect_uri", redirect.toString());
    query.put("response_type", "code");
    query.put("scope", ASKED_SCOPES);
    query.put("access_type", "offline");
    query.put("prompt", "consent");
    query.put("state", state);
    query.put("code_challenge", codeChallenge);
    query.put("code_challenge_method", "S256");
    StringJoiner joined = new StringJoiner("&");
    query.forEach((name, value) -> joined.add(name + "=" + URLEncoder.encode(value, UTF_8)));
    return api.address("consent", "/o/oauth2/v2/auth?" + joined);
  }

  OAuthCredentials exchange(String code, String codeVerifier, URI redirect, Call call)
      throws SyncException, InterruptedException {
    AppCredentials app = app();
    Map<String, Secret> secrets = new LinkedHashMap<>();
    secrets.put("code", Secret.of(code));
    secrets.put("code_verifier", Secret.of(codeVerifier));
    secrets.put("client_secret", app.clientSecret());
    JsonNode token =
        token(
            Map.of(
                "grant_type", "authorization_code",
                "client_id", app.clientId(),
                "redirect_uri", redirect.toString()),
            secrets,
            call);
    Optional<Secret> refreshToken = secret(token, "refresh_token");
    if (refreshToken.isEmpty()) {
      throw new SyncException(
          new Failure.GrantRejected(
              "Google gave no lasting access; remove Tributary at"
                  + " https://myaccount.google.com/permissions and connect again."));
    }
    return new OAuthCredentials(
        GoogleAnalyticsFactory.PROVIDER,
        accessToken(token),
        refreshToken,
        Optional.of(expiry(token, call)),
        scopes(token).orElse(Set.of(ASKED_SCOPES.split(" "))),
        loginEnd(token, call));
  }

  /** Keeps the old refresh token and scopes where Google names none. */
  ConnectionCredentials refresh(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    return switch (credentials) {
      case OAuthCredentials oauth -> refreshed(oauth, call);
      case ServiceAccountCredentials account -> refreshed(account, call);
      case ApiKeyCredentials key ->
          throw new SyncException(
              new Failure.GrantRejected(
                  "Google Analytics takes no plain API keys; connect with a Google login or a"
                      + " service account."));
    };
  }

  private OAuthCredentials refreshed(OAuthCredentials old, Call call)
      throws SyncException, InterruptedException {
    Secret refreshToken =
        old.refreshToken()
            .orElseThrow(() ->
                new SyncException(
                    new Failure.GrantRejected(
                        "There is no refresh token for this login; reconnect.")));
    AppCredentials app = app();
    JsonNode token =
        token(
            Map.of("grant_type", "refresh_token", "client_id", app.clientId()),
            Map.of("refresh_token", refreshToken, "client_secret", app.clientSecret()),
            call);
    return new OAuthCredentials(
        old.provider(),
        accessToken(token),
        secret(token, "refresh_token").or(old::refreshToken),
        Optional.of(expiry(token, call)),
        scopes(token).orElse(old.scopes()),
        loginEnd(token, call).or(old::loginEndsAt));
  }

  private ServiceAccountCredentials refreshed(ServiceAccountCredentials old, Call call)
      throws SyncException, InterruptedException {
    String audience = api.address("oauth", "/token").toString();
    Secret assertion = ServiceAccountKey.parse(old.key()).assertion(SCOPE, audience, call.now());
    JsonNode token =
        token(
            Map.of("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            Map.of("assertion", assertion),
            call);
    return new ServiceAccountCredentials(
        old.provider(), old.key(), accessToken(token), Optional.of(expiry(token, call)));
  }

  /**
   * Asks whose token it is and what it may do.
   *
   * @throws SyncException with {@link Failure.PermissionMissing} when reading was not granted
   */
  ConnectionResult whoIs(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer =
        api.send(
            ProviderRequest.postForm(
                api.address("oauth", "/tokeninfo"),
                Map.of(),
                Map.of("access_token", credentials.accessToken())),
            call);
    if (answer.status() == 400 || answer.status() == 401) {
      throw new SyncException(
          new Failure.TokenRejected("Google does not accept this access token."));
    }
    if (!answer.ok()) {
      throw TokenErrors.of(answer, call.now());
    }
    JsonNode info = answer.json();
    Set<String> scopes =
        scopes(info).orElseThrow(() -> answer.malformed("did not name the scopes of this token"));
    if (!scopes.contains(SCOPE) && !scopes.contains(WIDER_SCOPE)) {
      throw new SyncException(
          new Failure.PermissionMissing(
              SCOPE,
              Failure.Scope.INTEGRATION,
              "The permission to read Google Analytics was not granted; connect again and leave it"
                  + " ticked."));
    }
    String user =
        switch (credentials) {
          case ServiceAccountCredentials account ->
              ServiceAccountKey.parse(account.key()).clientEmail();
          case OAuthCredentials oauth -> info.path("sub").asString("");
          case ApiKeyCredentials key -> "";
        };
    if (user.isEmpty()) {
      throw answer.malformed("did not name the login of this token");
    }
    return new ConnectionResult(user, scopes, name(credentials, info, user), Optional.empty());
  }

  private static Optional<String> name(
      ConnectionCredentials credentials, JsonNode info, String user) {
    return credentials instanceof ServiceAccountCredentials
        ? Optional.of(user)
        : Optional.of(info.path("email").asString("")).filter(email -> !email.isEmpty());
  }

  /** A service account's token ends by itself; a token that is already gone is no error. */
  void revoke(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    if (!(credentials instanceof OAuthCredentials oauth)) {
      return;
    }
    Secret token = oauth.refreshToken().orElse(oauth.accessToken());
    ProviderAnswer answer =
        api.send(
            ProviderRequest.postForm(
                api.address("oauth", "/revoke"), Map.of(), Map.of("token", token)),
            call);
    // 400 invalid_token: it was revoked or has expired.
    if (!answer.ok() && answer.status() != 400) {
      throw TokenErrors.of(answer, call.now());
    }
  }

  private JsonNode token(Map<String, String> fields, Map<String, Secret> secrets, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer =
        api.send(ProviderRequest.postForm(api.address("oauth", "/token"), fields, secrets), call);
    if (!answer.ok()) {
      throw TokenErrors.of(answer, call.now());
    }
    JsonNode token = answer.json();
    if (token.path("access_token").asString("").isEmpty()) {
      throw answer.malformed("answered without an access token");
    }
    return token;
  }

  private static Secret accessToken(JsonNode token) {
    return Secret.of(token.path("access_token").asString(""));
  }

  private static Optional<Secret> secret(JsonNode token, String name) {
    return Optional.of(token.path(name).asString(""))
        .filter(text -> !text.isEmpty())
        .map(Secret::of);
  }

  private static Instant expiry(JsonNode token, Call call) {
    return call.now().plusSeconds(token.path("expires_in").asLong(LIFETIME_SECONDS_DEFAULT));
  }

  /**
   * Told of logins that end: seven days after the consent while the app is in testing, or when the
   * time is over that a person granted ("Using OAuth 2.0 to Access Google APIs", refresh token
   * expiration).
   */
  private static Optional<Instant> loginEnd(JsonNode token, Call call) {
    return Optional.of(token.path("refresh_token_expires_in").asLong(0))
        .filter(seconds -> seconds > 0)
        .map(seconds -> call.now().plusSeconds(seconds));
  }

  private static Optional<Set<String>> scopes(JsonNode token) {
    return Optional.of(token.path("scope").asString("").strip())
        .filter(text -> !text.isEmpty())
        .map(text -> Set.copyOf(List.of(text.split("\\s+"))));
  }

  private AppCredentials app() throws SyncException {
    return api.environment()
        .app()
        .get()
        .orElseThrow(() ->
            new SyncException(
                new Failure.Misconfigured(
                    "No Google OAuth client is entered yet; an operator adds its client ID and"
                        + " secret.")));
  }
}
