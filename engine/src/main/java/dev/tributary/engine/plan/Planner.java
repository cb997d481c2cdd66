package dev.tributary.engine.plan;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.DayState;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.OpenRequest;
import dev.tributary.store.Priority;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides what to read next, from the ledger and the open range requests alone. Pure: no clock, no
 * database.
 *
 * <p>Manual work comes before live work and live work before backfill; within each the newest days
 * come first, and of the same days the stream that its provider names first. Days that the provider
 * no longer keeps are never asked for: what we hold of them is held only here.
 */
public final class Planner {

  private Planner() {}

  /**
   * @param backfill whether the quota leaves room for history
   */
  public record Circumstances(Instant now, AccountDays calendar, boolean backfill) {
    LocalDate today() {
      return calendar.on(now);
    }
  }

  /** Why a day is to be read. */
  private record Need(Priority priority, boolean waiver) {
    /** The more urgent of two; a waiver is kept. */
    Need and(Need other) {
      return new Need(
          priority.compareTo(other.priority) <= 0 ? priority : other.priority,
          waiver || other.waiver);
    }
  }

  public static List<PlannedSlice> plan(
      List<StreamView> streams, List<OpenRequest> requests, Circumstances circumstances) {
    List<PlannedSlice> plan = new ArrayList<>();
    for (StreamView view : streams) {
      NavigableMap<LocalDate, Need> needs = needs(view, circumstances);
      addRequested(needs, view.stream(), requests, circumstances);
      needs
          .keySet()
          .removeIf(day -> within(DayRange.of(day), view.stream(), circumstances).isEmpty());
      if (!circumstances.backfill()) {
        needs.values().removeIf(need -> need.priority() == Priority.BACKFILL);
      }
      plan.addAll(slices(view, needs));
    }
    // The sort is stable: streams keep the provider's order where all else is equal.
    plan.sort(
        Comparator.comparing(PlannedSlice::priority)
            .thenComparing(slice -> slice.days().last(), Comparator.reverseOrder()));
    return plan;
  }

  /** The part of a range that can be asked for: not in the future, not beyond the retention. */
  public static Optional<DayRange> within(
      DayRange days, StreamDescriptor stream, Circumstances circumstances) {
    LocalDate today = circumstances.today();
    LocalDate first =
        keptFrom(stream, today).filter(floor -> floor.isAfter(days.first())).orElse(days.first());
    LocalDate last = days.last().isAfter(today) ? today : days.last();
    return last.isBefore(first) ? Optional.empty() : Optional.of(new DayRange(first, last));
  }

  /** The first day that the provider still keeps; empty when it keeps every day. */
  public static Optional<LocalDate> keptFrom(StreamDescriptor stream, LocalDate today) {
    return stream.retention().map(today::minus);
  }

  private static NavigableMap<LocalDate, Need> needs(StreamView view, Circumstances circumstances) {
    NavigableMap<LocalDate, Need> needs = new TreeMap<>();
    if (view.stream().kind() == StreamKind.SNAPSHOT) {
      // Entities have no past to read: one look at today.
      if (view.snapshotDueAt().filter(circumstances.now()::isBefore).isEmpty()) {
        needs.put(circumstances.today(), new Need(Priority.LIVE, false));
      }
      return needs;
    }
    for (LocalDate day : view.missing()) {
      needs.put(day, new Need(urgency(day, view.stream(), circumstances), false));
    }
    for (LedgerDay entry : view.due()) {
      Priority priority =
          entry.stored() && entry.state() != DayState.FINAL
              ? Priority.LIVE
              : urgency(entry.day(), view.stream(), circumstances);
      needs.put(entry.day(), new Need(priority, false));
    }
    return needs;
  }

  private static void addRequested(
      NavigableMap<LocalDate, Need> needs,
      StreamDescriptor stream,
      List<OpenRequest> requests,
      Circumstances circumstances) {
    Instant now = circumstances.now();
    for (OpenRequest open : requests) {
      if (!open.request().stream().equals(stream.name())) {
        continue;
      }
      Need need = new Need(open.request().priority(), open.request().waiver());
      for (OpenRequest.Day day : open.remaining()) {
        if (day.notBefore().filter(now::isBefore).isEmpty()) {
          needs.merge(
              stream.kind() == StreamKind.SNAPSHOT ? circumstances.today() : day.day(),
              need,
              Need::and);
        }
      }
    }
  }

  private static Priority urgency(
      LocalDate day, StreamDescriptor stream, Circumstances circumstances) {
    long age = circumstances.calendar().age(day, circumstances.now());
    return age <= Math.max(1, stream.restatement().hotDays()) ? Priority.LIVE : Priority.BACKFILL;
  }

  /** Cuts runs of consecutive days with the same need, from the newest day backwards. */
  private static List<PlannedSlice> slices(StreamView view, NavigableMap<LocalDate, Need> needs) {
    int daysMax = Math.clamp(view.sliceDays(), 1, view.stream().sliceDaysMax());
    List<PlannedSlice> slices = new ArrayList<>();
    List<Map.Entry<LocalDate, Need>> days = List.copyOf(needs.descendingMap().entrySet());
    int start = 0;
    while (start < days.size()) {
      Need need = days.get(start).getValue();
      int end = start + 1;
      while (end < days.size()
          && end - start < daysMax
          && days.get(end).getKey().equals(days.get(end - 1).getKey().minusDays(1))
          && days.get(end).getValue().equals(need)) {
        end++;
      }
      slices.add(
          new PlannedSlice(
              view.stream(),
              new DayRange(days.get(end - 1).getKey(), days.get(start).getKey()),
              need.priority(),
              need.waiver()));
      start = end;
    }
    return slices;
  }
}
