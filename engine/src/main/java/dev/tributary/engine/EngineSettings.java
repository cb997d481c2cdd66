package dev.tributary.engine;

import dev.tributary.engine.queue.DbSchedulerQueue;
import dev.tributary.engine.sync.TurnSettings;
import java.net.URI;

/**
 * How the engine runs on this node.
 *
 * @param publicUrl where browsers reach this installation, without a path
 * @param queue this node's part of the queue
 */
public record EngineSettings(URI publicUrl, DbSchedulerQueue.Settings queue, TurnSettings turns) {

  /**
   * @param node names this process; different on every node
   * @param threads turns at the same time on this node
   */
  public static EngineSettings of(URI publicUrl, String node, int threads) {
    return new EngineSettings(
        publicUrl, DbSchedulerQueue.Settings.of(node, threads), TurnSettings.DEFAULT);
  }
}
