package dev.tributary.engine;

import dev.tributary.engine.connect.Connections;
import dev.tributary.engine.email.Email;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.engine.webhook.Webhooks;
import dev.tributary.store.KeptAnswerStore;
import dev.tributary.store.SignInStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does every hour: gives lost integrations their place in the queue back, keeps
 * partitions ahead of time, and deletes what nobody needs any more. Several nodes may do it at
 * once.
 */
final class Upkeep implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration KEEP_JOBS = Duration.ofDays(30);
  private static final Duration KEEP_CONSENTS = Duration.ofDays(1);
  private static final Duration KEEP_NOTICES = Duration.ofDays(90);
  private static final Duration KEEP_ANSWERS = Duration.ofHours(24);
  private static final int BATCH = 1_000;

  /** A million an hour: eight times the jobs of 2,000 syncs a minute. */
  private static final int BATCHES_MAX = 1_000;

  private final Stores stores;
  private final SyncQueue queue;
  private final Connections connections;
  private final Email email;
  private final Webhooks webhooks;
  private final BooleanSupplier stopping;
  private final InstantSource clock;

  /**
   * @param stopping whether the node stops; what is left is deleted in an hour, or by another node
   */
  Upkeep(
      Stores stores,
      SyncQueue queue,
      Connections connections,
      Webhooks webhooks,
      Email email,
      BooleanSupplier stopping,
      InstantSource clock) {
    this.stopping = stopping;
    this.email = email;
    this.stores = stores;
    this.queue = queue;
    this.connections = connections;
    this.webhooks = webhooks;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      Instant now = clock.instant();
      stores.database().keepPartitions(now);
      int lost = queue.rebuild(now);
      if (lost > 0) {
        LOG.warn("{} integrations had lost their place in the queue and got it back.", lost);
      }
      inBatches(() -> stores.jobHistory().deleteEndedBefore(now.minus(KEEP_JOBS), BATCH));
      inBatches(() -> stores.quotas().deleteUnusedBuckets(now, BATCH));
      new KeptAnswerStore(stores.database()).deleteBegunBefore(now.minus(KEEP_ANSWERS));
      new SignInStore(stores.database()).deleteExpired(now);
      stores.oauth().deleteExpired(now.minus(KEEP_CONSENTS));
      stores.connects().deleteExpired(now.minus(KEEP_CONSENTS));
      stores.deliveries().clean(now.minus(KEEP_NOTICES), now);
      email.clean(now);
      webhooks.clean(now);
      connections.finishDeletions();
    } catch (InterruptedException _) {
      // The node stops; another one finishes the deletion.
    } catch (RuntimeException e) {
      LOG.warn("The hourly upkeep failed; it is done again in an hour.", e);
    }
  }

  private void inBatches(IntSupplier delete) {
    boolean more = true;
    for (int n = 0; n < BATCHES_MAX && more && !stopping.getAsBoolean(); n++) {
      more = delete.getAsInt() == BATCH;
    }
  }
}
