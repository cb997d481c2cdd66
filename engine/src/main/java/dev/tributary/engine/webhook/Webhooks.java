package dev.tributary.engine.webhook;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.connect.WebhookAddresses;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.store.Announcements;
import dev.tributary.store.WebhookAddressStore;
import dev.tributary.store.WebhookEvent;
import dev.tributary.store.WebhookEventStore;
import dev.tributary.store.WebhookInbox;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What providers told us, from the door to the read. */
public final class Webhooks {
  private static final int REPLAYS_MAX = 10_000;
  private static final int BATCH = 500;
  private static final int BATCHES_MAX = 200;

  private final Stores stores;
  private final InstantSource clock;
  private final WebhookAddresses addresses;
  private final WebhookDoor door;
  private final WebhookSweep sweep;
  private final WebhookInbox inbox;
  private final Duration kept;

  /**
   * @param emails is told what deliveries say about e-mails
   * @param kept longer than any provider sends the same again, so that it is known when it does
   */
  public Webhooks(
      Stores stores,
      Adapters adapters,
      Asks asks,
      SyncQueue queue,
      WebhookAddresses addresses,
      WebhookDoor.Emails emails,
      Duration kept,
      InstantSource clock) {
    this.stores = stores;
    this.clock = clock;
    this.kept = kept;
    this.addresses = addresses;
    this.inbox = new WebhookInbox(stores.database());
    this.door =
        new WebhookDoor(
            stores.database(),
            addresses,
            new WebhookAddressStore(stores.database()),
            inbox,
            emails,
            clock);
    this.sweep = new WebhookSweep(stores, adapters, asks, queue, clock);
  }

  /** Where providers come in. */
  public WebhookDoor door() {
    return door;
  }

  /** Where providers are told to come. */
  public WebhookAddresses addresses() {
    return addresses;
  }

  /** Applies what was taken in; done by itself within a second of its arrival. */
  public WebhookSweep sweep() {
    return sweep;
  }

  /** Newest first. */
  public List<WebhookEvent> page(
      UUID workspace, WebhookEventStore.Filter filter, Optional<UUID> after, int limit) {
    return stores.webhookEvents().page(workspace, filter, after, limit);
  }

  public Optional<WebhookEvent> find(UUID workspace, UUID event) {
    return stores.webhookEvents().find(workspace, event);
  }

  /**
   * Applies an event anew. One that waits already is not asked for twice.
   *
   * @return it as it is now; empty when there is none
   */
  public Optional<WebhookEvent> replay(UUID workspace, UUID event) {
    stores.webhookEvents().replay(workspace, event, earlier());
    callOut();
    return find(workspace, event);
  }

  /**
   * Applies events anew that match.
   *
   * @return how many, the oldest first; ask again while it is 10,000
   */
  public int replayAll(UUID workspace, WebhookEventStore.Filter filter) {
    int replayed = stores.webhookEvents().replay(workspace, filter, earlier(), REPLAYS_MAX);
    callOut();
    return replayed;
  }

  /** A person's wish is no burst that one waits for. */
  private Instant earlier() {
    return clock.instant().minus(WebhookSweep.SETTLE);
  }

  private void callOut() {
    stores.announcements().announce(Announcements.WEBHOOK);
  }

  /** Deletes what is kept no longer. */
  public void clean(Instant now) {
    boolean more = true;
    for (int n = 0; n < BATCHES_MAX && more; n++) {
      more = inbox.deleteBefore(now.minus(kept), BATCH) == BATCH;
    }
  }
}
