package dev.tributary.metaads;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.spi.GrantCallbacks.Statement;
import dev.tributary.spi.Secret;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The form field {@code signed_request} by which Meta says that a person removed our app or wants
 * their data deleted: {@code signature.payload}, both base64url, the signature an HMAC-SHA256 of
 * the encoded payload with the app's secret ("Data Deletion Request Callback").
 */
final class SignedRequest {
  private static final String FIELD = "signed_request=";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Optional<Statement> read(byte[] form, Secret appSecret) {
    for (String pair : new String(form, UTF_8).split("&", -1)) {
      if (pair.startsWith(FIELD)) {
        return decoded(pair.substring(FIELD.length())).flatMap(text -> statement(text, appSecret));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> decoded(String value) {
    try {
      return Optional.of(URLDecoder.decode(value, UTF_8));
    } catch (IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  private static Optional<Statement> statement(String signed, Secret appSecret) {
    int point = signed.indexOf('.');
    if (point < 0 || appSecret.isEmpty()) {
      return Optional.empty();
    }
    String payload = signed.substring(point + 1);
    try {
      byte[] signature = Base64.getUrlDecoder().decode(signed.substring(0, point));
      if (!MessageDigest.isEqual(signature, Signature.of(payload.getBytes(UTF_8), appSecret))) {
        return Optional.empty();
      }
      JsonNode said = JSON.readTree(Base64.getUrlDecoder().decode(payload));
      String user = said.path("user_id").asString("");
      boolean known = said.path("algorithm").asString("").equalsIgnoreCase("HMAC-SHA256");
      return known && !user.isEmpty()
          ? Optional.of(
              new Statement(user, Instant.ofEpochSecond(said.path("issued_at").asLong(0))))
          : Optional.empty();
    } catch (IllegalArgumentException | JacksonException broken) {
      return Optional.empty();
    }
  }

  private SignedRequest() {}
}
