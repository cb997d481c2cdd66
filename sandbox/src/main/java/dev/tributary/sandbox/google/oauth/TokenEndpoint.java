package dev.tributary.sandbox.google.oauth;

import dev.tributary.sandbox.google.GoogleJson;
import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** POST /token: codes, refresh tokens and signed assertions become access tokens. */
final class TokenEndpoint {
  private static final String REVOKED = "Token has been expired or revoked.";

  /** Ends the request with an OAuth error body. */
  static final class OAuthException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String error;

    OAuthException(int status, String error, String description) {
      super(description, null, false, false);
      this.status = status;
      this.error = error;
    }

    Response response() {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("error", error);
      body.put("error_description", getMessage());
      return Response.json(status, GoogleJson.MAPPER.writeValueAsString(body));
    }
  }

  private final InstantSource clock;
  private final Tokens tokens;
  private final Map<String, OAuthClient> clients;
  private final Assertions assertions;

  TokenEndpoint(
      InstantSource clock, Tokens tokens, Map<String, OAuthClient> clients, Assertions assertions) {
    this.clock = clock;
    this.tokens = tokens;
    this.clients = clients;
    this.assertions = assertions;
  }

  Response answer(Request request) {
    try {
      Map<String, List<String>> form = request.form();
      String type = required(form, "grant_type");
      return switch (type) {
        case "authorization_code" -> exchange(request, form);
        case "refresh_token" -> refresh(request, form);
        case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> assertion(form);
        default ->
            throw new OAuthException(400, "unsupported_grant_type", "Invalid grant_type: " + type);
      };
    } catch (OAuthException refused) {
      return refused.response();
    }
  }

  private Response exchange(Request request, Map<String, List<String>> form) {
    OAuthClient client = client(request, form);
    Tokens.Code code =
        tokens
            .takeCode(required(form, "code"))
            .filter(one -> one.client().equals(client))
            .orElseThrow(() -> new OAuthException(400, "invalid_grant", "Malformed auth code."));
    if (!code.redirectUri().equals(first(form, "redirect_uri").orElse(""))) {
      throw new OAuthException(400, "redirect_uri_mismatch", "Bad Request");
    }
    verify(code, first(form, "code_verifier"));
    Optional<Tokens.Grant> grant =
        code.offline() && code.newGrant()
            ? Optional.of(tokens.addGrant(client, code.user(), code.scopes()))
            : Optional.empty();
    Tokens.Access access =
        tokens.addAccess(
            client, code.user(), code.scopes(), grant.map(Tokens.Grant::refreshToken).orElse(""));
    return granted(access, grant, true);
  }

  private static void verify(Tokens.Code code, Optional<String> verifier) {
    if (code.challenge().isEmpty()) {
      return;
    }
    if (verifier.isEmpty()) {
      throw new OAuthException(400, "invalid_grant", "Missing code verifier.");
    }
    String proof = code.challengeMethod().equals("S256") ? sha256(verifier.get()) : verifier.get();
    if (!proof.equals(code.challenge())) {
      throw new OAuthException(400, "invalid_grant", "Invalid code verifier.");
    }
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot compute SHA-256", e);
    }
  }

  private Response refresh(Request request, Map<String, List<String>> form) {
    OAuthClient client = client(request, form);
    Tokens.Grant grant =
        tokens
            .grant(required(form, "refresh_token"))
            .filter(one -> one.client().equals(client))
            .orElseThrow(() -> new OAuthException(400, "invalid_grant", REVOKED));
    return granted(
        tokens.addAccess(client, grant.user(), grant.scopes(), grant.refreshToken()),
        Optional.of(grant),
        false);
  }

  private Response assertion(Map<String, List<String>> form) {
    Set<String> scopes = assertions.verify(required(form, "assertion"), clock.instant());
    Tokens.Access access = tokens.addAccess(OAuthClient.READY, assertions.principal(), scopes, "");
    return granted(access, Optional.empty(), false);
  }

  /** Credentials in the body or in a Basic header. */
  private OAuthClient client(Request request, Map<String, List<String>> form) {
    String id = first(form, "client_id").orElse("");
    String secret = first(form, "client_secret").orElse("");
    String header = request.header("authorization").orElse("");
    if (header.startsWith("Basic ")) {
      String[] pair = basic(header.substring("Basic ".length()).strip());
      id = pair[0];
      secret = pair[1];
    }
    OAuthClient client = clients.get(id);
    if (client == null) {
      throw new OAuthException(401, "invalid_client", "The OAuth client was not found.");
    }
    if (!client.secret().equals(secret)) {
      throw new OAuthException(401, "invalid_client", "Unauthorized");
    }
    return client;
  }

  private static String[] basic(String encoded) {
    try {
      String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      if (colon >= 0) {
        return new String[] {
          URLDecoder.decode(text.substring(0, colon), StandardCharsets.UTF_8),
          URLDecoder.decode(text.substring(colon + 1), StandardCharsets.UTF_8)
        };
      }
    } catch (IllegalArgumentException notBase64) {
      throw new OAuthException(400, "invalid_request", "Malformed Basic credentials.");
    }
    throw new OAuthException(400, "invalid_request", "Malformed Basic credentials.");
  }

  /** Only a fresh grant brings a refresh token along. */
  private Response granted(Tokens.Access access, Optional<Tokens.Grant> grant, boolean fresh) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("access_token", access.token());
    body.put("expires_in", Tokens.ACCESS_LIFE.toSeconds() - 1);
    grant.filter(_ -> fresh).ifPresent(one -> body.put("refresh_token", one.refreshToken()));
    grant
        .flatMap(Tokens.Grant::ends)
        .map(end -> Duration.between(clock.instant(), end).toSeconds())
        .ifPresent(seconds -> body.put("refresh_token_expires_in", seconds));
    body.put("scope", String.join(" ", new TreeSet<>(access.scopes())));
    body.put("token_type", "Bearer");
    return Response.json(200, GoogleJson.MAPPER.writeValueAsString(body));
  }

  private static String required(Map<String, List<String>> form, String name) {
    return first(form, name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() ->
            new OAuthException(400, "invalid_request", "Missing required parameter: " + name));
  }

  private static Optional<String> first(Map<String, List<String>> form, String name) {
    return Optional.ofNullable(form.get(name)).map(List::getFirst);
  }
}
