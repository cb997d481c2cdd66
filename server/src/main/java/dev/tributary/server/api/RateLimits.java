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
   * @param who a caller's id or a network address
   * @throws ApiProblem the caller has used the minute up
   */
  void count(String who, boolean write, HttpServletResponse response) {
    Instant now = clock.instant();
    begin(now.truncatedTo(ChronoUnit.MINUTES));
    String name = write ? "writes" : "reads";
    int quota = write ? writes : reads;
    int taken =
        used.computeIfAbsent(name + " " + who, any -> new AtomicInteger()).incrementAndGet();
    Duration left = Duration.between(now, minute.plus(WINDOW));
    response.setHeader(
        "RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(name, quota, WINDOW.toSeconds()));
    response.setHeader(
        "RateLimit",
        "\"%s\";r=%d;t=%d"
            .formatted(name, Math.max(0, quota - taken), Math.max(1, left.toSeconds())));
    if (taken > quota) {
      throw ApiProblem.of(
              Kind.TOO_OFTEN,
              "too_many_requests",
              "More than %d %s in a minute.".formatted(quota, name))
          .withRetryAfter(left);
    }
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
