package dev.tributary.server.api;

import dev.tributary.engine.vault.Vault;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.store.KeptAnswer;
import dev.tributary.store.KeptAnswerStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Requests with an {@code Idempotency-Key}: done once, however often they are sent. The answer is
 * kept for a day, sealed by the vault because it may hold what is shown once, and only if something
 * was done: a refused request may be sent again with the same key.
 */
@Component
final class Idempotency {
  static final String HEADER = "Idempotency-Key";
  static final String REPLAYED = "Idempotency-Replayed";
  private static final String NAME = Once.class.getName();
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final List<String> HEADERS = List.of("Content-Type", "Location", "ETag");
  private static final UUID NOWHERE = new UUID(0, 0);

  /** Nothing takes so long; what was not ended by then was cut short. */
  private static final Duration DESERTED = Duration.ofMinutes(10);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  /** Larger answers only read, so they may be asked for again. */
  private static final int BYTES_MAX = 256 * 1024;

  private final BackendSource source;

  Idempotency(BackendSource source) {
    this.source = source;
  }

  /** One such request, and whether it was begun here. */
  private static final class Once {
    private final String caller;
    private final byte[] key;
    private final byte[] request;
    private boolean begun;

    Once(String caller, byte[] key, byte[] request) {
      this.caller = caller;
      this.key = key;
      this.request = request;
    }
  }

  /**
   * Notes that a request is to be done once. What strangers send signs somebody in, and is never
   * replayed.
   *
   * @return the response to hand on, which keeps what is written
   */
  HttpServletResponse prepare(BodyKept request, HttpServletResponse response) {
    String key = request.getHeader(HEADER);
    if (key == null || !request.getMethod().equals("POST")) {
      return response;
    }
    if (!KEY.matcher(key).matches()) {
      throw ApiProblem.of(
          Kind.INVALID,
          "idempotency_key_unfit",
          "An Idempotency-Key has 1 to 255 visible ASCII characters.");
    }
    Optional<String> caller = Asking.of(request).caller().map(known -> known.id());
    if (caller.isEmpty()) {
      return response;
    }
    String line =
        "%s %s?%s\n"
            .formatted(request.getMethod(), request.getRequestURI(), request.getQueryString());
    request.setAttribute(
        NAME, new Once(caller.get(), hash(key), Hashes.sha256(utf8(line), request.body())));
    return new ContentCachingResponseWrapper(response);
  }

  /**
   * Called when the caller was let in.
   *
   * @return false when the kept answer was sent
   */
  boolean enter(HttpServletRequest request, HttpServletResponse response) {
    if (!(request.getAttribute(NAME) instanceof Once once)) {
      return true;
    }
    Instant now = source.get().engine().now();
    Optional<KeptAnswer> kept =
        store().begin(once.caller, once.key, once.request, now, now.minus(DESERTED));
    if (kept.isEmpty()) {
      once.begun = true;
      return true;
    }
    if (!Arrays.equals(kept.get().requestHash(), once.request)) {
      throw ApiProblem.of(
          Kind.INVALID,
          "idempotency_key_reused",
          "This Idempotency-Key came with another request before.");
    }
    KeptAnswer.Done done =
        kept.get()
            .done()
            .orElseThrow(() ->
                ApiProblem.of(
                        Kind.CONFLICT,
                        "idempotency_in_progress",
                        "The same request is being worked on at this moment.")
                    .withRetryAfter(LOOK_AGAIN));
    replay(once, done, response);
    return false;
  }

  private void replay(Once once, KeptAnswer.Done done, HttpServletResponse response) {
    response.setStatus(done.status());
    done.headers().forEach(response::setHeader);
    response.setHeader(REPLAYED, "true");
    try {
      response.getOutputStream().write(source.get().vault().open(done.body(), place(once)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called when the request is over, whatever became of it. */
  void leave(HttpServletRequest request, HttpServletResponse response, boolean answered)
      throws IOException {
    if (!(response instanceof ContentCachingResponseWrapper caching)) {
      return;
    }
    if (request.getAttribute(NAME) instanceof Once once && once.begun) {
      byte[] body = caching.getContentAsByteArray();
      boolean did = answered && caching.getStatus() < 300 && body.length <= BYTES_MAX;
      if (did) {
        Backend backend = source.get();
        Map<String, String> headers = new HashMap<>();
        for (String name : HEADERS) {
          Optional.ofNullable(caching.getHeader(name)).ifPresent(value -> headers.put(name, value));
        }
        store()
            .end(
                once.caller,
                once.key,
                new KeptAnswer.Done(
                    caching.getStatus(), headers, backend.vault().seal(body, place(once))));
      } else {
        store().forget(once.caller, once.key);
      }
    }
    caching.copyBodyToResponse();
  }

  /** Binds the ciphertext to the caller and the key. */
  private static Vault.Place place(Once once) {
    ByteBuffer bytes = ByteBuffer.wrap(Hashes.sha256(utf8(once.caller), once.key));
    return new Vault.Place(
        NOWHERE, new UUID(bytes.getLong(), bytes.getLong()), "kept_answer.ciphertext", 1);
  }

  private KeptAnswerStore store() {
    return new KeptAnswerStore(source.get().database());
  }

  private static byte[] hash(String text) {
    return Hashes.sha256(utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
