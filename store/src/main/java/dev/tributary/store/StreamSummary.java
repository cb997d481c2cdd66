package dev.tributary.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Everything that the ledger knows of a stream, added up.
 *
 * @param days that are stored
 * @param rows in the stream's table
 * @param missing days from the first to yesterday, neither stored nor skipped
 * @param mayChange stored days that are not final
 * @param failed days whose last read failed
 * @param held days whose last answer was not applied
 * @param first the oldest day with an entry
 * @param through the newest whole day that is stored
 * @param lastReadAt when a read began that last confirmed or replaced a day
 * @param nextDueAt when a day is read again
 */
public record StreamSummary(
    int days,
    long rows,
    int missing,
    int mayChange,
    int failed,
    int held,
    Optional<LocalDate> first,
    Optional<LocalDate> through,
    Optional<Instant> lastReadAt,
    Optional<Instant> nextDueAt) {
  public static final StreamSummary NOTHING =
      new StreamSummary(
          0, 0, 0, 0, 0, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
