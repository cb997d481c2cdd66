package dev.tributary.store;

import dev.tributary.spi.StreamKind;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;

/** Stores what was read: rows, ledger, revisions and progress in one transaction. */
public final class SliceStore {
  private static final int TRIES_MAX = 3;

  /** PostgreSQL: one statement would touch a row twice. */
  private static final String CARDINALITY_VIOLATION = "21000";

  private final Database database;

  public SliceStore(Database database) {
    this.database = database;
  }

  /**
   * Replaces the days of a slice, each whole, or nothing at all. Applying the same slice again
   * changes nothing. Range requests and dead letters that it fulfils are closed, and the job's
   * progress rises. A deadlock is tried again up to three times.
   *
   * <p>A SNAPSHOT's rows replace the entities of the integration: vanished ones are kept and marked
   * as gone, changed ones leave their former state in the history.
   *
   * @throws FenceLostException another worker owns the job; nothing was written
   * @throws DuplicateRowException two rows have the same key; nothing was written
   */
  public SliceApplied apply(SliceWrite slice) {
    boolean joined = database.transactionOpen();
    for (int tries = 1; ; tries++) {
      try {
        return applyOrMerge(slice, joined);
      } catch (PessimisticLockingFailureException busy) {
        if (joined || tries == TRIES_MAX) {
          throw busy;
        }
      }
    }
  }

  /**
   * Days that the ledger does not know are inserted without looking for rows to replace. Should
   * there be rows nevertheless, everything is done again, looking.
   */
  private SliceApplied applyOrMerge(SliceWrite slice, boolean joined) {
    try {
      return inTransaction(slice, false);
    } catch (DuplicateKeyException thereAlready) {
      if (joined) {
        throw new DuplicateRowException(slice.stream().name(), thereAlready);
      }
      return translated(slice, () -> inTransaction(slice, true));
    } catch (DataAccessException failure) {
      throw translate(slice, failure);
    }
  }

  private static <T> T translated(SliceWrite slice, Supplier<T> work) {
    try {
      return work.get();
    } catch (DataAccessException failure) {
      throw translate(slice, failure);
    }
  }

  private static RuntimeException translate(SliceWrite slice, DataAccessException failure) {
    return failure.getMostSpecificCause() instanceof SQLException cause
            && CARDINALITY_VIOLATION.equals(cause.getSQLState())
        ? new DuplicateRowException(slice.stream().name(), failure)
        : failure;
  }

  private SliceApplied inTransaction(SliceWrite slice, boolean mergeAll) {
    return database.inTenant(
        slice.fence().workspaceId(),
        session -> {
          Fences.hold(session, slice.fence());
          SliceLedger ledger = new SliceLedger(session, slice);
          Map<LocalDate, LedgerDay> before = ledger.before();
          Sorted days = sort(slice, before);
          boolean firstLoad = !days.fresh.isEmpty() && ledger.firstLoad();
          long written = 0;
          Optional<LocalDate> rewrittenFrom = Optional.empty();
          if (slice.stream().kind() == StreamKind.SNAPSHOT) {
            SnapshotRows rows = new SnapshotRows(session, slice);
            written = rows.replace();
            rewrittenFrom = rows.rewrittenFrom();
          } else if (!days.fresh.isEmpty() || !days.changed.isEmpty()) {
            List<LocalDate> merge = new ArrayList<>(days.changed);
            (mergeAll ? merge : new ArrayList<LocalDate>()).addAll(days.fresh);
            List<LocalDate> insert = mergeAll ? List.of() : days.fresh;
            DayRows rows = new DayRows(session, slice);
            ledger.keepTotals(days.changed.isEmpty() ? Map.of() : rows.totals(days.changed));
            written = rows.replace(insert, merge);
          }
          ledger.write(before, days.kept, days.replace);
          return new SliceApplied(
              written,
              days.replace.size(),
              days.unchanged,
              days.changed,
              days.kept,
              rewrittenFrom,
              firstLoad);
        });
  }

  /** What is to be done to each day. */
  private static final class Sorted {
    private final List<SliceWrite.Replace> replace = new ArrayList<>();
    private final List<LocalDate> fresh = new ArrayList<>();
    private final List<LocalDate> changed = new ArrayList<>();
    private final List<LocalDate> kept = new ArrayList<>();
    private int unchanged;
  }

  private static Sorted sort(SliceWrite slice, Map<LocalDate, LedgerDay> before) {
    Sorted sorted = new Sorted();
    for (SliceWrite.Replace one : slice.replace()) {
      Optional<ContentHash> stored =
          Optional.ofNullable(before.get(one.day())).flatMap(LedgerDay::hash);
      boolean beyond = slice.keptFrom().map(one.day()::isBefore).orElse(false);
      if (beyond && stored.isPresent()) {
        sorted.kept.add(one.day());
        continue;
      }
      sorted.replace.add(one);
      if (stored.isEmpty()) {
        sorted.fresh.add(one.day());
      } else if (stored.get().equals(slice.digest().day(one.day()).hash())) {
        sorted.unchanged++;
      } else {
        sorted.changed.add(one.day());
      }
    }
    return sorted;
  }

  /** The days as a set of days since 1970-01-01. */
  static Set<Integer> epochDays(List<LocalDate> days) {
    return days.stream()
        .map(day -> Math.toIntExact(day.toEpochDay()))
        .collect(Collectors.toCollection(HashSet::new));
  }
}
