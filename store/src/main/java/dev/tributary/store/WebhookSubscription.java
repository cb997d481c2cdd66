package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether a provider calls us for an integration's account.
 *
 * @param verdict why it does not; everything is then read as scheduled
 */
public record WebhookSubscription(
    UUID workspaceId,
    UUID integrationId,
    State state,
    Optional<WebhookEvent.Verdict> verdict,
    Instant checkedAt) {

  /** How it stands. */
  public enum State {
    /** Being asked for. */
    PENDING,
    SUBSCRIBED,
    /** The login may not have us called, which is no fault. */
    NOT_PERMITTED,
    /** The provider refused or could not be asked; tried again with the next health check. */
    FAILED
  }
}
