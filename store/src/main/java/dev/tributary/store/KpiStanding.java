package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What the day ledger says about the days behind a number. Days are counted once for each account.
 *
 * @param stored days with content, be it a true zero
 * @param missing days that are over and were never stored
 * @param skipped days that were given up with a reason and never stored
 * @param failed days whose last read failed; what is stored of them is good
 * @param held days whose last answer contradicts what is stored and was not applied
 * @param partial a day is not over, or was read before its numbers were whole
 * @param mayChange a stored day is not final
 * @param oldestRead when the day was read that was read longest ago
 */
public record KpiStanding(
    int stored,
    int missing,
    int skipped,
    int failed,
    int held,
    boolean partial,
    boolean mayChange,
    boolean sampled,
    boolean thresholded,
    boolean otherRow,
    boolean unusual,
    boolean suddenZero,
    Optional<Instant> oldestRead) {

  public static final KpiStanding NOTHING =
      new KpiStanding(
          0, 0, 0, 0, 0, false, false, false, false, false, false, false, Optional.empty());

  /** With days that the ledger does not know. */
  public KpiStanding with(int missingDays, boolean notOver) {
    return new KpiStanding(
        stored,
        missingDays,
        skipped,
        failed,
        held,
        partial || notOver,
        mayChange,
        sampled,
        thresholded,
        otherRow,
        unusual,
        suddenZero,
        oldestRead);
  }

  /** Of a number that comes from both. */
  public KpiStanding and(KpiStanding other) {
    return new KpiStanding(
        stored + other.stored,
        missing + other.missing,
        skipped + other.skipped,
        failed + other.failed,
        held + other.held,
        partial || other.partial,
        mayChange || other.mayChange,
        sampled || other.sampled,
        thresholded || other.thresholded,
        otherRow || other.otherRow,
        unusual || other.unusual,
        suddenZero || other.suddenZero,
        earlier(oldestRead, other.oldestRead));
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && other.isPresent()
        ? Optional.of(one.get().isBefore(other.get()) ? one.get() : other.get())
        : one.or(() -> other);
  }
}
