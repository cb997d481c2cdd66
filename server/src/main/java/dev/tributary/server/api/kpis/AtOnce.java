package dev.tributary.server.api.kpis;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.people.Refusal.Kind;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets only so many do something dear at the same time on this node. */
final class AtOnce {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Semaphore places;
  private final Duration patience;

  AtOnce(int max, Duration patience) {
    this.places = new Semaphore(max, true);
    this.patience = patience;
  }

  /** What is done in a place. */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T run() throws E, InterruptedException;
  }

  /**
   * @throws ApiProblem no place became free in time
   */
  <T, E extends Exception> T run(Work<T, E> work) throws E, InterruptedException {
    if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw ApiProblem.of(
              Kind.NOT_NOW,
              "too_much_at_once",
              "This node reads as much at the same time as it can; nothing was done.")
          .withRetryAfter(SOON);
    }
    try {
      return work.run();
    } finally {
      places.release();
    }
  }
}
