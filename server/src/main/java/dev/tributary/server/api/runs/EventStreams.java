package dev.tributary.server.api.runs;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.app.Backend;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.store.ChangeView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Who watches what on this node. However many watch a workspace, the database is asked once a
 * second for all of them, and not at all when nobody watches. Safe to use from any thread.
 */
@Component
final class EventStreams {
  static final Duration LOOKS_EVERY = Duration.ofSeconds(1);
  private static final int NODE_MAX = 1_000;
  private static final int CALLER_MAX = 20;
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Map<UUID, Watched> watched = new HashMap<>();
  private final Map<String, Integer> byCaller = new HashMap<>();
  private int open;

  /** A workspace that somebody watches. */
  private static final class Watched {
    private int watchers;
    private @Nullable ChangeView last;
    private long lookedAt;

    /** One look for all who come within a second. */
    synchronized ChangeView view(Backend backend, UUID workspace) {
      long now = System.nanoTime();
      ChangeView known = last;
      if (known == null || now - lookedAt >= LOOKS_EVERY.toNanos() / 2) {
        Instant at = backend.engine().now();
        known = backend.engine().stores().changes().look(workspace, at);
        last = known;
        lookedAt = System.nanoTime();
      }
      return known;
    }
  }

  /** One who watches; to be closed. */
  final class Watching implements AutoCloseable {
    private final UUID workspace;
    private final String caller;
    private final Watched shared;

    private Watching(UUID workspace, String caller, Watched shared) {
      this.workspace = workspace;
      this.caller = caller;
      this.shared = shared;
    }

    ChangeView view(Backend backend) {
      return shared.view(backend, workspace);
    }

    @Override
    public void close() {
      synchronized (EventStreams.this) {
        open--;
        byCaller.computeIfPresent(caller, (id, n) -> n == 1 ? null : n - 1);
        shared.watchers--;
        if (shared.watchers == 0) {
          watched.remove(workspace);
        }
      }
    }
  }

  /**
   * @throws ApiProblem too many watch already
   */
  synchronized Watching watch(UUID workspace, String caller) {
    if (open >= NODE_MAX || byCaller.getOrDefault(caller, 0) >= CALLER_MAX) {
      throw ApiProblem.of(
              Kind.TOO_OFTEN,
              "too_many_streams",
              "At most %d streams of events are open for a caller, and %,d on a node."
                  .formatted(CALLER_MAX, NODE_MAX))
          .withRetryAfter(SOON);
    }
    open++;
    byCaller.merge(caller, 1, Integer::sum);
    Watched shared = watched.computeIfAbsent(workspace, id -> new Watched());
    shared.watchers++;
    return new Watching(workspace, caller, shared);
  }

  /** How many streams are open. */
  synchronized int open() {
    return open;
  }
}
