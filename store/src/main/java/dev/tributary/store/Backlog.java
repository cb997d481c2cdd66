package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * History of a stream that was asked for and is not read yet.
 *
 * @param daysPlanned of all open requests together
 * @param daysDone as of the last slice applied
 * @param askedAt when the oldest of them was asked for
 * @param operation of the newest of them
 */
public record Backlog(
    String stream, int daysPlanned, int daysDone, Instant askedAt, Optional<UUID> operation) {
  public int daysLeft() {
    return Math.max(0, daysPlanned - daysDone);
  }
}
