package dev.tributary.engine.plan;

import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.LedgerDay;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * One stream as the planner sees it.
 *
 * @param due ledger days whose time has come
 * @param missing days without an entry since the account was connected
 * @param snapshotDueAt for a snapshot, when the entities are to be looked at again; empty for at
 *     once
 * @param sliceDays how many days one read should ask for now
 */
public record StreamView(
    StreamDescriptor stream,
    List<LedgerDay> due,
    List<LocalDate> missing,
    Optional<Instant> snapshotDueAt,
    int sliceDays) {

  public StreamView {
    due = List.copyOf(due);
    missing = List.copyOf(missing);
  }
}
