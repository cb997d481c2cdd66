package dev.tributary.engine.queue;

import dev.tributary.store.Priority;
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
   * Makes an integration due, never later nor less urgent than it was. An integration that is
   * running is looked at again when its turn ends. Joins the caller's transaction, with whose
   * commit all nodes that run turns look for it.
   */
  void pull(UUID workspace, String provider, UUID integration, Instant at, Priority priority);

  /**
   * Makes an integration due at a time, sooner or later than it was, unless it is running: then its
   * turn's end decides. Joins the caller's transaction.
   */
  void move(UUID workspace, String provider, UUID integration, Instant at);

  /** Takes an integration out; a turn that is running ends by itself. */
  void remove(UUID workspace, String provider, UUID integration);

  /**
   * Looks for due work at once: on this node, or on those that run turns if this one does not. Call
   * it after the transaction that made it due.
   */
  void wake();

  /**
   * Adds active integrations that the queue has lost.
   *
   * @return how many
   */
  int rebuild(Instant at);
}
