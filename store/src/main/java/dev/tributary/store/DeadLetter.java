package dev.tributary.store;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What was given up, until it is done after all.
 *
 * @param stream empty when the whole integration is meant
 * @param days empty when it is not about days
 * @param cause one sentence for people
 * @param attempts how often it was tried
 * @param createdAt when it was last given up
 * @param firstAt when it was first given up
 * @param operation of the replay since it was last given up
 * @param replays how often it was replayed
 */
public record DeadLetter(
    UUID id,
    UUID workspaceId,
    UUID integrationId,
    UUID jobId,
    Optional<String> stream,
    Optional<DayRange> days,
    Failure.Category category,
    String code,
    String cause,
    int attempts,
    Instant createdAt,
    Instant firstAt,
    Optional<UUID> operation,
    int replays,
    Optional<Instant> closedAt,
    Optional<Closed> closed) {

  /** How a dead letter ended. */
  public enum Closed {
    /** Its days were read and stored. */
    APPLIED,
    /** The integration completed a job again. */
    RECOVERED,
    /** A person put it away. */
    DISMISSED,
    /** Its days are skipped: a person wanted it, or they cannot be read at all. */
    SKIPPED
  }
}
