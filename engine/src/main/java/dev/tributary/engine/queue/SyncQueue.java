package dev.tributary.engine.queue;

import java.time.Instant;
import java.util.UUID;

/**
 * Decides which node runs which integration when. At least once, never twice at the same time, and
 * a claim that was lost cannot end a turn.
 */
public interface SyncQueue {

  /** Begins to run turns on this node. */
  void start();

  /** Begins no more turns and waits for those that run; who stops them is the caller's affair. */
  void stop();

  /**
   * Makes an integration due, never later than it was. An integration that is running is looked at
   * again when its turn ends. Joins the caller's transaction.
   */
  void pull(UUID workspace, String provider, UUID integration, Instant at);

  /** Takes an integration out; a turn that is running ends by itself. */
  void remove(UUID workspace, String provider, UUID integration);

  /** Looks for due work on this node at once. Call it after the transaction that made it due. */
  void wake();

  /**
   * Adds active integrations that the queue has lost.
   *
   * @return how many
   */
  int rebuild(Instant at);
}
