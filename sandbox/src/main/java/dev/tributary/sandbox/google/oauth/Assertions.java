package dev.tributary.sandbox.google.oauth;

import dev.tributary.sandbox.google.GoogleJson;
import dev.tributary.sandbox.google.oauth.TokenEndpoint.OAuthException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Checks the signed JSON web tokens of service accounts. */
final class Assertions {
  private static final Duration LIFE_MAX = Duration.ofHours(1);
  private static final Duration SKEW = Duration.ofMinutes(5);

  private final ServiceAccount account;
  private final Set<String> audiences;

  /**
   * @param audiences token addresses that an assertion may be meant for
   */
  Assertions(ServiceAccount account, Set<String> audiences) {
    this.account = account;
    this.audiences = audiences;
  }

  Tokens.Principal principal() {
    return account.principal();
  }

  /** The scopes that the assertion asks for. */
  Set<String> verify(String assertion, Instant now) {
    String[] parts = assertion.split("\\.");
    if (parts.length != 3) {
      throw invalid("Bad Request");
    }
    JsonNode header = json(parts[0]);
    JsonNode claims = json(parts[1]);
    if (!GoogleJson.text(header, "alg").equals("RS256")) {
      throw invalid("Invalid JWT Signature.");
    }
    if (!GoogleJson.text(claims, "iss").equals(ServiceAccount.EMAIL)) {
      throw invalid("Invalid grant: account not found");
    }
    byte[] text = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    if (!account.signed(text, decode(parts[2]))) {
      throw invalid("Invalid JWT Signature.");
    }
    if (!audiences.contains(GoogleJson.text(claims, "aud"))) {
      throw invalid("Invalid JWT: Failed audience check.");
    }
    checkTimes(claims, now);
    String scope = GoogleJson.text(claims, "scope");
    if (scope.isBlank()) {
      throw new OAuthException(400, "invalid_scope", "Empty or missing scope not allowed.");
    }
    return Set.of(scope.strip().split(" +"));
  }

  private static void checkTimes(JsonNode claims, Instant now) {
    Instant issued = Instant.ofEpochSecond(GoogleJson.int64(claims, "iat", 0));
    Instant expires = Instant.ofEpochSecond(GoogleJson.int64(claims, "exp", 0));
    boolean early = issued.isAfter(now.plus(SKEW));
    boolean late = !expires.isAfter(now.minus(SKEW));
    boolean lasting = Duration.between(issued, expires).compareTo(LIFE_MAX) > 0;
    if (early || late || lasting) {
      throw invalid(
          "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable"
              + " timeframe. Check your iat and exp values in the JWT claim.");
    }
  }

  private static JsonNode json(String part) {
    try {
      return GoogleJson.MAPPER.readTree(decode(part));
    } catch (JacksonException malformed) {
      throw invalid("Bad Request");
    }
  }

  private static byte[] decode(String part) {
    try {
      return Base64.getUrlDecoder().decode(part);
    } catch (IllegalArgumentException malformed) {
      throw invalid("Bad Request");
    }
  }

  private static OAuthException invalid(String description) {
    return new OAuthException(400, "invalid_grant", description);
  }
}
