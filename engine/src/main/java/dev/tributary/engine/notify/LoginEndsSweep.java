package dev.tributary.engine.notify;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.store.GrantInfo;
import dev.tributary.store.GrantStore.Ending;
import dev.tributary.store.GrantStore.EndingOver;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for logins that end in a few days whatever we do, every minute on worker nodes, so that
 * somebody can sign in anew before. Several nodes may do it at once: an incident is told once.
 */
public final class LoginEndsSweep implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LoginEndsSweep.class);

  /** Less than half of the shortest life that is known, so that a new login is no news. */
  private static final Duration TOLD_BEFORE = Duration.ofDays(3);

  private static final int LOGINS_MAX = 500;

  private final Stores stores;
  private final Adapters adapters;
  private final Notices notices;
  private final InstantSource clock;

  public LoginEndsSweep(Stores stores, Adapters adapters, InstantSource clock) {
    this.stores = stores;
    this.adapters = adapters;
    this.notices = new Notices(stores.notices());
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      sweep(clock.instant());
    } catch (RuntimeException e) {
      LOG.warn("Logins that will end could not be looked for; it is done again in a minute.", e);
    }
  }

  private void sweep(Instant now) {
    Instant before = now.plus(TOLD_BEFORE);
    for (EndingOver over : stores.grants().endingOver(before)) {
      stores
          .database()
          .tenant(
              over.workspaceId(),
              () ->
                  over.goesOn()
                      ? notices.recovered(over.workspaceId(), over.incident(), now)
                      : notices.close(over.workspaceId(), over.incident(), now));
    }
    stores.grants().ending(before, LOGINS_MAX).forEach(ending -> raise(ending, now));
  }

  private void raise(Ending ending, Instant now) {
    List<Integration> readByIt =
        stores.integrations().ofGrant(ending.workspaceId(), ending.id()).stream()
            .filter(one -> one.state() != IntegrationState.DISCONNECTED)
            .toList();
    Optional<GrantInfo> login =
        Optional.ofNullable(
            stores.grants().infos(ending.workspaceId(), Set.of(ending.id())).get(ending.id()));
    login.ifPresent(known ->
        notices.raise(
            ending.workspaceId(),
            Wording.loginEnds(
                ending.id(),
                readByIt,
                adapters.name(ending.provider()),
                known.displayName().orElse(known.providerUser()),
                ending.endsAt()),
            now));
  }
}
