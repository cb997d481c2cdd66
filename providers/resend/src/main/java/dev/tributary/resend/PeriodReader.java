package dev.tributary.resend;

import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Different opens and clicks of whole periods. The first step looks which domains track, the second
 * asks for all single days, from the first day of the longest period on, which shows what is still
 * kept; then each longer period has its own request. Two periods with the same days are asked for
 * once.
 *
 * <p>A kind of period that is longer than the plan keeps events is never asked for. A day of which
 * one of the other periods is no longer kept as a whole is not covered: what was read of it while
 * it was stays.
 */
final class PeriodReader {
  private final Metrics metrics;
  private final Domains domains;

  PeriodReader(Metrics metrics, Domains domains) {
    this.metrics = metrics;
    this.domains = domains;
  }

  Batch read(SyncRequest request, Call call) throws SyncException, InterruptedException {
    PeriodPlace place = PeriodPlace.of(request.cursor());
    return switch (place.at()) {
      case PeriodPlace.TRACKING -> tracking(request, call);
      case PeriodPlace.DAYS -> days(request, place, call);
      default -> longer(request, place, call);
    };
  }

  private Batch tracking(SyncRequest request, Call call)
      throws SyncException, InterruptedException {
    Settings settings = Settings.of(request.connection().settings());
    Tracking tracking =
        Tracking.of(
            domains.all(request.connection().credentials(), call).stream()
                .filter(domain -> settings.wants(domain.name()))
                .toList());
    PeriodPlace next =
        new PeriodPlace(PeriodPlace.DAYS, LocalDate.MIN, request.slice().days().first(), tracking);
    return Batches.of(
        request,
        request.slice().days().first(),
        Rows.empty(request.stream()),
        List.of(),
        next.more());
  }

  private Batch days(SyncRequest request, PeriodPlace place, Call call)
      throws SyncException, InterruptedException {
    StreamDescriptor stream = request.stream();
    DayRange days = request.slice().days();
    LocalDate earliest =
        kinds(stream, days).keySet().stream()
            .map(DayRange::first)
            .min(Comparator.naturalOrder())
            .filter(first -> first.isBefore(days.first()))
            .orElse(days.first());
    DayRange asked = new DayRange(earliest, days.last());
    Metrics.Answer answer = ask(request, asked, true, call);
    ZoneId zone = request.connection().account().zone();
    LocalDate kept = answer.cut(asked) ? answer.firstWhole() : LocalDate.MIN;
    LocalDate covered = covered(stream, days, kept, LocalDate.ofInstant(call.now(), zone));
    Rows.Builder rows = Rows.builder(stream);
    Map<LocalDate, List<Metrics.Row>> byDay = new TreeMap<>();
    for (Metrics.Row row : answer.rows()) {
      byDay.computeIfAbsent(row.day().orElseThrow(), day -> new ArrayList<>()).add(row);
    }
    days.days()
        .filter(day -> !day.isBefore(covered))
        .forEach(day -> add(rows, place.tracking(), day, List.of(PeriodKind.DAY), byDay.get(day)));
    return Batches.of(
        request,
        covered,
        rows.build(),
        answer.quotas(),
        next(request, new PeriodPlace(PeriodPlace.LONGER, kept, covered, place.tracking())));
  }

  private Batch longer(SyncRequest request, PeriodPlace place, Call call)
      throws SyncException, InterruptedException {
    List<DayRange> ranges = ranges(request, place);
    int index = place.at() - PeriodPlace.LONGER;
    if (index >= ranges.size()) {
      throw PeriodPlace.foreign();
    }
    DayRange range = ranges.get(index);
    Metrics.Answer answer = ask(request, range, false, call);
    Rows.Builder rows = Rows.builder(request.stream());
    // The border of what is kept moves on while we read: a part of a period is no period.
    if (!answer.cut(range)) {
      add(
          rows,
          place.tracking(),
          range.last(),
          kinds(request.stream(), request.slice().days()).getOrDefault(range, List.of()),
          answer.rows());
    }
    return Batches.of(
        request,
        place.covered(),
        rows.build(),
        answer.quotas(),
        next(request, place.at(place.at() + 1)));
  }

  private Metrics.Answer ask(SyncRequest request, DayRange days, boolean byDay, Call call)
      throws SyncException, InterruptedException {
    Settings settings = Settings.of(request.connection().settings());
    Metrics.Answer answer =
        metrics.ask(
            new Metrics.Question(
                days,
                request.connection().account().zone(),
                Streams.TRACKED_METRICS,
                byDay,
                true,
                List.of()),
            request.connection().credentials(),
            call);
    return new Metrics.Answer(
        answer.firstWhole(),
        answer.rows().stream().filter(row -> settings.wants(row.domain())).toList(),
        answer.quotas());
  }

  private static void add(
      Rows.Builder rows,
      Tracking tracking,
      LocalDate day,
      List<PeriodKind> kinds,
      @Nullable List<Metrics.Row> found) {
    tracking
        .numbers(found == null ? List.of() : found)
        .ifPresent(numbers -> {
          for (PeriodKind kind : kinds) {
            rows.row(day).text(0, kind.label());
            for (int i = 0; i < numbers.length; i++) {
              rows.number(i, numbers[i]);
            }
          }
        });
  }

  private static Batch.Next next(SyncRequest request, PeriodPlace place) {
    return place.at() - PeriodPlace.LONGER < ranges(request, place).size()
        ? place.more()
        : new Batch.Next.Done();
  }

  /** The longer periods that are asked for, in order. */
  private static List<DayRange> ranges(SyncRequest request, PeriodPlace place) {
    return kinds(request.stream(), request.slice().days()).keySet().stream()
        .filter(range -> !range.last().isBefore(place.covered()))
        .filter(range -> !range.first().isBefore(place.kept()))
        .toList();
  }

  /** The first day of which every period that the plan can hold is kept. */
  private static LocalDate covered(
      StreamDescriptor stream, DayRange days, LocalDate kept, LocalDate today) {
    LocalDate covered = days.first().isBefore(kept) ? kept : days.first();
    for (Map.Entry<DayRange, List<PeriodKind>> period : kinds(stream, days).entrySet()) {
      boolean held =
          period.getValue().stream()
              .anyMatch(kind -> !today.minusDays(longest(kind)).isBefore(kept));
      LocalDate last = period.getKey().last();
      if (held && period.getKey().first().isBefore(kept) && !last.isBefore(covered)) {
        covered = last.plusDays(1);
      }
    }
    return covered;
  }

  private static int longest(PeriodKind kind) {
    return switch (kind) {
      case DAY -> 1;
      case TRAILING_7, WEEK -> 7;
      case TRAILING_28 -> 28;
      case MONTH -> 31;
    };
  }

  /** The periods longer than a day that end in the slice, by their days. */
  private static Map<DayRange, List<PeriodKind>> kinds(StreamDescriptor stream, DayRange days) {
    Map<DayRange, List<PeriodKind>> kinds =
        new TreeMap<>(Comparator.comparing(DayRange::last).thenComparing(DayRange::first));
    for (PeriodKind kind : stream.periods()) {
      if (kind != PeriodKind.DAY) {
        days.days()
            .filter(kind::endsOn)
            .forEach(day ->
                kinds.computeIfAbsent(kind.endingOn(day), range -> new ArrayList<>()).add(kind));
      }
    }
    return kinds;
  }
}
