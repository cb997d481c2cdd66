package dev.tributary.googleanalytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import dev.tributary.spi.SyncException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service account's key file. The token address inside it is ignored: a forged file must not
 * choose where the signature goes.
 */
final class ServiceAccountKey {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final long LIFETIME_SECONDS = 3_600;

  private final String clientEmail;
  private final String keyId;
  private final PrivateKey key;

  private ServiceAccountKey(String clientEmail, String keyId, PrivateKey key) {
    this.clientEmail = clientEmail;
    this.keyId = keyId;
    this.key = key;
  }

  /**
   * @throws SyncException with {@link Failure.GrantRejected} when it is no such key
   */
  static ServiceAccountKey parse(Secret file) throws SyncException {
    JsonNode tree;
    try {
      tree = JSON.readTree(file.reveal());
    } catch (JacksonException broken) {
      throw noKey("it is not JSON");
    }
    if (tree == null || !tree.path("type").asString("").equals("service_account")) {
      throw noKey("its type is not service_account");
    }
    String email = tree.path("client_email").asString("");
    if (email.isEmpty()) {
      throw noKey("its client_email is missing");
    }
    String pem =
        tree.path("private_key")
            .asString("")
            .replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "")
            .replaceAll("\\s", "");
    try {
      PrivateKey key =
          KeyFactory.getInstance("RSA")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
      return new ServiceAccountKey(email, tree.path("private_key_id").asString(""), key);
    } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
      // The cause may quote the key.
      throw noKey("its private_key cannot be read");
    }
  }

  String clientEmail() {
    return clientEmail;
  }

  /** A signed statement (RS256) that is traded for an access token. */
  Secret assertion(String scope, String audience, Instant now) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header.put("alg", "RS256").put("typ", "JWT").put("kid", keyId);
    ObjectNode claims = JsonNodeFactory.instance.objectNode();
    claims.put("iss", clientEmail).put("scope", scope).put("aud", audience);
    claims.put("iat", now.getEpochSecond()).put("exp", now.getEpochSecond() + LIFETIME_SECONDS);
    String signed = encoded(header) + "." + encoded(claims);
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(signed.getBytes(UTF_8));
      return Secret.of(signed + "." + BASE64.encodeToString(signature.sign()));
    } catch (GeneralSecurityException impossible) {
      // Every Java has RSA with SHA-256, and the key was read as an RSA key.
      throw new IllegalStateException("this Java cannot sign with RSA", impossible);
    }
  }

  private static String encoded(ObjectNode node) {
    return BASE64.encodeToString(node.toString().getBytes(UTF_8));
  }

  private static SyncException noKey(String why) {
    return new SyncException(
        new Failure.GrantRejected(
            "This is no key file of a Google service account: "
                + why
                + "; download a JSON key in the Google Cloud console and enter it whole."));
  }
}
