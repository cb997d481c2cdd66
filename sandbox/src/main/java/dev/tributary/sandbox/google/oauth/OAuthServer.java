package dev.tributary.sandbox.google.oauth;

import dev.tributary.sandbox.google.GoogleJson;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/** All of Google's OAuth addresses that an Analytics client needs. */
public final class OAuthServer {
  public static final String READ_SCOPE = "https://www.googleapis.com/auth/analytics.readonly";

  private static final Map<String, OAuthClient> CLIENTS =
      Map.of(
          OAuthClient.READY.id(), OAuthClient.READY,
          OAuthClient.WITHOUT_APIS.id(), OAuthClient.WITHOUT_APIS,
          OAuthClient.IN_TESTING.id(), OAuthClient.IN_TESTING);

  private final InstantSource clock;
  private final Tokens tokens;
  private final ServiceAccount serviceAccount = new ServiceAccount();
  private final AtomicReference<Consent> consent = new AtomicReference<>(Consent.APPROVE);
  private final AuthorizationEndpoint authorization;
  private final TokenEndpoint token;
  private final String tokenUri;

  /**
   * @param base where the sandbox answers, without a slash at the end
   */
  public OAuthServer(InstantSource clock, String base) {
    this.clock = clock;
    this.tokens = new Tokens(clock);
    this.tokenUri = base + "/token";
    this.authorization = new AuthorizationEndpoint(clock, tokens, CLIENTS);
    Set<String> audiences =
        Set.of(
            tokenUri,
            tokenUri.replace("127.0.0.1", "localhost"),
            "https://oauth2.googleapis.com/token");
    this.token =
        new TokenEndpoint(clock, tokens, CLIENTS, new Assertions(serviceAccount, audiences));
  }

  public Tokens tokens() {
    return tokens;
  }

  public Consent consent() {
    return consent.get();
  }

  /** What the user does on the consent page from now on. */
  public void consent(Consent next) {
    consent.set(next);
  }

  /** Forgets every token; the user approves again. */
  public void reset() {
    tokens.clear();
    consent.set(Consent.APPROVE);
  }

  /** A key file whose token address is this sandbox. */
  public Map<String, Object> serviceAccountKey() {
    return serviceAccount.keyFile(tokenUri);
  }

  /** Empty when the path is none of OAuth's. */
  public Optional<Response> answer(Request request) {
    return switch (request.path()) {
      case "/o/oauth2/v2/auth", "/o/oauth2/auth" ->
          Optional.of(authorization.answer(request, consent.get()));
      case "/token", "/oauth2/v4/token" -> Optional.of(token.answer(request));
      case "/revoke", "/o/oauth2/revoke" -> Optional.of(revoke(request));
      case "/tokeninfo", "/oauth2/v3/tokeninfo" -> Optional.of(tokenInfo(request));
      case "/v1/userinfo", "/oauth2/v3/userinfo" -> Optional.of(userInfo(request));
      default -> Optional.empty();
    };
  }

  private Response revoke(Request request) {
    String value =
        Optional.ofNullable(request.form().get("token"))
            .map(List::getFirst)
            .or(() -> request.query("token"))
            .orElse("");
    if (tokens.revoke(value)) {
      return Response.json(200, "{}");
    }
    return new TokenEndpoint.OAuthException(400, "invalid_token", "Token expired or revoked")
        .response();
  }

  private Response tokenInfo(Request request) {
    String value =
        request
            .query("access_token")
            .or(() -> Optional.ofNullable(request.form().get("access_token")).map(List::getFirst))
            .orElse("");
    Optional<Tokens.Access> access = live(value);
    if (access.isEmpty()) {
      return new TokenEndpoint.OAuthException(400, "invalid_token", "Invalid Value").response();
    }
    Tokens.Access one = access.get();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("azp", one.client().id());
    body.put("aud", one.client().id());
    body.put("sub", one.user().subject());
    body.put("scope", String.join(" ", new TreeSet<>(one.scopes())));
    body.put("exp", Long.toString(one.expires().getEpochSecond()));
    body.put(
        "expires_in", Long.toString(Duration.between(clock.instant(), one.expires()).toSeconds()));
    body.put("email", one.user().email());
    body.put("email_verified", "true");
    body.put("access_type", one.grant().isEmpty() ? "online" : "offline");
    return Response.json(200, GoogleJson.MAPPER.writeValueAsString(body));
  }

  private Response userInfo(Request request) {
    String header = request.header("authorization").orElse("");
    Optional<Tokens.Access> access = live(header.replaceFirst("(?i)^Bearer ", ""));
    if (access.isEmpty()) {
      return new TokenEndpoint.OAuthException(401, "invalid_request", "Invalid Credentials")
          .response();
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("sub", access.get().user().subject());
    body.put("email", access.get().user().email());
    body.put("email_verified", true);
    return Response.json(200, GoogleJson.MAPPER.writeValueAsString(body));
  }

  private Optional<Tokens.Access> live(String token) {
    return tokens.access(token).filter(one -> !tokens.expired(one));
  }
}
