package dev.tributary.metaads;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.SyncRequest.Purpose;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads insights by day. Small slices are asked for directly; all others become report runs, which
 * Meta prepares while nobody waits. What is too large directly becomes a run, then fewer days (the
 * engine sees to that), then, for a single day, runs of fewer objects.
 */
final class InsightsReader {
  /** A page of this many rows is about 5 MB. */
  static final int PAGE_ROWS = 2_000;

  /** The hot days of a sync, and what a webhook asks for. */
  private static final int DIRECT_DAYS_MAX = 2;

  private static final int TOTALS_PAGES_MAX = 200;

  private final GraphApi api;
  private final ReportRuns runs;
  private final int pageRows;

  InsightsReader(GraphApi api, int pageRows) {
    this.api = api;
    this.runs = new ReportRuns(api);
    this.pageRows = pageRows;
  }

  Batch read(SyncRequest request, Call call) throws SyncException, InterruptedException {
    Fields fields = new Fields(request.stream(), Settings.of(request.connection().settings()));
    if (request.purpose() == Purpose.TOTALS && request.stream().name().equals(Streams.RESULTS)) {
      return totalsOfResults(request, fields, call);
    }
    ReadState state =
        request.cursor().isPresent() ? ReadState.of(request.cursor().get()) : first(request);
    return switch (state) {
      case ReadState.Direct direct -> direct(request, fields, direct, call);
      case ReadState.Runs some ->
          some.reading() < 0
              ? runs.advance(request, fields, some, call)
              : page(request, fields, some, call);
    };
  }

  private ReadState first(SyncRequest request) {
    boolean small =
        request.purpose() == Purpose.TOTALS
            || request.stream().dimensions().isEmpty()
            || request.slice().days().length() <= DIRECT_DAYS_MAX;
    return small ? new ReadState.Direct(pageRows, "") : ReadState.Runs.everything(pageRows);
  }

  private Batch direct(SyncRequest request, Fields fields, ReadState.Direct at, Call call)
      throws SyncException, InterruptedException {
    StreamDescriptor stream = request.stream();
    boolean totals = request.purpose() == Purpose.TOTALS;
    InsightsQuery query =
        (totals ? InsightsQuery.totals(fields) : InsightsQuery.rows(stream, fields))
            .byDay(request.slice().days())
            .page(at.limit(), Optional.of(at.after()));
    Read read;
    try {
      read = ask(request, fields, "/" + subject(request) + "/insights", query, call);
    } catch (SyncException thrown) {
      return smaller(thrown, request, at);
    }
    Batch.Next next =
        read.page()
            .after()
            .<Batch.Next>map(
                after -> new Batch.Next.More(new ReadState.Direct(at.limit(), after).cursor()))
            .orElseGet(Batch.Next.Done::new);
    return read.batch(request, next);
  }

  /** Too large from the start: a run. Too large on the way: smaller pages, as rows came already. */
  private static Batch smaller(SyncException thrown, SyncRequest request, ReadState.Direct at)
      throws SyncException {
    if (!(thrown.failure() instanceof Failure.TooLarge)) {
      throw thrown;
    }
    ReadState next;
    if (at.after().isEmpty()
        && request.purpose() == Purpose.ROWS
        && !request.stream().dimensions().isEmpty()) {
      next = ReadState.Runs.everything(Math.max(ReadState.PAGE_MIN, at.limit() / 2));
    } else if (!at.after().isEmpty() && at.limit() > ReadState.PAGE_MIN) {
      next = new ReadState.Direct(Math.max(ReadState.PAGE_MIN, at.limit() / 2), at.after());
    } else {
      throw thrown;
    }
    return Batches.of(
        request, Rows.empty(request.stream()), List.of(), new Batch.Next.More(next.cursor()));
  }

  /** One page of a complete run. */
  private Batch page(SyncRequest request, Fields fields, ReadState.Runs at, Call call)
      throws SyncException, InterruptedException {
    Part part = at.parts().get(at.reading());
    InsightsQuery page = InsightsQuery.pages(at.limit(), at.after());
    Read read;
    try {
      read = ask(request, fields, "/" + part.run() + "/insights", page, call);
    } catch (SyncException thrown) {
      if (thrown.failure() instanceof Failure.TooLarge && at.limit() > ReadState.PAGE_MIN) {
        return Batches.of(
            request,
            Rows.empty(request.stream()),
            List.of(),
            new Batch.Next.More(at.half().cursor()));
      }
      throw thrown;
    }
    Optional<String> after = read.page().after();
    Batch.Next next;
    if (after.isPresent()) {
      next = new Batch.Next.More(at.at(at.reading(), after.get()).cursor());
    } else if (at.reading() + 1 < at.parts().size()) {
      next = new Batch.Next.More(at.at(at.reading() + 1, "").cursor());
    } else {
      next = new Batch.Next.Done();
    }
    return read.batch(request, next);
  }

  private record Read(DayRows rows, InsightsParser.Page page, List<QuotaReading> quotas) {
    Batch batch(SyncRequest request, Batch.Next next) throws SyncException {
      return Batches.of(
          request, rows.rows(), rows.rejects(), Batch.Quality.FULL, page.currency(), quotas, next);
    }
  }

  private Read ask(SyncRequest request, Fields fields, String path, InsightsQuery query, Call call)
      throws SyncException, InterruptedException {
    String subject = subject(request);
    ProviderAnswer answer =
        api.get(path, query.parameters(), request.connection().credentials(), subject, call);
    DayRows rows = new DayRows(request.stream(), request.slice().days());
    InsightsParser.Page page =
        new InsightsParser(answer, subject, request.stream(), fields, rows).read(call.now());
    return new Read(rows, page, Usage.of(answer, call.now()).readings(call.now()));
  }

  /**
   * Meta gives no results for an account whose campaigns are optimised for different things, so
   * they are summed up here.
   */
  private Batch totalsOfResults(SyncRequest request, Fields fields, Call call)
      throws SyncException, InterruptedException {
    StreamDescriptor stream = request.stream();
    DayRange days = request.slice().days();
    TreeMap<LocalDate, long[]> sums = new TreeMap<>();
    Optional<String> after = Optional.empty();
    for (int n = 0; n == 0 || after.isPresent(); n++) {
      if (n == TOTALS_PAGES_MAX) {
        throw new SyncException(
            new Failure.TooLarge("Meta's results of %s have too many pages.".formatted(days)));
      }
      InsightsQuery query = InsightsQuery.rows(stream, fields).byDay(days).page(pageRows, after);
      Read read = ask(request, fields, "/" + subject(request) + "/insights", query, call);
      Rows rows = read.rows().rows();
      for (int row = 0; row < rows.size(); row++) {
        long[] sum = sums.computeIfAbsent(rows.day(row), day -> new long[rows.numberColumns()]);
        for (int i = 0; i < sum.length; i++) {
          sum[i] += rows.number(i, row);
        }
      }
      after = read.page().after();
    }
    Rows.Builder totals = Rows.builder(stream);
    sums.forEach((day, sum) -> {
      totals.row(day);
      for (int i = 0; i < sum.length; i++) {
        totals.number(i, sum[i]);
      }
    });
    return Batches.of(request, totals.build(), List.of(), new Batch.Next.Done());
  }

  private static String subject(SyncRequest request) {
    return AdAccounts.node(request.connection().account().id());
  }
}
