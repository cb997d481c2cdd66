package dev.tributary.engine.connect;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.store.Ids;
import dev.tributary.store.InstallationLog;
import dev.tributary.store.ProviderPause;
import java.time.Instant;
import java.util.List;

/**
 * What an operator does with a provider as a whole, for every workspace. It is entered in the
 * installation's own log, because it belongs to no workspace's.
 */
public final class Providers {
  private final Stores stores;
  private final Adapters adapters;
  private final SyncQueue queue;

  public Providers(Stores stores, Adapters adapters, SyncQueue queue) {
    this.stores = stores;
    this.adapters = adapters;
    this.queue = queue;
  }

  /**
   * Begins no more syncs of a provider; those that run end at their next safe place and give their
   * claims back. What is asked for meanwhile waits. A provider that is paused stays as it is.
   *
   * @param actor who does it
   * @param reason one sentence for people
   * @throws ConnectException there is no such provider
   */
  public void pause(String provider, String actor, String reason, Instant now)
      throws ConnectException {
    check(provider);
    if (reason.isBlank()) {
      throw new ConnectException("reason_missing", "Say in one sentence why it is paused.");
    }
    stores
        .database()
        .system(() -> {
          boolean fresh =
              stores.providerPauses().pause(new ProviderPause(provider, reason, actor, now));
          if (fresh) {
            log(actor, "provider.paused", provider, reason, now);
          }
          return fresh;
        });
  }

  /**
   * Lets what came due during a pause run at once, each integration once.
   *
   * @throws ConnectException there is no such provider
   */
  public void resume(String provider, String actor, Instant now) throws ConnectException {
    check(provider);
    stores
        .database()
        .system(() -> {
          boolean paused = stores.providerPauses().resume(provider);
          if (paused) {
            log(actor, "provider.resumed", provider, provider + " goes on.", now);
          }
          return paused;
        });
    queue.wake();
  }

  /** The pauses that stand, by provider. */
  public List<ProviderPause> paused() {
    return stores.providerPauses().all();
  }

  /** A pause may outlive its adapter; resuming must still be possible. */
  private void check(String provider) throws ConnectException {
    if (adapters.find(provider).isEmpty() && stores.providerPauses().find(provider).isEmpty()) {
      throw new ConnectException(
          "no_adapter", "This installation has no adapter for " + provider + ".");
    }
  }

  private void log(String actor, String action, String provider, String detail, Instant now) {
    stores
        .installationLog()
        .add(new InstallationLog.Entry(Ids.next(now), now, actor, action, provider, detail));
  }
}
