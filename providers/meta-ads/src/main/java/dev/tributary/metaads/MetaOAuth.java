package dev.tributary.metaads;

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
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Facebook Login and system users. There are no refresh tokens: a code gives a token of an hour or
 * two, that one is exchanged for a token of about 60 days, and that one for another as long as it
 * has not ended ("Long-Lived Access Tokens"). The tokens of system users last for ever or for 60
 * days.
 */
final class MetaOAuth {
  /** All that reading needs; asking for more is a common reason for Meta to refuse an app. */
  static final String SCOPE = "ads_read";

  /** A token is exchanged from its 45th day on. */
  static final Duration AHEAD = Duration.ofDays(15);

  /** Contains what we ask for. */
  private static final String WIDER_SCOPE = "ads_management";

  private static final Duration LIFETIME_DEFAULT = Duration.ofDays(60);
  private static final String LOGIN = "this login";

  private final GraphApi api;

  MetaOAuth(GraphApi api) {
    this.api = api;
  }

  URI consentAddress(URI redirect, String state, String codeChallenge) throws SyncException {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", api.app().clientId());
    query.put("redirect_uri", redirect.toString());
    query.put("response_type", "code");
    query.put("scope", SCOPE);
    query.put("state", state);
    query.put("code_challenge", codeChallenge);
    query.put("code_challenge_method", "S256");
    return api.address("consent", "/dialog/oauth", query);
  }

  OAuthCredentials exchange(String code, String codeVerifier, URI redirect, Call call)
      throws SyncException, InterruptedException {
    AppCredentials app = api.app();
    Map<String, Secret> secrets = new LinkedHashMap<>();
    secrets.put("client_secret", app.clientSecret());
    secrets.put("code", Secret.of(code));
    secrets.put("code_verifier", Secret.of(codeVerifier));
    Token brief =
        token(
            Map.of("client_id", app.clientId(), "redirect_uri", redirect.toString()),
            secrets,
            call);
    return lasting(app, brief.secret(), call);
  }

  /**
   * Makes a new token of one that has not ended.
   *
   * @throws SyncException with {@link Failure.GrantRejected} when it has
   */
  ConnectionCredentials extend(ConnectionCredentials old, Call call)
      throws SyncException, InterruptedException {
    return switch (old) {
      case OAuthCredentials oauth -> lasting(api.app(), oauth.accessToken(), call);
      // Whoever made the key of a system user decides how long it lasts.
      case ApiKeyCredentials key -> key;
      case ServiceAccountCredentials account -> throw new SyncException(noServiceAccount());
    };
  }

  private OAuthCredentials lasting(AppCredentials app, Secret token, Call call)
      throws SyncException, InterruptedException {
    Token lasting =
        token(
            Map.of("grant_type", "fb_exchange_token", "client_id", app.clientId()),
            Map.of("client_secret", app.clientSecret(), "fb_exchange_token", token),
            call);
    Inspected inspected = inspect(app, lasting.secret(), call);
    return new OAuthCredentials(
        MetaAdsFactory.PROVIDER,
        lasting.secret(),
        Optional.empty(),
        inspected.tokenEnds().or(() -> Optional.of(lasting.until())),
        inspected.scopes(),
        inspected.dataEnds());
  }

  /**
   * Asks whose token it is, what it may do and when that ends.
   *
   * @throws SyncException with {@link Failure.PermissionMissing} when reading was not granted
   */
  ConnectionResult whoIs(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    if (credentials instanceof ServiceAccountCredentials) {
      throw new SyncException(noServiceAccount());
    }
    Optional<AppCredentials> app =
        credentials instanceof OAuthCredentials ? Optional.of(api.app()) : api.appIfAny();
    Inspected inspected =
        app.isPresent()
            ? inspect(app.get(), credentials.accessToken(), call)
            : byItself(credentials, call);
    if (!inspected.scopes().contains(SCOPE) && !inspected.scopes().contains(WIDER_SCOPE)) {
      throw new SyncException(
          new Failure.PermissionMissing(
              SCOPE,
              Failure.Scope.INTEGRATION,
              "The permission ads_read was not granted; connect again and leave it ticked."));
    }
    // The token of a person is extended in time, that of a system user is not.
    Optional<Instant> ends =
        credentials instanceof OAuthCredentials
            ? inspected.dataEnds()
            : Stream.of(inspected.tokenEnds(), inspected.dataEnds())
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    return new ConnectionResult(inspected.user(), inspected.scopes(), Optional.empty(), ends);
  }

