package dev.tributary.server.app;

import dev.tributary.server.observe.Metrics;
import dev.tributary.store.PoolUse;
import dev.tributary.store.Vital;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks the figures of the installation up, at most once in ten seconds however many ask. Safe to
 * use from any thread.
 */
final class VitalsCache implements Metrics.Source {
  private static final Logger LOG = LoggerFactory.getLogger(VitalsCache.class);
  private static final Duration GOOD_FOR = Duration.ofSeconds(10);

  private final BackendSource source;
  private final InstantSource clock;
  private List<Vital> last = List.of();
  private Instant lookedAt = Instant.MIN;

  VitalsCache(BackendSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public synchronized List<Vital> vitals() {
    Instant now = clock.instant();
    if (source.ifOpen().isPresent() && lookedAt.plus(GOOD_FOR).isBefore(now)) {
      lookedAt = now;
      last = look(source.get());
    }
    return last;
  }

  private static List<Vital> look(Backend backend) {
    try {
      if (Readiness.answers(backend)) {
        return backend.vitals().all();
      }
      LOG.warn("The database does not answer, so the metrics of the installation are missing.");
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (RuntimeException e) {
      LOG.warn("The metrics of the installation could not be read from the database.", e);
      return List.of();
    }
  }

  @Override
  public List<PoolUse> pools() {
    return source.ifOpen().map(backend -> backend.database().pools()).orElse(List.of());
  }
}
