package dev.tributary.store;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What storing a slice did.
 *
 * @param rowsWritten rows inserted, updated or deleted in the stream's table
 * @param daysUnchanged days whose content was the same: only their ledger entries were touched
 * @param daysChanged days whose content differs from what was stored before (first reads are not
 *     changes)
 * @param daysKept stored days that the provider no longer keeps and that were left alone
 * @param rewrittenFrom the first day whose numbers may have changed because an attribute of an
 *     entity did, see {@link dev.tributary.spi.Dimension#rewritesFrom}; {@link LocalDate#MIN} when
 *     it is unknown, empty when none changed
 * @param firstLoad nothing was stored for this integration and stream before: statistics are worth
 *     refreshing, see {@link StreamTables#analyze}
 */
public record SliceApplied(
    long rowsWritten,
    int daysStored,
    int daysUnchanged,
    List<LocalDate> daysChanged,
    List<LocalDate> daysKept,
    Optional<LocalDate> rewrittenFrom,
    boolean firstLoad) {
  public SliceApplied {
    daysChanged = List.copyOf(daysChanged);
    daysKept = List.copyOf(daysKept);
  }
}
