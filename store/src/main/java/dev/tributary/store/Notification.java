package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A notice as it was told.
 *
 * @param ends of a recovery: the notification that it ends
 * @param count how often it was raised while it was open
 * @param lastAt when it was last raised
 * @param closedAt when the incident was over; a recovery is over at once
 */
public record Notification(
    UUID id,
    UUID workspaceId,
    Notice notice,
    Optional<UUID> ends,
    int count,
    Instant raisedAt,
    Instant lastAt,
    Optional<Instant> closedAt,
    Optional<Read> read) {

  /** Who took note of it. */
  public record Read(Instant at, String by) {}

  public boolean open() {
    return closedAt.isEmpty();
  }
}
