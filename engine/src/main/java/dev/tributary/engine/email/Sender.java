package dev.tributary.engine.email;

import dev.tributary.engine.sync.SyncTools;
import dev.tributary.spi.EmailSender;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.store.EmailChunkStore.Claimed;
import dev.tributary.store.EmailParking.Parked;
import dev.tributary.store.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits, every moment on worker nodes. Any number of nodes may do so: each chunk is in
 * the hands of one. No connection to the database is held while a provider is asked.
 */
final class Sender implements Runnable {
  /** Longer than any try takes, with its waits for leave and for the database. */
  static final Duration LEASE = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
  private static final int AT_ONCE = 6;
  private static final int CHUNKS_MAX = 10_000;
  private static final Duration PARKS_EVERY = Duration.ofMinutes(1);

  /** How soon it looks again while it sends: what waits for a second is not to wait for more. */
  private static final Duration AGAIN = Duration.ofMillis(40);

  /** It has ended sending when nothing came up for so long. */
  private static final Duration QUIET = Duration.ofSeconds(3);

  private static final Duration ENDS_IN = Duration.ofSeconds(8);

  private final SyncTools tools;
  private final EmailStores email;
  private final EmailCalls calls;
  private final EmailNotices notices;
  private final Attempt attempt;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private Instant parkedAt = Instant.MIN;

  Sender(SyncTools tools, EmailStores email, EmailCalls calls, Attempt attempt) {
    this.tools = tools;
    this.email = email;
    this.calls = calls;
    this.notices = new EmailNotices(tools);
    this.attempt = attempt;
  }

  /** Begins everything that is due, a few at a time, until nothing has come up for a while. */
  @Override
  public void run() {
    try {
      parkOverdue();
      long quietAt = System.nanoTime();
      for (int n = 0; n < CHUNKS_MAX && !tools.stopping().getAsBoolean(); n++) {
        if (begin()) {
          quietAt = System.nanoTime() + QUIET.toNanos();
        } else if (System.nanoTime() - quietAt < 0) {
          Thread.sleep(AGAIN);
        } else {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (Outage.caused(e)) {
        LOG.info("The database is away; e-mails wait for it.");
      } else {
        LOG.warn("E-mails could not be sent; it is tried again in a moment.", e);
      }
    }
  }

  /** False when nothing is due. */
  private boolean begin() throws InterruptedException {
    places.acquire();
    Optional<Claimed> claimed = Optional.empty();
    try {
      claimed = email.chunks().claim(tools.clock().instant(), LEASE);
    } finally {
      if (claimed.isEmpty()) {
        places.release();
      }
    }
    claimed.ifPresent(one -> Thread.ofVirtual().name("tributary-email").start(() -> make(one)));
    return claimed.isPresent();
  }

  private void make(Claimed claimed) {
    try {
      attempt.make(claimed);
    } catch (RuntimeException e) {
      // The claim ends by itself, and the next try finds out what this one did.
      LOG.warn(
          "Chunk {} of batch {} was not recorded; it is found out what became of it.",
          claimed.chunk().number(),
          claimed.batch().id(),
          e);
    } finally {
      places.release();
    }
  }

  /** One try on the caller's thread, for tests. */
  boolean once() {
    Optional<Claimed> claimed = email.chunks().claim(tools.clock().instant(), LEASE);
    claimed.ifPresent(attempt::make);
    return claimed.isPresent();
  }

  /** Parks what may not be tried any more. */
  void parkOverdue() {
    Instant now = tools.clock().instant();
    if (now.isBefore(parkedAt.plus(PARKS_EVERY))) {
      return;
    }
    parkedAt = now;
    email
        .parking()
        .abandoned(now)
        .forEach(one -> email.parking().cancelLeft(one.workspaceId(), one.batchId(), now));
    for (IntegrationAdapter adapter : calls.senders().toList()) {
      Instant forgotten = now.minus(((EmailSender) adapter).keyLasts()).plus(Attempt.KEY_MARGIN);
      tools
          .stores()
          .database()
          .system(() -> {
            var parked = email.parking().parkOverdue(adapter.describe().id(), forgotten, now);
            parked.forEach(one -> told(one, now));
            return parked;
          });
    }
  }

  private void told(Parked parked, Instant now) {
    email
        .batches()
        .find(parked.workspaceId(), parked.batchId())
        .ifPresent(batch -> notices.parked(batch, now));
    email.batches().finish(parked.workspaceId(), parked.batchId(), now);
  }

  /** Waits for what is under way, for some seconds. */
  void await() {
    try {
      if (!places.tryAcquire(AT_ONCE, ENDS_IN.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("E-mails were still being sent when the node stopped; others find out.");
      } else {
        places.release(AT_ONCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
