package dev.tributary.engine.notify;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.NoticeStore.Stale;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for integrations whose newest data is old, every minute on worker nodes. Several nodes may
 * do it at once: an incident is told once.
 */
public final class StaleSweep implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(StaleSweep.class);
  private static final int INTEGRATIONS_MAX = 500;

  private final Stores stores;
  private final Adapters adapters;
  private final Notices notices;
  private final Duration staleAfter;
  private final InstantSource clock;

  public StaleSweep(Stores stores, Adapters adapters, Duration staleAfter, InstantSource clock) {
    this.stores = stores;
    this.adapters = adapters;
    this.notices = new Notices(stores.notices());
    this.staleAfter = staleAfter;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      sweep(clock.instant());
    } catch (RuntimeException e) {
      LOG.warn("Old data could not be looked for; it is done again in a minute.", e);
    }
  }

  void sweep(Instant now) {
    Instant before = now.minus(staleAfter);
    for (Stale fresh : stores.notices().staleNoMore(before)) {
      stores
          .database()
          .tenant(
              fresh.workspaceId(),
              () -> {
                boolean syncs =
                    stores
                        .integrations()
                        .find(fresh.workspaceId(), fresh.integrationId())
                        .filter(one -> one.state() == IntegrationState.ACTIVE)
                        .isPresent();
                String incident = Wording.stale(fresh.integrationId());
                return syncs
                    ? notices.recovered(fresh.workspaceId(), incident, now)
                    : notices.close(fresh.workspaceId(), incident, now);
              });
    }
    for (Stale stale : stores.notices().stale(before, now, INTEGRATIONS_MAX)) {
      stores
          .integrations()
          .find(stale.workspaceId(), stale.integrationId())
          .ifPresent(integration -> raise(integration, now));
    }
  }

  private void raise(Integration integration, Instant now) {
    notices.raise(
        integration.workspaceId(),
        Wording.stale(
            integration, adapters.name(integration.provider()), integration.lastAppliedAt(), now),
        now);
  }
}
