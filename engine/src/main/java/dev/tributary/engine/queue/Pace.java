package dev.tributary.engine.queue;

import java.util.concurrent.Semaphore;

/**
 * How many turns of a node work at the same time. A turn that waits for its provider does not, so
 * thousands may be under way; what they do with the database they do a few at a time, first come
 * first served. Otherwise a thousand turns that begin at once would fail for want of a connection.
 * Thread-safe.
 */
public final class Pace {
  /** Of the turn on this thread. */
  private static final ScopedValue<Semaphore> PLACES = ScopedValue.newInstance();

  private final Semaphore places;

  /**
   * @param places turns that work at the same time
   */
  public Pace(int places) {
    this.places = new Semaphore(places, true);
  }

  /** What a turn does, on its thread, when there is a place for it. */
  public <T, X extends Throwable> T work(ScopedValue.CallableOp<T, X> work) throws X {
    places.acquireUninterruptibly();
    try {
      return ScopedValue.where(PLACES, places).call(work);
    } finally {
      places.release();
    }
  }

  /** Lets others work while the turn on this thread waits; elsewhere just waits. */
  public static <T, X extends Throwable> T away(ScopedValue.CallableOp<T, X> wait) throws X {
    if (!PLACES.isBound()) {
      return wait.call();
    }
    Semaphore places = PLACES.get();
    places.release();
    try {
      return wait.call();
    } finally {
      places.acquireUninterruptibly();
    }
  }
}
