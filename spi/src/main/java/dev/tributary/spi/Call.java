package dev.tributary.spi;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * The circumstances of one call to an adapter.
 *
 * @param clock the only source of time for the adapter
 * @param deadline the call has ended by then, with a result or an error
 * @param cancelled true once nobody wants the answer any more; read from any thread
 * @param observer is told of every HTTP request; called on the calling thread
 */
public record Call(
    InstantSource clock, Instant deadline, BooleanSupplier cancelled, RequestObserver observer) {

  public Instant now() {
    return clock.instant();
  }

  /** Time left until the deadline; zero or negative once it has passed. */
  public Duration timeLeft() {
    return Duration.between(clock.instant(), deadline);
  }

  /**
   * A safe place to stop: to be passed before every request and every page.
   *
   * @throws InterruptedException when the call was cancelled or the thread interrupted
   */
  public void checkpoint() throws InterruptedException {
    if (cancelled.getAsBoolean() || Thread.interrupted()) {
      throw new InterruptedException("the call was cancelled");
    }
  }
}
