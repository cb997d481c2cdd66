package dev.tributary.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One entry of the day ledger.
 *
 * @param problemCode of the failure or the hold, as in {@code Failure.code()}
 * @param reason why it is skipped, failed or held, for people
 * @param problemCount how often in a row the problem came, 0 without one
 * @param version how often the day's content changed, 0 while it was never stored
 * @param definition the stream's version with which it was read last, 0 while never stored
 * @param hash of the stored rows; empty while the day was never stored
 * @param mainTotal the stored sum of the stream's main measure (count or micros); 0 where the
 *     stream has none
 * @param fetchedAt when the read began that last confirmed or replaced the content
 * @param changedAt when the content last changed
 * @param nextDueAt when it is to be read again; empty for never
 * @param heldHash what the held answer was, to see whether the provider insists
 */
public record LedgerDay(
    String stream,
    LocalDate day,
    DayState state,
    Problem problem,
    Optional<String> problemCode,
    Optional<String> reason,
    int problemCount,
    int version,
    int definition,
    Optional<ContentHash> hash,
    long rows,
    long mainTotal,
    Optional<Instant> fetchedAt,
    Optional<Instant> changedAt,
    Optional<Instant> nextDueAt,
    DayFlags flags,
    Optional<ContentHash> heldHash) {

  /** Whether rows (or a true zero) are stored for the day. */
  public boolean stored() {
    return hash.isPresent();
  }
}
