package dev.tributary.engine.verify;

import dev.tributary.engine.plan.PlannedSlice;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Rows;
import dev.tributary.store.SliceDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A slice read to its end, not yet applied.
 *
 * @param answer what the provider said of the whole answer
 * @param readAt when the first request was made: the numbers are at least as old as that
 * @param totals the account's own totals, where they were asked for
 */
public record ReadSlice(
    PlannedSlice planned,
    Rows rows,
    SliceDigest digest,
    List<Batch.Reject> rejects,
    Batch.Answer answer,
    Instant readAt,
    Optional<SliceDigest> totals) {

  public ReadSlice {
    rejects = List.copyOf(rejects);
  }

  public ReadSlice withTotals(SliceDigest accountTotals) {
    return new ReadSlice(
        planned, rows, digest, rejects, answer, readAt, Optional.of(accountTotals));
  }
}
