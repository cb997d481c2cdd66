package dev.tributary.server.webhook;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.settings.TrustedProxies;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * What the doors take from strangers: so much at a time and few at once at work, bodies of one type
 * up to a size, and from an address only so many wrong ones in a minute of this node's clock. All
 * of it is looked at before a signature is computed.
 */
@Component
final class DoorBounds {
  /** A thousand events of Meta's have a tenth of this. */
  static final int BYTES_MAX = 2 * 1024 * 1024;

  static final int WRONG_MAX = 600;

  /** Of memory, for the bodies that are held at a time. */
  private static final int PLACE_BYTES = 128 * 1024;

  /** So 512 deliveries of the usual size, or 32 of the largest. */
  static final int PLACES = 512;

  /** Each has a connection of the system's pool, of which all else needs some. */
  static final int AT_WORK = 4;

  /** No provider hangs up earlier. */
  private static final Duration WORK_WAIT = Duration.ofSeconds(3);

  /** More addresses than this in a minute are a flood, and share one count. */
  private static final int ADDRESSES_MAX = 10_000;

  private static final Duration SOON = Duration.ofSeconds(2);

  private final TrustedProxies proxies;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(PLACES);
  private final Semaphore work = new Semaphore(AT_WORK, true);
  private final Map<String, AtomicInteger> wrong = new ConcurrentHashMap<>();
  private volatile Instant minute = Instant.EPOCH;

  @Autowired
  DoorBounds(Settings settings) {
    this(TrustedProxies.of(settings), InstantSource.system());
  }

  DoorBounds(TrustedProxies proxies, InstantSource clock) {
    this.proxies = proxies;
    this.clock = clock;
  }

  /** What is done with a body that was let in. */
  @FunctionalInterface
  interface Work<T> {
    T with(byte[] body) throws IOException;
  }

  /** Reads a body and does something with it. */
  @FunctionalInterface
  interface Read<T> {
    T now() throws IOException;
  }

  /**
   * Reads a body and does something with it, in one of a few places.
   *
   * @param type the only type of body that is taken
   * @throws ApiProblem it is not let in
   */
  <T> T let(HttpServletRequest request, MediaType type, Work<T> deed) {
    requireType(request, type);
    requireFewWrong(address(request));
    if (request.getContentLengthLong() > BYTES_MAX) {
      throw tooLarge();
    }
    return placed(request.getContentLengthLong(), () -> inTurn(body(request), deed));
  }

  /**
   * Holds the places that a body may fill; whoever tells no length may fill those of the largest.
   */
  <T> T placed(long announced, Read<T> read) {
    int wanted = places(announced);
    if (!places.tryAcquire(wanted)) {
      throw busy();
    }
    try {
      return read.now();
    } catch (IOException e) {
      throw ApiProblem.of(Kind.UNREADABLE, "body_cut_off", "The body ended before its end.");
    } finally {
      places.release(wanted);
    }
  }

  private static int places(long announced) {
    return Math.toIntExact(
        Math.max(1, Math.ceilDiv(announced < 0 ? BYTES_MAX : announced, PLACE_BYTES)));
  }

  /** Who sends slowly is not at work yet; a burst waits its turn. */
  <T> T inTurn(byte[] body, Work<T> deed) throws IOException {
    try {
      if (!work.tryAcquire(WORK_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      // The node stops.
      Thread.currentThread().interrupt();
      throw busy();
    }
    try {
      return deed.with(body);
    } finally {
      work.release();
    }
  }

  private static ApiProblem busy() {
    return ApiProblem.of(Kind.NOT_NOW, "busy", "Too many deliveries come at this moment.")
        .withRetryAfter(SOON);
  }

  private static void requireType(HttpServletRequest request, MediaType type) {
    String given = request.getContentType();
    boolean fits;
    try {
      fits = given != null && type.includes(MediaType.parseMediaType(given));
    } catch (IllegalArgumentException unreadable) {
      fits = false;
    }
    if (!fits) {
      throw ApiProblem.of(
          Kind.WRONG_TYPE, "unsupported_media_type", "This address takes " + type + " alone.");
    }
  }

  /** The bytes as they come: no reader of parameters may have been before. */
  private static byte[] body(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(BYTES_MAX + 1);
    if (body.length > BYTES_MAX) {
      throw tooLarge();
    }
    if (request.getContentLengthLong() > body.length) {
      throw new IOException("the body is shorter than it was announced");
    }
    return body;
  }

  private static ApiProblem tooLarge() {
    return ApiProblem.of(Kind.TOO_LARGE, "delivery_too_large", "A delivery has at most 2 MiB.");
  }

  /** Somebody sent what no provider signed. */
  ApiProblem refused(HttpServletRequest request) {
    wrong(address(request));
    return ApiProblem.of(
        Kind.UNKNOWN_CALLER,
        "delivery_refused",
        "Nothing that a provider signed for this address.");
  }

  private String address(HttpServletRequest request) {
    return proxies.client(
        request.getRemoteAddr(), Collections.list(request.getHeaders("X-Forwarded-For")));
  }

  /** Counts what was not signed. */
  void wrong(String address) {
    counted(address).ifPresent(AtomicInteger::incrementAndGet);
  }

  /**
   * @throws ApiProblem too much came from there that was not signed
   */
  void requireFewWrong(String address) {
    if (counted(address).filter(count -> count.get() >= WRONG_MAX).isPresent()) {
      throw ApiProblem.of(
              Kind.TOO_OFTEN,
              "too_many_requests",
              "Too many deliveries from this address were not signed.")
          .withRetryAfter(Duration.between(clock.instant(), minute.plus(1, ChronoUnit.MINUTES)));
    }
  }

  /**
   * A proxy on this machine or its network, which nobody named as one, is no sender: who hides
   * behind it must not keep the providers out.
   */
  private Optional<AtomicInteger> counted(String address) {
    InetAddress from = InetAddress.ofLiteral(address);
    if (from.isLoopbackAddress() || from.isSiteLocalAddress() || from.isLinkLocalAddress()) {
      return Optional.empty();
    }
    Instant current = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    if (!minute.equals(current)) {
      synchronized (this) {
        if (!minute.equals(current)) {
          wrong.clear();
          minute = current;
        }
      }
    }
    return Optional.of(
        wrong.computeIfAbsent(
            wrong.size() < ADDRESSES_MAX ? address : "others", any -> new AtomicInteger()));
  }
}
