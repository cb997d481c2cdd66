package dev.tributary.sandbox.resend.webhook;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Svix signatures: HMAC-SHA256 over {@code id.timestamp.body} in base64, one per valid secret
 * (docs.svix.com, Verifying payloads manually).
 */
public final class Signing {
  static final String PREFIX = "whsec_";
  private static final String HMAC = "HmacSHA256";

  private Signing() {}

  static String secret(byte[] key) {
    return PREFIX + Base64.getEncoder().encodeToString(key);
  }

  /** The header of one secret, "v1," and the signature. */
  public static String signature(String secret, String id, long timestamp, byte[] body) {
    byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    ByteArrayOutputStream signed = new ByteArrayOutputStream(body.length + 64);
    signed.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    signed.writeBytes(body);
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.toByteArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + HMAC, e);
    }
  }

  static Map<String, String> headers(Webhook webhook, String id, Instant at, byte[] body) {
    List<String> signatures = new ArrayList<>();
    signatures.add(signature(webhook.secret(), id, at.getEpochSecond(), body));
    for (Webhook.Retired old : webhook.retired()) {
      if (at.isBefore(old.until())) {
        signatures.add(signature(old.secret(), id, at.getEpochSecond(), body));
      }
    }
    return headers(id, at, String.join(" ", signatures));
  }

  static Map<String, String> headers(String id, Instant at, String signatures) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("User-Agent", "Svix-Webhooks/1.62 (sandbox)");
    headers.put("svix-id", id);
    headers.put("svix-timestamp", Long.toString(at.getEpochSecond()));
    if (!signatures.isEmpty()) {
      headers.put("svix-signature", signatures);
    }
    return headers;
  }
}
