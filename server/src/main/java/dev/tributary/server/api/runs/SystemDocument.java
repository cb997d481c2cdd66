package dev.tributary.server.api.runs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the installation is doing.
 *
 * @param at by the database's clock
 * @param node that answers
 * @param paused providers that sync for no workspace
 * @param mails whether notices go out by e-mail
 * @param database for the operator, as {@code workers}
 */
record SystemDocument(
    Instant at,
    String version,
    Node node,
    Queue queue,
    List<Paused> paused,
    boolean mails,
    Optional<List<Worker>> workers,
    Optional<Database> database) {

  /**
   * @param roles {@code api}, {@code worker} or both
   */
  record Node(String name, List<String> roles) {}

  /**
   * @param due integrations that are due and that no worker has taken
   * @param oldestDueSeconds for how long the oldest of them has been
   * @param running integrations that a worker has taken
   * @param workers how many nodes have taken work
   */
  record Queue(long due, long oldestDueSeconds, long running, int workers) {}

  /** A provider that an operator paused. */
  record Paused(String provider, String reason, Instant at) {}

  /**
   * A node that has taken work.
   *
   * @param turns that it runs
   * @param seenAt its last sign of life
   */
  record Worker(String name, int turns, Instant seenAt) {}

  /**
   * @param version of PostgreSQL
   * @param schema version of the tables
   * @param connections of this node, by pool
   */
  record Database(String version, String schema, long sizeBytes, List<Pool> connections) {}

  /** How a pool of connections is used. */
  record Pool(String name, int active, int idle, int waiting, int max) {}
}
