package dev.tributary.engine.sync;

import dev.tributary.engine.Stores;
import dev.tributary.engine.plan.Planner;
import dev.tributary.engine.plan.Standing;
import dev.tributary.engine.verify.Finding;
import dev.tributary.engine.verify.ReadSlice;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.DayFlags;
import dev.tributary.store.DayState;
import dev.tributary.store.Fence;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.OpenRequest;
import dev.tributary.store.Priority;
import dev.tributary.store.RevisionCause;
import dev.tributary.store.SliceApplied;
import dev.tributary.store.SliceWrite;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Stores a judged slice: rows and ledger in one transaction, then what follows from them. */
final class Keeper {
  /** Neighbours of a final day that turned out to be changed are read again this far. */
  private static final int NEIGHBOUR_DAYS = 7;

  /** Fewer rows are no trouble without statistics, and autovacuum counts them soon enough. */
  private static final int ANALYZED_ROWS_MIN = 10_000;

  private final Stores stores;
  private final Outlook outlook;
  private final Fence fence;
  private final String provider;

  Keeper(Stores stores, Outlook outlook, Fence fence, String provider) {
    this.stores = stores;
    this.outlook = outlook;
    this.fence = fence;
    this.provider = provider;
  }

  /** Tells the turn of days that failed, so that it can put them on the ladder. */
  @FunctionalInterface
  interface FailedDays {
    void failed(LocalDate day, Failure failure);
  }

  /**
   * @param before the ledger days of the slice; missing days are absent
   * @return how many days were stored
   */
  int keep(
      ReadSlice slice,
      Finding.Judged judged,
      Map<LocalDate, LedgerDay> before,
      FailedDays failedDays,
      Instant now) {
    StreamDescriptor stream = slice.planned().stream();
    SliceWrite write = write(slice, judged, before, now);
    SliceApplied applied =
        stream.rewriting().isEmpty() ? stores.slices().apply(write) : rewriting(write, now);
    // Should the node stop here, these days are found missing or due again: nothing is lost.
    stores
        .database()
        .tenant(
            fence.workspaceId(),
            () -> {
              leave(stream, judged, before, now);
              judged
                  .unreadable()
                  .forEach((day, reason) ->
                      failedDays.failed(
                          day,
                          new Failure.Malformed(
                              "A row of %s on %s cannot be read: %s."
                                  .formatted(stream.name(), day, reason),
                              Optional.empty())));
              reopen(slice, applied, before, now);
              answerSnapshotRequests(slice, now);
              return applied;
            });
    if (applied.firstLoad() && applied.rowsWritten() >= ANALYZED_ROWS_MIN) {
      // Without statistics the next replacement of the same days takes several times as long.
      stores.database().streamTables().analyze(provider, stream.name());
    }
    return judged.apply().size();
  }

  /** That days must be read again is remembered with the change or not at all. */
  private SliceApplied rewriting(SliceWrite write, Instant now) {
    return stores
        .database()
        .tenant(
            fence.workspaceId(),
            () -> {
              SliceApplied applied = stores.slices().apply(write);
              String reason = write.stream().rewriting().getFirst().name() + "_changed";
              applied
                  .rewrittenFrom()
                  .ifPresent(from -> outlook.history().askForRewritten(from, reason, now));
              return applied;
            });
  }

  private SliceWrite write(
      ReadSlice slice, Finding.Judged judged, Map<LocalDate, LedgerDay> before, Instant now) {
    StreamDescriptor stream = slice.planned().stream();
    List<SliceWrite.Replace> replace = new ArrayList<>();
    for (Map.Entry<LocalDate, DayFlags> day : judged.apply().entrySet()) {
      Standing standing =
          Standing.after(
              stream, day.getKey(), slice.readAt(), outlook.calendar(), outlook.rhythm());
      replace.add(
          new SliceWrite.Replace(
              day.getKey(),
              standing.state(),
              standing.dueAt(),
              day.getValue(),
              cause(slice, day.getKey(), Optional.ofNullable(before.get(day.getKey())), judged)));
    }
    // What the provider no longer has is held only here, and never due again.
    for (LocalDate day : storedOnly(judged.gone(), before)) {
      replace.add(
          new SliceWrite.Replace(
              day, DayState.FINAL, Optional.empty(), DayFlags.NONE, RevisionCause.RESTATED));
    }
    List<SliceWrite.Hold> hold =
        judged.held().stream()
            .map(held ->
                new SliceWrite.Hold(
                    held.day(), "contradiction", held.reason(), now.plus(held.readAgainIn())))
            .toList();
    return new SliceWrite(
        fence,
        provider,
        stream,
        slice.planned().days(),
        slice.rows(),
        slice.digest(),
        replace,
        hold,
        slice.readAt(),
        keptFrom(slice, stream));
  }

