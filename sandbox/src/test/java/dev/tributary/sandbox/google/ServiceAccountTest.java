package dev.tributary.sandbox.google;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.google.oauth.OAuthServer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAccountTest {
  private static Google google;
  private static Map<String, Object> key;

  @BeforeAll
  static void start() {
    google = Google.start();
    key = google.sandbox.description().google().serviceAccountKey();
  }

  @AfterAll
  static void stop() {
    google.close();
  }

  private static Map<String, Object> claims() {
    long now = Google.NOW.getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", key.get("client_email"));
    claims.put("scope", OAuthServer.READ_SCOPE);
    claims.put("aud", key.get("token_uri"));
    claims.put("iat", now);
    claims.put("exp", now + 3_600);
    return claims;
  }

  private static String sign(String algorithm, Map<String, Object> claims) throws Exception {
    String pem = (String) key.get("private_key");
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    PrivateKey secret = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    String text =
        part("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}")
            + "."
            + part(Client.JSON.writeValueAsString(claims));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(secret);
    signature.update(text.getBytes(StandardCharsets.US_ASCII));
    return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Client.Answer ask(String assertion) {
    return google.client.form(
        "/token",
        Map.of(
            "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", assertion));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "a.b", "!.!.!", "e30.e30.e30", "bm8.bm8.bm8"})
  void what_is_no_signed_token_is_refused(String assertion) {
    Client.Answer answer = ask(assertion);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("/error")).isEqualTo("invalid_grant");
  }

  @ParameterizedTest
  @CsvSource({
    "iss, stranger@example.com, Invalid grant: account not found",
    "aud, https://elsewhere.example/token, Invalid JWT: Failed audience check."
  })
  void issuer_and_audience_are_checked(String claim, String value, String text) throws Exception {
    Map<String, Object> claims = claims();
    claims.put(claim, value);
    assertThat(ask(sign("RS256", claims)).at("/error_description")).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"-7200, -3600", "900, 1800", "0, 3700"})
  void times_must_be_near_and_short(long issued, long expires) throws Exception {
    Instant now = Google.NOW;
    Map<String, Object> claims = claims();
    claims.put("iat", now.plusSeconds(issued).getEpochSecond());
    claims.put("exp", now.plusSeconds(expires).getEpochSecond());
    assertThat(ask(sign("RS256", claims)).at("/error_description"))
        .startsWith("Invalid JWT: Token must be a short-lived token");
  }

  @Test
  void another_algorithm_is_refused() throws Exception {
    assertThat(ask(sign("none", claims())).at("/error_description"))
        .isEqualTo("Invalid JWT Signature.");
  }

  @Test
  void a_changed_claim_breaks_the_signature() throws Exception {
    String[] parts = sign("RS256", claims()).split("\\.");
    Map<String, Object> other = claims();
    other.put("scope", "https://www.googleapis.com/auth/analytics.edit");
    String forged = parts[0] + "." + part(Client.JSON.writeValueAsString(other)) + "." + parts[2];
    assertThat(ask(forged).at("/error_description")).isEqualTo("Invalid JWT Signature.");
    assertThat(ask(parts[0] + "." + parts[1] + ".AAAA").at("/error_description"))
        .isEqualTo("Invalid JWT Signature.");
  }

  @Test
  void a_scope_is_needed() throws Exception {
    Map<String, Object> claims = claims();
    claims.remove("scope");
    assertThat(ask(sign("RS256", claims)).at("/error")).isEqualTo("invalid_scope");
  }

  @Test
  void a_good_assertion_opens_the_api() throws Exception {
    Client.Answer tokens = ask(sign("RS256", claims()));
    assertThat(tokens.status()).isEqualTo(200);
    assertThat(tokens.json().has("refresh_token")).isFalse();
    String token = tokens.at("/access_token");
    assertThat(
            google
                .client
                .get("/v1beta/properties/412001", "Authorization", "Bearer " + token)
                .status())
        .isEqualTo(200);
    assertThat(google.client.get("/tokeninfo?access_token=" + token).at("/access_type"))
        .isEqualTo("online");
  }
}
