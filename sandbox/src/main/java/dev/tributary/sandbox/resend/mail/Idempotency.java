package dev.tributary.sandbox.resend.mail;

import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.resend.ResendErrors;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers by idempotency key for 24 hours (resend.com/docs, Idempotency keys). Refused requests
 * leave nothing behind. Safe to use from many threads.
 */
public final class Idempotency {
  private static final Duration LIFE = Duration.ofHours(24);

  /** Of the payload its hash alone: a day's batches are large. */
  private record Known(String hash, Instant at, Optional<Response> answer) {}

  private final Map<String, Known> keys = new HashMap<>();

  /** The first answer to the same payload; {@code send} runs only when there is none. */
  public Response once(String key, String payload, Instant now, Supplier<Response> send) {
    String hash = hash(payload);
    Optional<Response> before = begin(key, hash, now);
    if (before.isPresent()) {
      return before.get();
    }
    try {
      Response answer = send.get();
      synchronized (this) {
        keys.put(key, new Known(hash, now, Optional.of(answer)));
      }
      return answer;
    } catch (RuntimeException refused) {
      synchronized (this) {
        keys.remove(key);
      }
      throw refused;
    }
  }

  private synchronized Optional<Response> begin(String key, String hash, Instant now) {
    Known known = keys.get(key);
    if (known != null && now.isBefore(known.at.plus(LIFE))) {
      if (!known.hash.equals(hash)) {
        throw ResendErrors.otherRequest();
      }
      if (known.answer.isEmpty()) {
        throw ResendErrors.concurrent();
      }
      return known.answer;
    }
    keys.put(key, new Known(hash, now, Optional.empty()));
    return Optional.empty();
  }

  private static String hash(String payload) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(payload.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
