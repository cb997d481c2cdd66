package dev.tributary.engine.webhook;

import dev.tributary.engine.connect.Subscribing;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does about webhooks by itself: applies what came, as soon as it is called out and
 * every few seconds, and has providers call about what was just connected. A provider that hangs
 * holds up no applying.
 */
public final class WebhookWork {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookWork.class);

  /** For what was called out while nobody listened. */
  private static final Duration EVERY = Duration.ofSeconds(5);

  private static final Duration ENDS_IN = Duration.ofSeconds(5);

  private final Webhooks webhooks;
  private final Subscribing subscribing;
  private final AtomicBoolean planned = new AtomicBoolean();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tributary-webhooks").factory());

  public WebhookWork(Webhooks webhooks, Subscribing subscribing) {
    this.webhooks = webhooks;
    this.subscribing = subscribing;
  }

  public void start() {
    thread.scheduleWithFixedDelay(
        this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Something came: what comes within the same moment is applied with it. */
  public void came() {
    if (planned.compareAndSet(false, true)) {
      try {
        thread.schedule(this::apply, WebhookSweep.SETTLE.toMillis() + 50, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("The node stops; another one applies what came.", e);
      }
    }
  }

  private void apply() {
    planned.set(false);
    try {
      if (webhooks.sweep().sweep()) {
        came();
      }
    } catch (RuntimeException e) {
      LOG.info("What providers told is looked for again in a moment: {}", e.getMessage());
    }
  }

  private void look() {
    apply();
    if (asking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("tributary-subscribing").start(this::subscribe);
    }
  }

  private void subscribe() {
    try {
      subscribing.subscribeMissing();
    } catch (InterruptedException _) {
      // The node stops; the next health check asks again.
    } catch (RuntimeException e) {
      LOG.info("New connections are subscribed in a moment: {}", e.getMessage());
    } finally {
      asking.set(false);
    }
  }

  /** What is being applied ends before the database is closed. */
  public void stop() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(ENDS_IN.toSeconds(), TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
