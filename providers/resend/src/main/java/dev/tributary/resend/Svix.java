package dev.tributary.resend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.spi.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signatures of webhooks as Svix makes them, which is the Standard Webhooks scheme: the id, the
 * time and the bytes of the body, joined by points, under HMAC-SHA256. While a secret is being
 * exchanged a delivery carries several signatures, and one that fits is enough.
 */
final class Svix {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String VERSION = "v1";
  private static final String PREFIX = "whsec_";

  /** Older or newer deliveries may be repeated by somebody who saw one. */
  static final Duration TOLERANCE = Duration.ofSeconds(300);

  /** What a check came to. */
  sealed interface Check {
    /**
     * @param id the same however often it is delivered
     */
    record Signed(String id) implements Check {}

    /**
     * @param reason one sentence without anything of the delivery itself
     */
    record Unsigned(String reason) implements Check {}
  }

  /**
   * Checks in constant time.
   *
   * @param headers by lower-case name
   */
  static Check check(Map<String, String> headers, byte[] body, Secret secret, Instant now) {
    Optional<String> id = header(headers, "id");
    Optional<String> timestamp = header(headers, "timestamp");
    Optional<String> signatures = header(headers, "signature");
    if (id.isEmpty() || timestamp.isEmpty() || signatures.isEmpty()) {
      return new Check.Unsigned("The delivery has no signature.");
    }
    long seconds;
    try {
      seconds = Long.parseLong(timestamp.get());
    } catch (NumberFormatException none) {
      return new Check.Unsigned("The delivery's time is unreadable.");
    }
    long away = now.getEpochSecond() - seconds;
    if (Math.abs(away) > TOLERANCE.toSeconds() || away == Long.MIN_VALUE) {
      return new Check.Unsigned(
          away > 0
              ? "The delivery was signed too long ago."
              : "The delivery was signed in the future; check this machine's clock.");
    }
    Optional<byte[]> key = key(secret);
    if (key.isEmpty()) {
      return new Check.Unsigned(
          "The signing secret of this address is none; connect the webhook anew.");
    }
    byte[] wanted =
        Base64.getEncoder().encode(mac(key.get(), id.get() + "." + seconds + ".", body));
    boolean fits = false;
    for (String signature : signatures.get().split(" ")) {
      String[] parts = signature.split(",", 3);
      fits |=
          parts.length > 1
              && parts[0].equals(VERSION)
              && MessageDigest.isEqual(parts[1].getBytes(UTF_8), wanted);
    }
    return fits
        ? new Check.Signed(id.get())
        : new Check.Unsigned("The delivery is not signed with the secret of this address.");
  }

  /** Resend's own names first, then those of the standard. */
  private static Optional<String> header(Map<String, String> headers, String name) {
    return Optional.ofNullable(headers.get("svix-" + name))
        .or(() -> Optional.ofNullable(headers.get("webhook-" + name)));
  }

  private static Optional<byte[]> key(Secret secret) {
    String text = secret.reveal();
    try {
      byte[] key =
          Base64.getDecoder()
              .decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text);
      return key.length == 0 ? Optional.empty() : Optional.of(key);
    } catch (IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private static byte[] mac(byte[] key, String before, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(before.getBytes(UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has " + ALGORITHM, missing);
    }
  }

  private Svix() {}
}
