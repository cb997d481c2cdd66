package dev.tributary.server.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process can do its work: database, schema, key and, on a worker, the loop that takes
 * due work. Providers do not count: their outage is no reason to send people elsewhere. An answer
 * is good for a second, so that asking often costs little. Safe to use from any thread.
 */
public final class Readiness {
  private static final Duration GOOD_FOR = Duration.ofSeconds(1);
  private static final Duration DATABASE_ANSWERS_IN = Duration.ofSeconds(3);

  private final BackendSource source;
  private final InstantSource clock;
  private @Nullable Report last;
  private Instant lookedAt = Instant.MIN;

  public Readiness(BackendSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * What was found.
   *
   * @param components by name, each {@code up} or {@code down}
   */
  public record Report(String status, Map<String, String> components) {
    public boolean ready() {
      return status.equals("ready");
    }
  }

  /** Whether the database answers within seconds; asked anew each time. */
  public boolean databaseAnswers() throws InterruptedException {
    return answers(source.get());
  }

  public synchronized Report report() throws InterruptedException {
    if (source.stopping()) {
      return new Report("stopping", Map.of());
    }
    Report known = last;
    Instant now = clock.instant();
    if (known == null || lookedAt.plus(GOOD_FOR).isBefore(now)) {
      known = look();
      last = known;
      lookedAt = now;
    }
    return known;
  }

  private Report look() throws InterruptedException {
    Backend backend = source.ifOpen().orElse(null);
    if (backend == null) {
      return new Report("starting", Map.of());
    }
    Map<String, String> components = new LinkedHashMap<>();
    components.put("database", word(answers(backend)));
    // A backend opens only with the schema of its version and the key that wrapped what is stored.
    components.put("schema", word(true));
    components.put("key", word(true));
    if (backend.roles().worker()) {
      components.put("worker", word(backend.working()));
    }
    return new Report(components.containsValue("down") ? "not_ready" : "ready", components);
  }

  private static String word(boolean good) {
    return good ? "up" : "down";
  }

  /** On a thread of its own: a pool that is used up, or a network that is silent, takes longer. */
  static boolean answers(Backend backend) throws InterruptedException {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("tributary-ready")
        .start(() -> {
          try {
            backend.database().clock().instant();
            answer.complete(true);
          } catch (RuntimeException e) {
            answer.complete(false);
          }
        });
    try {
      return answer.get(DATABASE_ANSWERS_IN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
