package dev.tributary.engine.email;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What a node does about e-mails by itself: sends what is due, and reads the providers' lists. A
 * provider that is slow holds up nothing else.
 */
public final class EmailWork {
  /** How soon an e-mail that is due is sent. */
  private static final Duration SENDS_EVERY = Duration.ofMillis(250);

  /** How soon an account is looked at that is due. */
  private static final Duration SWEEPS_EVERY = Duration.ofMinutes(1);

  private static final Duration ENDS_IN = Duration.ofSeconds(5);

  private final Email email;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("tributary-emails-", 0).factory());

  public EmailWork(Email email) {
    this.email = email;
  }

  public void start() {
    threads.scheduleWithFixedDelay(
        email.sender(), 0, SENDS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    threads.scheduleWithFixedDelay(email::sweep, 1, SWEEPS_EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  /** Begins nothing more. */
  public void stop() {
    threads.shutdown();
  }

  /** What is being sent ends, and is written down, before the database is closed. */
  public void await() {
    email.await();
    try {
      if (!threads.awaitTermination(ENDS_IN.toSeconds(), TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
