package dev.tributary.engine.connect;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.SelfReplayStore.Candidate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays dead letters whose cause is gone, every minute on worker nodes. Several nodes may do it
 * at once: each dead letter is taken under its integration's lock.
 */
public final class SelfReplay implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(SelfReplay.class);
  private static final int LETTERS_MAX = 5_000;

  private final Stores stores;
  private final Adapters adapters;
  private final Replays replays;
  private final SyncQueue queue;
  private final InstantSource clock;
  private volatile boolean editionsTold;

  public SelfReplay(
      Stores stores, Adapters adapters, Asks asks, SyncQueue queue, InstantSource clock) {
    this.stores = stores;
    this.adapters = adapters;
    this.replays = new Replays(stores, asks);
    this.queue = queue;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      int replayed = sweep(clock.instant());
      if (replayed > 0) {
        LOG.info("{} dead letters are tried again, because their cause seems gone.", replayed);
      }
    } catch (RuntimeException e) {
      LOG.warn("Dead letters could not be looked through; it is done again in a minute.", e);
    }
  }

  /**
   * @return how many were replayed
   */
  int sweep(Instant now) {
    if (!editionsTold) {
      adapters
          .descriptors()
          .forEach(provider -> stores.selfReplays().runs(provider.id(), edition(provider), now));
      editionsTold = true;
    }
    Map<UUID, List<Candidate>> byIntegration =
        stores.selfReplays().candidates(now, LETTERS_MAX).stream()
            .filter(this::adapterFor)
            .collect(
                Collectors.groupingBy(Candidate::integrationId, TreeMap::new, Collectors.toList()));
    int replayed = 0;
    for (List<Candidate> letters : byIntegration.values()) {
      Candidate one = letters.getFirst();
      replayed +=
          stores
              .database()
              .system(() ->
                  stores
                      .integrations()
                      .lock(one.workspaceId(), one.integrationId())
                      .filter(locked -> locked.state().syncs())
                      .map(locked ->
                          replays.causeSeemsGone(
                              locked, letters.stream().map(Candidate::id).toList(), now))
                      .orElse(0));
    }
    if (replayed > 0) {
      queue.wake();
    }
    return replayed;
  }

  private boolean adapterFor(Candidate candidate) {
    return stores
        .integrations()
        .find(candidate.workspaceId(), candidate.integrationId())
        .flatMap(integration -> adapters.find(integration.provider()))
        .isPresent();
  }

  /** Changes with the adapter's build and with every version of a stream. */
  private String edition(ProviderDescriptor provider) {
    IntegrationAdapter adapter = adapters.of(provider.id());
    String build = adapter.getClass().getPackage().getImplementationVersion();
    return (build == null ? "" : build)
        + provider.streams().stream()
            .map(stream -> " " + stream.name() + "." + stream.version())
            .sorted()
            .collect(Collectors.joining());
  }
}
