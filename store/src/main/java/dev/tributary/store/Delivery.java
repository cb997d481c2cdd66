package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One e-mail to one address.
 *
 * @param tries how many were begun
 * @param unknownTries those that ended without a word: the mail may have been sent
 * @param messageId the same on every try
 * @param endedAt when it was sent, refused or parked
 * @param error why it was not sent, for people
 */
public record Delivery(
    UUID id,
    UUID workspaceId,
    UUID notificationId,
    String address,
    State state,
    int tries,
    int unknownTries,
    Instant nextTryAt,
    String messageId,
    Instant createdAt,
    Optional<Instant> endedAt,
    Optional<String> error) {

  /** How far it is. */
  public enum State {
    PENDING,
    SENT,
    /** Refused for good, or in vain for days. */
    FAILED,
    /** Nobody knows whether it was sent; it is not tried again. */
    PARKED
  }
}
