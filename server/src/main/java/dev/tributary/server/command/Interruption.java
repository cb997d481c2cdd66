package dev.tributary.server.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of the command's thread, and keeps the process alive
 * until the command has closed what it opened and said what it had to say.
 */
final class Interruption implements AutoCloseable {
  private static final long CLOSE_SECONDS_MAX = 25;

  private final Thread command = Thread.currentThread();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "ctrl-c");
  private volatile boolean asked;

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void interrupt() {
    asked = true;
    command.interrupt();
    try {
      if (!closed.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        System.err.println(
            "Closing took too long; what was under way is taken up at the next start.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process was asked to end. */
  boolean asked() {
    return asked;
  }

  /** Lets the process go. */
  @Override
  public void close() {
    closed.countDown();
    if (!asked) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The shutdown has just begun; the hook sees that all is closed.
      }
    }
  }
}
