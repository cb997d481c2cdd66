package dev.tributary.engine.queue;

import dev.tributary.store.Announcements;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what other nodes call out, on a thread and a connection of its own. The connection is tried
 * out every few seconds, because one whose other side is gone says nothing for hours; when it fails
 * another is made, and whatever was called out meanwhile is looked for. Without it everything is
 * found by looking, only later.
 */
final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final Duration PAUSE_FIRST = Duration.ofMillis(500);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

  private final Announcements announcements;
  private final Duration testEvery;
  private final Reaction reaction;
  private final Thread thread;
  private volatile boolean closed;

  /** What to do about what was heard. Called on the listener's thread. */
  @FunctionalInterface
  interface Reaction {
    /**
     * @param what one of {@link Announcements}' words
     */
    void heard(String what);
  }

  /**
   * @param testEvery how often the connection is tried out
   */
  Listener(Announcements announcements, Duration testEvery, Reaction reaction) {
    this.announcements = announcements;
    this.testEvery = testEvery;
    this.reaction = reaction;
    this.thread = Thread.ofVirtual().name("tributary-listener").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    Duration pause = PAUSE_FIRST;
    while (!closed) {
      try (Announcements.Listening listening = announcements.listen()) {
        // What was called out before could not be heard.
        List.of(Announcements.WORK, Announcements.CANCEL, Announcements.WEBHOOK)
            .forEach(this::react);
        pause = PAUSE_FIRST;
        listen(listening);
      } catch (SQLException e) {
        if (closed) {
          return;
        }
        LOG.info("The listening connection was lost, another is made: {}", e.getMessage());
        if (!rest(pause)) {
          return;
        }
        pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
      }
    }
  }

  private void listen(Announcements.Listening listening) throws SQLException {
    long testedAt = System.nanoTime();
    while (!closed) {
      listening.await(testEvery).stream().distinct().forEach(this::react);
      if (System.nanoTime() - testedAt >= testEvery.toNanos()) {
        listening.test().stream().distinct().forEach(this::react);
        testedAt = System.nanoTime();
      }
    }
  }

  private void react(String what) {
    try {
      reaction.heard(what);
    } catch (RuntimeException e) {
      LOG.info("What was called out ({}) is found by looking instead: {}", what, e.getMessage());
    }
  }

  /** Not all nodes come back at the same moment. False when the listener is closed. */
  private boolean rest(Duration pause) {
    try {
      Thread.sleep(
          pause.toMillis() / 2 + ThreadLocalRandom.current().nextLong(pause.toMillis() / 2 + 1));
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
