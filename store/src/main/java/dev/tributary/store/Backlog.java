package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * History of a stream that was asked for since the oldest wish that is not fulfilled yet, of this
 * stream or another of the integration: so the whole stays as large as it was while one stream
 * after the other is read.
 *
 * @param daysPlanned of all these requests together
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
