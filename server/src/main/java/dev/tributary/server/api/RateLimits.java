package dev.tributary.server.api;

import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * How many requests each caller may make in a minute of this node's clock; strangers are counted by
 * their network address. Told in the fields of the IETF's draft on RateLimit headers.
 */
@Component
final class RateLimits {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final int reads;
  private final int writes;
  private final Map<String, AtomicInteger> used = new ConcurrentHashMap<>();
  private volatile Instant minute = Instant.EPOCH;

  @Autowired
  RateLimits(Settings settings) {
    this(
        settings.number(Setting.API_READS),
        settings.number(Setting.API_WRITES),
        InstantSource.system());
  }

  RateLimits(int reads, int writes, InstantSource clock) {
    this.reads = reads;
    this.writes = writes;
    this.clock = clock;
  }

  /**
   * What a caller may do in the rest of the minute.
   *
   * @param policy for the header RateLimit-Policy
   * @param left for the header RateLimit
   * @param pause how long until the next request; empty while there is one left
   */
  record Allowance(String policy, String left, Optional<Duration> pause) {
    void tell(HttpServletResponse response) {
      response.setHeader("RateLimit-Policy", policy);
      response.setHeader("RateLimit", left);
    }

    /**
     * @throws ApiProblem the caller has used the minute up
     */
    void require() {
      if (pause.isPresent()) {
        throw ApiProblem.of(
                Kind.TOO_OFTEN,
                "too_many_requests",
                "Too many requests in a minute: " + policy + ".")
            .withRetryAfter(pause.get());
      }
    }
  }

  /**
   * Counts a request.
   *
   * @param who a caller's id or a network address
   */
  Allowance count(String who, boolean write) {
    Instant now = clock.instant();
    begin(now.truncatedTo(ChronoUnit.MINUTES));
    String name = write ? "writes" : "reads";
    int quota = write ? writes : reads;
    int taken =
        used.computeIfAbsent(name + " " + who, any -> new AtomicInteger()).incrementAndGet();
    Duration rest = Duration.between(now, minute.plus(WINDOW));
    return new Allowance(
        "\"%s\";q=%d;w=%d".formatted(name, quota, WINDOW.toSeconds()),
        "\"%s\";r=%d;t=%d"
            .formatted(name, Math.max(0, quota - taken), Math.max(1, rest.toSeconds())),
        taken > quota ? Optional.of(rest) : Optional.empty());
  }

  private void begin(Instant current) {
    if (!minute.equals(current)) {
      synchronized (this) {
        if (!minute.equals(current)) {
          used.clear();
          minute = current;
        }
      }
    }
  }
}
