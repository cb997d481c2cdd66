package dev.tributary.store;

import dev.tributary.spi.DayRange;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A wish to have days of a stream read (again). A day of it is done once it was read after the wish
 * was made, or skipped after it.
 *
 * @param reason for people and programs, for example {@code first_backfill}, {@code sync_now}
 * @param waiver an answer that would be held is accepted
 * @param operation groups the requests of one deed of a person or program
 * @param daysDone as of the last slice applied
 */
public record RangeRequest(
    UUID id,
    UUID workspaceId,
    UUID integrationId,
    String stream,
    DayRange days,
    String reason,
    Priority priority,
    boolean waiver,
    Optional<UUID> operation,
    Instant askedAt,
    int daysDone,
    Optional<Instant> doneAt) {}
