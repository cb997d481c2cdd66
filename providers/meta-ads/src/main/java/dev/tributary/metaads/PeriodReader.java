package dev.tributary.metaads;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.http.Redaction;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks how many people were reached in whole periods: all single days in one request, the other
 * periods some at a time. Two periods with the same days are asked for once.
 */
final class PeriodReader {
  private static final int RANGES = 8;
  private static final int PAGE_ROWS = 1_000;

  private final GraphApi api;

  PeriodReader(GraphApi api) {
    this.api = api;
  }

  /**
   * @param at 0 for the single days, then 1 and more for the ranges in their order
   * @param ranges asked for at once
   */
  private record Place(int at, int ranges, int limit, String after) {
    static Place of(Optional<Cursor> cursor) throws SyncException {
      if (cursor.isEmpty()) {
        return new Place(0, RANGES, PAGE_ROWS, "");
      }
      String[] parts = cursor.get().value().split(" ", -1);
      if (parts.length != 4
          || !parts[0].matches("\\d{1,4}")
          || !parts[1].matches("[1-8]")
          || !parts[2].matches("[1-9]\\d{0,3}")) {
        throw new SyncException(
            new Failure.Defect("A cursor that is none of ours was handed to Meta Ads."));
      }
      return new Place(
          Integer.parseInt(parts[0]),
          Integer.parseInt(parts[1]),
          Integer.parseInt(parts[2]),
          parts[3]);
    }

    Batch.Next more() {
      return new Batch.Next.More(new Cursor(at + " " + ranges + " " + limit + " " + after));
    }

    Place after(String cursor) {
      return new Place(at, ranges, limit, cursor);
    }

    Place beginning(int next) {
      return new Place(next, ranges, limit, "");
    }

    /** Fewer ranges as long as no row of them came, else smaller pages. */
    Optional<Place> smaller() {
      if (at > 0 && after.isEmpty() && ranges > 1) {
        return Optional.of(new Place(at, ranges / 2, limit, after));
      }
      return limit > ReadState.PAGE_MIN
          ? Optional.of(new Place(at, ranges, Math.max(ReadState.PAGE_MIN, limit / 2), after))
          : Optional.empty();
    }
  }

  Batch read(SyncRequest request, Call call) throws SyncException, InterruptedException {
    StreamDescriptor stream = request.stream();
    DayRange days = request.slice().days();
    Map<DayRange, List<PeriodKind>> kinds = kinds(stream, days);
    List<DayRange> ranges = List.copyOf(kinds.keySet());
    Place place = Place.of(request.cursor());
    int from = place.at() - 1;
    int to = place.at() == 0 ? 0 : Math.min(ranges.size(), from + place.ranges());
    if (from >= ranges.size() && place.at() > 0) {
      throw new SyncException(
          new Failure.Defect("A cursor that is none of ours was handed to Meta Ads."));
    }
    Fields fields = new Fields(stream, Settings.of(request.connection().settings()));
    InsightsQuery query = InsightsQuery.rows(stream, fields);
    query = place.at() == 0 ? query.byDay(days) : query.over(ranges.subList(from, to));
    String subject = AdAccounts.node(request.connection().account().id());
    PeriodRows rows = new PeriodRows(stream, days, place.at() == 0 ? Map.of() : kinds);
    InsightsParser.Page page;
    ProviderAnswer answer;
    try {
      answer =
          api.get(
              "/" + subject + "/insights",
              query.page(place.limit(), Optional.of(place.after())).parameters(),
              request.connection().credentials(),
              subject,
              call);
      page = new InsightsParser(answer, subject, stream, fields, rows).read(call.now());
    } catch (SyncException thrown) {
      Optional<Place> smaller = place.smaller();
      if (thrown.failure() instanceof Failure.TooLarge && smaller.isPresent()) {
        return Batches.of(request, Rows.empty(stream), List.of(), smaller.get().more());
      }
      throw thrown;
    }
    int next = place.at() == 0 ? 1 : to + 1;
    Batch.Next go =
        page.after().isPresent()
            ? place.after(page.after().get()).more()
            : next <= ranges.size() ? place.beginning(next).more() : new Batch.Next.Done();
    return Batches.of(
        request,
        rows.rows(),
        rows.rejects,
        new Batch.Quality(false, rows.withheld, false),
        page.currency(),
        Usage.of(answer, call.now()).readings(call.now()),
        go);
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

  /** Rows of whole periods; a row without its people was withheld and is no zero. */
  private static final class PeriodRows implements InsightsParser.Sink {
    private final Rows.Builder rows;
    private final List<Batch.Reject> rejects = new ArrayList<>();
    private final DayRange days;
    private final Map<DayRange, List<PeriodKind>> kinds;
    private Optional<LocalDate> outside = Optional.empty();
    private boolean withheld;

    /**
     * @param kinds empty where single days were asked for
     */
    PeriodRows(StreamDescriptor stream, DayRange days, Map<DayRange, List<PeriodKind>> kinds) {
      this.rows = Rows.builder(stream);
      this.days = days;
      this.kinds = kinds;
    }

    @Override
    public void row(
        LocalDate start, LocalDate stop, String[] texts, long[] numbers, boolean peopleWithheld) {
      if (stop.isBefore(start)) {
        outside = Optional.of(start);
        return;
      }
      DayRange range = new DayRange(start, stop);
      boolean day = kinds.isEmpty() && range.length() == 1 && days.contains(start);
      List<PeriodKind> meant = day ? List.of(PeriodKind.DAY) : kinds.getOrDefault(range, List.of());
      if (meant.isEmpty()) {
        outside = Optional.of(start);
        return;
      }
      withheld |= peopleWithheld;
      if (peopleWithheld) {
        return;
      }
      for (PeriodKind kind : meant) {
        rows.row(stop).text(0, kind.label());
        for (int i = 1; i < texts.length; i++) {
          rows.text(i, texts[i]);
        }
        for (int i = 0; i < numbers.length; i++) {
          rows.number(i, numbers[i]);
        }
      }
    }

    @Override
    public void reject(Optional<LocalDate> day, String reason, String excerpt) {
      rejects.add(new Batch.Reject(day, reason, Redaction.excerpt(excerpt, List.of())));
    }

    Rows rows() throws SyncException {
      if (outside.isPresent()) {
        throw new SyncException(
            new Failure.Malformed(
                "Meta answered for a period from " + outside.get() + " that was not asked for.",
                Optional.empty()));
      }
      return rows.build();
    }
  }
}
