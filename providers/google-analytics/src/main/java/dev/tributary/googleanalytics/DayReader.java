package dev.tributary.googleanalytics;

import dev.tributary.http.PageTrail;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads rows by day: one page, then up to five pages at once, until every promised row came. */
final class DayReader {
  /** A page of ten metrics is then about 17 MB, half of what one answer may have. */
  static final int PAGE_ROWS = 50_000;

  private static final int PAGE_ROWS_MIN = 500;

  /** Several pages in one answer stay well below the cap of 32 MiB. */
  private static final long BATCH_BYTES_MAX = 24L << 20;

  private final DataApi data;
  private final int pageRows;

  DayReader(DataApi data, int pageRows) {
    this.data = data;
    this.pageRows = pageRows;
  }

  Batch read(SyncRequest request, Call call) throws SyncException, InterruptedException {
    Report report =
        switch (request.purpose()) {
          case ROWS -> Report.rows(request.stream(), request.connection().settings());
          case TOTALS -> Report.totals(request.stream());
        };
    DayRange days = request.slice().days();
    PageCursor at = PageCursor.of(request.cursor(), pageRows);
    DayRows rows = new DayRows(request.stream(), report, days);
    List<Report.Range> range = List.of(new Report.Range("slice", days));
    List<DataApi.Asked> asked = new ArrayList<>();
    for (int page = 0; page < at.pages(); page++) {
      long offset = at.trail().rows() + (long) page * at.pageRows();
      asked.add(
          new DataApi.Asked(
              report.request(range, offset, at.pageRows()), report, report.dimensions(), rows));
    }
    DataApi.Answered answered;
    try {
      answered = data.ask(request.connection(), asked, call);
    } catch (SyncException thrown) {
      return smaller(thrown, request, at);
    }
    PageTrail trail = at.trail();
    for (ReportAnswer page : answered.reports()) {
      trail = trail.after(page.rowCount(), page.rows(), page.fingerprint());
    }
    Batch.Next next =
        trail.complete()
            ? new Batch.Next.Done()
            : new Batch.Next.More(following(at, trail, answered).cursor());
    return rows.batch(answered.reports(), OptionalLong.of(trail.promised()), next);
  }

  /** As many pages at once as their size allows, and no more than are left. */
  private static PageCursor following(PageCursor at, PageTrail trail, DataApi.Answered answered) {
    int came = Math.max(1, answered.reports().stream().mapToInt(ReportAnswer::rows).sum());
    long pageBytes = Math.max(1, (long) answered.bytes() * at.pageRows() / came);
    long left = Math.ceilDiv(trail.promised() - trail.rows(), at.pageRows());
    long fitting = Math.max(1, BATCH_BYTES_MAX / pageBytes);
    int pages = (int) Math.min(DataApi.REPORTS_MAX, Math.min(left, fitting));
    return new PageCursor(at.pageRows(), pages, trail);
  }

  /** An answer above the cap is asked again in smaller pages, as long as that makes sense. */
  private static Batch smaller(SyncException thrown, SyncRequest request, PageCursor at)
      throws SyncException {
    if (!(thrown.failure() instanceof Failure.TooLarge) || at.pageRows() <= PAGE_ROWS_MIN) {
      throw thrown;
    }
    PageCursor half = new PageCursor(at.pageRows() / 2, 1, at.trail());
    return new Batch(
        Rows.empty(request.stream()),
        List.of(),
        new Batch.Answer(
            OptionalLong.empty(),
            request.slice().days(),
            Optional.empty(),
            Optional.empty(),
            Batch.Quality.FULL),
        List.of(),
        new Batch.Next.More(half.cursor()));
  }
}
