package dev.tributary.engine;

import dev.tributary.engine.notify.MailSettings;
import dev.tributary.engine.queue.DbSchedulerQueue;
import dev.tributary.engine.sync.TurnSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the engine runs on this node.
 *
 * @param publicUrl where browsers reach this installation, without a path
 * @param queue this node's part of the queue
 * @param webhooks the providers that can reach that address, and are asked to call it when
 *     something changed
 */
public record EngineSettings(
    URI publicUrl,
    DbSchedulerQueue.Settings queue,
    TurnSettings turns,
    Notifying notifying,
    Set<String> webhooks,
    Retention retention) {

  /** With the usual retention. */
  public EngineSettings(
      URI publicUrl,
      DbSchedulerQueue.Settings queue,
      TurnSettings turns,
      Notifying notifying,
      Set<String> webhooks) {
    this(publicUrl, queue, turns, notifying, webhooks, Retention.STANDARD);
  }

  public EngineSettings {
    webhooks = Set.copyOf(webhooks);
  }

  /** Without e-mail and webhooks. */
  public EngineSettings(URI publicUrl, DbSchedulerQueue.Settings queue, TurnSettings turns) {
    this(publicUrl, queue, turns, new Notifying(Optional.empty(), Duration.ofHours(24)), Set.of());
  }

  /**
   * How administrators are told.
   *
   * @param mail empty: in the application alone
   * @param staleAfter data that is older is told
   */
  public record Notifying(Optional<MailSettings> mail, Duration staleAfter) {}

  public EngineSettings with(Notifying other) {
    return new EngineSettings(publicUrl, queue, turns, other, webhooks, retention);
  }

  public EngineSettings with(Retention other) {
    return new EngineSettings(publicUrl, queue, turns, notifying, webhooks, other);
  }

  public EngineSettings withWebhooks(Set<String> providers) {
    return new EngineSettings(publicUrl, queue, turns, notifying, providers, retention);
  }

  /**
   * @param node names this process; different on every node
   * @param threads turns at the same time on this node
   */
  public static EngineSettings of(URI publicUrl, String node, int threads) {
    return new EngineSettings(
        publicUrl, DbSchedulerQueue.Settings.of(node, threads), TurnSettings.DEFAULT);
  }
}
