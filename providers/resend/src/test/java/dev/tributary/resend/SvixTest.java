package dev.tributary.resend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SvixTest {
  private static final byte[] KEY = "a key of twenty-four byt".getBytes(UTF_8);
  static final Secret SECRET = Secret.of("whsec_" + Base64.getEncoder().encodeToString(KEY));
  private static final Instant AT = Instant.ofEpochSecond(1_790_000_000);
  private static final String BODY = "{\"type\":\"email.sent\"}";

  static String signature(byte[] key, String id, long seconds, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal((id + "." + seconds + "." + body).getBytes(UTF_8)));
    } catch (java.security.GeneralSecurityException missing) {
      throw new AssertionError(missing);
    }
  }

  static Map<String, String> headers(Instant at, String body) {
    return headers("msg_1", at, signature(KEY, "msg_1", at.getEpochSecond(), body));
  }

  private static Map<String, String> headers(String id, Instant at, String signature) {
    Map<String, String> headers = new HashMap<>();
    headers.put("svix-id", id);
    headers.put("svix-timestamp", Long.toString(at.getEpochSecond()));
    headers.put("svix-signature", signature);
    return headers;
  }

  private static boolean signed(
      Map<String, String> headers, String body, Secret secret, Instant now) {
    return Svix.check(headers, body.getBytes(UTF_8), secret, now) instanceof Svix.Check.Signed;
  }

  @Test
  void a_signature_over_id_time_and_body_fits_and_tells_the_id() {
    assertThat(Svix.check(headers(AT, BODY), BODY.getBytes(UTF_8), SECRET, AT))
        .isEqualTo(new Svix.Check.Signed("msg_1"));
  }

  @Test
  void the_example_of_the_standard_is_computed_alike() {
    // Computed from the published secret, id, time and body of the Standard Webhooks scheme.
    Instant at = Instant.ofEpochSecond(1_614_265_330);
    String signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    assertThat(
            signed(
                headers("msg_p5jXN8AQM9LWM0D4loKWxJek", at, signature),
                "{\"test\": 2432232314}",
                Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                at))
        .isTrue();
  }

  @Test
  void one_of_several_signatures_is_enough_while_a_secret_is_exchanged() {
    String other = signature("another key".getBytes(UTF_8), "msg_1", AT.getEpochSecond(), BODY);
    String own = signature(KEY, "msg_1", AT.getEpochSecond(), BODY);
    assertThat(signed(headers("msg_1", AT, other + " v1a,x " + own), BODY, SECRET, AT)).isTrue();
    assertThat(signed(headers("msg_1", AT, other), BODY, SECRET, AT)).isFalse();
  }

  @Test
  void a_body_that_was_written_anew_is_another_body() {
    String spaced = "{ \"type\": \"email.sent\" }";
    assertThat(JsonMapper.shared().readTree(spaced)).isEqualTo(JsonMapper.shared().readTree(BODY));
    assertThat(signed(headers(AT, BODY), spaced, SECRET, AT)).isFalse();
  }

  @Test
  void neither_another_tenants_secret_nor_a_bare_prefix_fits() {
    String own = signature(KEY, "msg_1", AT.getEpochSecond(), BODY);
    Secret foreign = Secret.of("whsec_" + Base64.getEncoder().encodeToString(new byte[24]));
    assertThat(signed(headers(AT, BODY), BODY, foreign, AT)).isFalse();
    for (String wrong :
        new String[] {
          "",
          "v1",
          "v1,",
          own.substring(0, 20),
          own.replace("v1,", "v2,"),
          own.substring(3),
          "v1 " + own.substring(3)
        }) {
      assertThat(signed(headers("msg_1", AT, wrong), BODY, SECRET, AT)).as(wrong).isFalse();
    }
    assertThat(signed(headers("msg_2", AT, own), BODY, SECRET, AT)).as("another id").isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "300, true", "-300, true", "301, false", "-301, false", "86400, false"})
  void a_signed_time_counts_for_five_minutes_either_way(long later, boolean fits) {
    assertThat(signed(headers(AT, BODY), BODY, SECRET, AT.plusSeconds(later))).isEqualTo(fits);
  }

  @Test
  void the_reason_tells_an_old_delivery_from_a_wrong_clock() {
    assertThat(Svix.check(headers(AT, BODY), BODY.getBytes(UTF_8), SECRET, AT.plusSeconds(400)))
        .extracting("reason")
        .asString()
        .contains("too long ago");
    assertThat(Svix.check(headers(AT, BODY), BODY.getBytes(UTF_8), SECRET, AT.minusSeconds(400)))
        .extracting("reason")
        .asString()
        .contains("clock");
  }

  @ParameterizedTest
  @ValueSource(strings = {"svix-id", "svix-timestamp", "svix-signature"})
  void a_missing_header_is_no_signature(String name) {
    Map<String, String> headers = headers(AT, BODY);
    headers.remove(name);
    assertThat(signed(headers, BODY, SECRET, AT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "1e9", "9223372036854775807", "-9223372036854775808"})
  void a_time_that_is_none_is_refused(String time) {
    Map<String, String> headers = headers(AT, BODY);
    headers.put("svix-timestamp", time);
    assertThat(signed(headers, BODY, SECRET, AT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "whsec_no base64!"})
  void a_secret_that_is_none_signs_nothing(String secret) {
    String empty = signature(new byte[] {0}, "msg_1", AT.getEpochSecond(), BODY);
    assertThat(signed(headers("msg_1", AT, empty), BODY, Secret.of(secret), AT)).isFalse();
  }

  @Test
  void the_vendors_vectors_pass() throws IOException {
    Optional<Path> specs =
        Optional.ofNullable(System.getenv("TRIBUTARY_SPECS"))
            .map(folder -> Path.of(folder, "svix", "signature-vectors.json"))
            .filter(Files::exists);
    if (specs.isEmpty()) {
      System.out.println("not run: the vendors' vectors, because TRIBUTARY_SPECS names none");
    }
    assumeTrue(specs.isPresent());
    JsonNode vectors = JsonMapper.shared().readTree(Files.readString(specs.get()));
    assertThat(vectors.path("verify").size()).isGreaterThan(15);
    for (JsonNode vector : vectors.path("verify")) {
      Map<String, String> headers = new HashMap<>();
      vector
          .path("headers")
          .properties()
          .forEach(header ->
              headers.put(
                  header.getKey().toLowerCase(Locale.ROOT), header.getValue().asString("")));
      assertThat(
              signed(
                  headers,
                  vector.path("payload").asString(""),
                  Secret.of(vector.path("secret").asString("")),
                  Instant.ofEpochSecond(vector.path("now").asLong(0))))
          .as(vector.path("name").asString(""))
          .isEqualTo(vector.path("expect").asString("").equals("valid"));
    }
    for (JsonNode secret : vectors.path("invalidSecrets")) {
      assertThat(signed(headers(AT, BODY), BODY, Secret.of(secret.asString("")), AT)).isFalse();
    }
  }
}