  private Optional<LocalDate> keptFrom(ReadSlice slice, StreamDescriptor stream) {
    LocalDate covered = slice.answer().covered().first();
    Optional<LocalDate> retained = Planner.keptFrom(stream, outlook.calendar().on(slice.readAt()));
    boolean cut = covered.isAfter(slice.planned().days().first());
    return cut && retained.filter(covered::isBefore).isEmpty() ? Optional.of(covered) : retained;
  }

  private static RevisionCause cause(
      ReadSlice slice, LocalDate day, Optional<LedgerDay> before, Finding.Judged judged) {
    Optional<LedgerDay> stored = before.filter(LedgerDay::stored);
    if (stored.isEmpty() || stored.get().state() == DayState.OPEN) {
      return RevisionCause.FIRST;
    }
    if (judged.accepted().contains(day)) {
      return RevisionCause.ACCEPTED;
    }
    if (stored.get().definition() < slice.planned().stream().version()) {
      return RevisionCause.DEFINITION;
    }
    if (slice.planned().priority() == Priority.MANUAL) {
      return RevisionCause.REQUESTED;
    }
    return stored.get().state() == DayState.FINAL ? RevisionCause.AUDIT : RevisionCause.RESTATED;
  }

  /** Days that the answer does not cover. */
  private void leave(
      StreamDescriptor stream,
      Finding.Judged judged,
      Map<LocalDate, LedgerDay> before,
      Instant now) {
    Set<LocalDate> stored = Set.copyOf(storedOnly(judged.gone(), before));
    for (LocalDate day : judged.gone()) {
      if (!stored.contains(day)) {
        stores
            .ledger()
            .skip(
                fence,
                stream.name(),
                DayRange.of(day),
                "not_kept",
                "The provider no longer has this day.",
                now);
      }
    }
    for (LocalDate day : judged.late()) {
      stores
          .ledger()
          .failed(
              fence,
              stream.name(),
              DayRange.of(day),
              "not_yet",
              "The provider has no answer for this day yet.",
              Optional.of(outlook.rhythm().after(now)));
    }
  }

  private static List<LocalDate> storedOnly(
      List<LocalDate> days, Map<LocalDate, LedgerDay> before) {
    return days.stream()
        .filter(day -> Optional.ofNullable(before.get(day)).filter(LedgerDay::stored).isPresent())
        .toList();
  }

  /** Any later look at the entities answers a wish for them, though midnight has passed. */
  private void answerSnapshotRequests(ReadSlice slice, Instant now) {
    if (slice.planned().stream().kind() != StreamKind.SNAPSHOT) {
      return;
    }
    stores.deadLetters().answered(fence, slice.planned().stream().name(), slice.readAt());
    stores.requests().open(fence.workspaceId(), fence.integrationId()).stream()
        .map(OpenRequest::request)
        .filter(request -> request.stream().equals(slice.planned().stream().name()))
        .filter(request -> !request.askedAt().isAfter(slice.readAt()))
        .forEach(request -> stores.requests().withdraw(fence.workspaceId(), request.id(), now));
  }

  /** A final day that changed casts doubt on the final days around it. */
  private void reopen(
      ReadSlice slice, SliceApplied applied, Map<LocalDate, LedgerDay> before, Instant now) {
    // Who waives doubt knows why days change.
    if (slice.planned().priority() == Priority.MANUAL || slice.planned().waiver()) {
      return;
    }
    StreamDescriptor stream = slice.planned().stream();
    List<LocalDate> doubtful =
        applied.daysChanged().stream()
            .filter(day ->
                Optional.ofNullable(before.get(day))
                    .filter(entry -> entry.state() == DayState.FINAL)
                    .filter(entry -> entry.definition() == stream.version())
                    .isPresent())
            .collect(Collectors.toList());
    if (doubtful.isEmpty()) {
      return;
    }
    DayRange around =
        new DayRange(
            doubtful.stream().min(LocalDate::compareTo).orElseThrow().minusDays(NEIGHBOUR_DAYS),
            doubtful.stream().max(LocalDate::compareTo).orElseThrow().plusDays(NEIGHBOUR_DAYS));
    outlook.history().askForDoubtful(stream, around, now);
  }
}
