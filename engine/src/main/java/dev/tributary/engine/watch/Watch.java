package dev.tributary.engine.watch;

import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Slice;
import dev.tributary.store.Attempt;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import java.util.Optional;

/**
 * Is told what this node's engine does, for metrics and traces. Called on the threads that do it,
 * so it must be quick, must not throw, and must not keep what it is told.
 */
public interface Watch {
  /** Looks away. */
  Watch NONE =
      new Watch() {
        @Override
        public OfTurn turn(Integration integration, Job job) {
          return OfTurn.NONE;
        }

        @Override
        public void died(String provider) {}
      };

  /** A turn begins. */
  OfTurn turn(Integration integration, Job job);

  /** This node took away the claim of a worker that had died. */
  void died(String provider);

  /** Is told of one turn. */
  interface OfTurn {
    OfTurn NONE =
        new OfTurn() {
          @Override
          public OfAttempt attempt(Optional<Slice> slice) {
            return OfAttempt.NONE;
          }

          @Override
          public void stored(int days, long rows) {}

          @Override
          public void ended(String outcome) {}
        };

    /** A try begins, perhaps on another thread than the turn's. */
    OfAttempt attempt(Optional<Slice> slice);

    /** Days were stored, or found unchanged. */
    void stored(int days, long rows);

    /**
     * The last call.
     *
     * @param outcome one of a few words: {@code completed}, {@code waiting}, {@code retrying},
     *     {@code gave_up}, {@code cancelled}, {@code interrupted}, {@code lost} or {@code broke}
     */
    void ended(String outcome);
  }

  /** Is told of one try. Its calls may come from two threads, one after the other. */
  interface OfAttempt {
    OfAttempt NONE =
        new OfAttempt() {
          @Override
          public void requested(RequestObserver.Request request) {}

          @Override
          public void ended(Attempt attempt) {}
        };

    /** An HTTP request of the try has ended. */
    void requested(RequestObserver.Request request);

    /** The last call. */
    void ended(Attempt attempt);
  }
}