  /** Without an app of ours there is nobody who may look into a token but the token itself. */
  private Inspected byItself(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer who = api.get("/me", Map.of("fields", "id"), credentials, LOGIN, call);
    String user = GraphApi.object(who, LOGIN, call).path("id").asString("");
    if (user.isEmpty()) {
      throw who.malformed("did not name the login of this token");
    }
    ProviderAnswer granted = api.get("/me/permissions", Map.of(), credentials, LOGIN, call);
    Set<String> scopes = new HashSet<>();
    for (JsonNode permission : GraphApi.object(granted, LOGIN, call).path("data")) {
      if (permission.path("status").asString("").equals("granted")) {
        scopes.add(permission.path("permission").asString(""));
      }
    }
    return new Inspected(user, scopes, Optional.empty(), Optional.empty());
  }

  /**
   * Takes every permission of this login away from our app, and with them all its accounts. A token
   * that is already gone is no error; one of a system user is not ours to end.
   */
  void revoke(ConnectionCredentials credentials, Call call)
      throws SyncException, InterruptedException {
    if (!(credentials instanceof OAuthCredentials)) {
      return;
    }
    try {
      GraphApi.object(api.delete("/me/permissions", credentials, LOGIN, call), LOGIN, call);
    } catch (SyncException refused) {
      if (!(refused.failure() instanceof Failure.GrantRejected)) {
        throw refused;
      }
    }
  }

  private record Token(Secret secret, Instant until) {}

  private Token token(Map<String, String> fields, Map<String, Secret> secrets, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer;
    try {
      answer =
          api.send(
              ProviderRequest.postForm(
                  api.address("graph", "/oauth/access_token", Map.of()), fields, secrets),
              LOGIN,
              call);
    } catch (SyncException refused) {
      throw ofCode(refused);
    }
    JsonNode token = GraphApi.object(answer, LOGIN, call);
    String text = token.path("access_token").asString("");
    if (text.isEmpty()) {
      throw answer.malformed("answered without an access token");
    }
    long seconds = token.path("expires_in").asLong(LIFETIME_DEFAULT.toSeconds());
    return new Token(Secret.of(text), call.now().plusSeconds(seconds));
  }

  /** A code is used once and for minutes: a person must begin anew. */
  private static SyncException ofCode(SyncException refused) {
    return refused.failure() instanceof Failure.InvalidRequest(String message)
        ? new SyncException(
            new Failure.GrantRejected(message + "; begin connecting once more."), refused)
        : refused;
  }

  /**
   * @param dataEnds 90 days after the person last signed in, however often the token is extended
   *     ("Access Tokens", data access expiration)
   */
  private record Inspected(
      String user, Set<String> scopes, Optional<Instant> tokenEnds, Optional<Instant> dataEnds) {}

  /** The tokens are sent in a form that asks for a reading, so that no address carries them. */
  private Inspected inspect(AppCredentials app, Secret token, Call call)
      throws SyncException, InterruptedException {
    ProviderAnswer answer =
        api.send(
            ProviderRequest.postForm(
                api.address("graph", "/debug_token", Map.of()),
                Map.of("method", "GET"),
                Map.of("access_token", GraphApi.token(app), "input_token", token)),
            LOGIN,
            call);
    JsonNode data = GraphApi.object(answer, LOGIN, call).path("data");
    if (!data.path("is_valid").isBoolean()) {
      throw answer.malformed("did not say whether the token is valid");
    }
    if (!data.path("is_valid").asBoolean()) {
      GraphError said =
          new GraphError(
              data.path("error").path("code").asInt(190),
              data.path("error").path("subcode").asInt(0),
              answer.masked(data.path("error").path("message").asString("no message")),
              false);
      throw new SyncException(
          GraphErrors.failure(said, answer.status(), LOGIN, Optional.empty(), call.now()));
    }
    String user = data.path("user_id").asString(data.path("profile_id").asString(""));
    if (user.isEmpty() || !data.path("scopes").isArray()) {
      throw answer.malformed("did not name the login and the scopes of this token");
    }
    String owner = data.path("app_id").asString(app.clientId());
    if (!owner.equals(app.clientId())) {
      throw new SyncException(
          new Failure.GrantRejected(
              "This token was made for the Meta app %s and not for the one that is entered here; make"
                      .formatted(owner)
                  + " one for that."));
    }
    Set<String> scopes = new HashSet<>();
    data.path("scopes").forEach(scope -> scopes.add(scope.asString("")));
    return new Inspected(
        user, scopes, time(data, "expires_at"), time(data, "data_access_expires_at"));
  }

  /** Zero means never. */
  private static Optional<Instant> time(JsonNode data, String name) {
    return Optional.of(data.path(name).asLong(0))
        .filter(seconds -> seconds > 0)
        .map(Instant::ofEpochSecond);
  }

  private static Failure noServiceAccount() {
    return new Failure.GrantRejected(
        "Meta has no service accounts; connect with Facebook or with the token of a system user.");
  }
}
