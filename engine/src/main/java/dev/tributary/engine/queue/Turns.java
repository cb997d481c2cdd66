package dev.tributary.engine.queue;

import dev.tributary.spi.SyncResult;
import dev.tributary.store.Job;
import dev.tributary.store.Priority;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the queue runs: turns of integrations. */
public interface Turns {

  /**
   * Which of the turns that were just claimed together have nothing to do, as most turns have not.
   * Called on the thread that claims, in the transaction in which the queue then records them and
   * gives their claims back, all at once; so they never take a worker.
   *
   * @return those that are certain; {@link #run} is called for the others
   */
  default List<Idle> idle(List<Claim> claims, Instant now) {
    return List.of();
  }

  /**
   * Runs one turn. Called on a worker's thread of its own, without a transaction.
   *
   * @return how to end it; empty when the claim was lost meanwhile, so there is nothing to end
   */
  Optional<Ending> run(Claim claim);

  /** A turn threw what it should have handled itself. */
  Ending broke(Claim claim, Throwable cause);

  /** The worker of a claim gave no sign of life any more. */
  Ending died(Claim claim);

  /**
   * Ends what turns on this node wait for and nobody wants any more. Called now and then, and when
   * a node calls out that it has cancelled something.
   */
  default void endUnwanted() {}

  /**
   * Records how a turn ended. Called in the transaction in which the queue changes its own row, so
   * both are true or neither.
   */
  @FunctionalInterface
  interface Ending {
    /**
     * @return when the integration is due again; empty for not by itself
     */
    Optional<Due> record(Instant now);
  }

  /**
   * A turn that has nothing to do.
   *
   * @param job to be recorded, completed already; it says when the integration is due again
   * @param recorded called when all that is written
   */
  record Idle(Claim claim, Job job, Runnable recorded) {
    Instant dueAt() {
      return job.result().flatMap(SyncResult::nextSyncAt).orElseThrow();
    }
  }

  /**
   * When there is something to do for an integration.
   *
   * @param priority how urgent it is; empty for as urgent as the turn that ends
   */
  record Due(Instant at, Optional<Priority> priority) {
    public static Due at(Instant at) {
      return new Due(at, Optional.empty());
    }
  }
}
