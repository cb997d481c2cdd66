package dev.tributary.engine.sync;

import dev.tributary.engine.Stores;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.plan.Planner;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Priority;
import dev.tributary.store.RangeRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The days of an integration that are past, and our own requests to read them, or to read them
 * again.
 *
 * @param streams that its settings leave switched on
 */
record History(
    Stores stores, Integration integration, AccountDays calendar, List<StreamDescriptor> streams) {
  /** How far back changed definitions reach. */
  private static final int DAYS = 1_200;

  /** The part of a range that can be read. */
  Optional<DayRange> kept(DayRange days, StreamDescriptor stream, Instant now) {
    return Planner.within(days, stream, new Planner.Circumstances(now, calendar, true));
  }

  /**
   * Asks for the history of a stream that is new or changed.
   *
   * @param planned the definition by which it was planned last; 0 when it is new
   */
  void ask(StreamDescriptor stream, int planned, int backfillDays, Instant now) {
    LocalDate today = calendar.on(now);
    boolean askedFor =
        stores.requests().open(workspace(), integration.id()).stream()
            .anyMatch(open -> open.request().stream().equals(stream.name()));
    Optional<LocalDate> first =
        planned > 0
            ? oldestStored(stream, today)
            : Optional.of(today.minusDays(backfillDays)).filter(_ -> !askedFor);
    first
        .flatMap(day -> kept(new DayRange(day, today), stream, now))
        .ifPresent(days ->
            add(stream, days, planned > 0 ? "definition_changed" : "first_backfill", false, now));
  }

  /**
   * Asks for every stored day since {@code from}, of every stream of numbers by day: they mean
   * something else by now, so answers that contradict them are right.
   */
  void askForRewritten(LocalDate from, String reason, Instant now) {
    LocalDate today = calendar.on(now);
    for (StreamDescriptor stream : streams) {
      if (stream.kind() == StreamKind.DAY) {
        oldestStored(stream, today)
            .map(oldest -> oldest.isAfter(from) ? oldest : from)
            .filter(first -> !first.isAfter(today))
            .flatMap(first -> kept(new DayRange(first, today), stream, now))
            .ifPresent(days -> add(stream, days, reason, true, now));
      }
    }
  }

  /** Asks for final days that an answer casts doubt on. */
  void askForDoubtful(StreamDescriptor stream, DayRange days, Instant now) {
    kept(days, stream, now)
        .ifPresent(doubtful -> add(stream, doubtful, "audit_difference", false, now));
  }

  private void add(
      StreamDescriptor stream, DayRange days, String reason, boolean waiver, Instant now) {
    stores
        .requests()
        .add(
            new RangeRequest(
                Ids.next(now),
                workspace(),
                integration.id(),
                stream.name(),
                days,
                reason,
                Priority.BACKFILL,
                waiver,
                Optional.empty(),
                now,
                0,
                Optional.empty()));
  }

  private Optional<LocalDate> oldestStored(StreamDescriptor stream, LocalDate today) {
    return stores
        .ledger()
        .days(
            workspace(),
            integration.id(),
            stream.name(),
            new DayRange(today.minusDays(DAYS), today))
        .stream()
        .filter(LedgerDay::stored)
        .map(LedgerDay::day)
        .findFirst();
  }

  private UUID workspace() {
    return integration.workspaceId();
  }
}
