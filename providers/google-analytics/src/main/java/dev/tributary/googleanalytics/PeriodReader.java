package dev.tributary.googleanalytics;

import dev.tributary.http.PageTrail;
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
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks distinct measures for whole periods: single days in one report, four other periods in each
 * further one (as many date ranges as a report may have), five reports in one request.
 */
final class PeriodReader {
  private static final int RANGES_MAX = 4;
  private static final int ROWS_MAX = 10_000;

  private final DataApi data;

  PeriodReader(DataApi data) {
    this.data = data;
  }

  Batch read(SyncRequest request, Call call) throws SyncException, InterruptedException {
    StreamDescriptor stream = request.stream();
    DayRange days = request.slice().days();
    List<List<Period>> reports = reports(stream, days);
    int first = position(request.cursor(), reports.size());
    int last = Math.min(first + DataApi.REPORTS_MAX, reports.size());
    Rows.Builder rows = Rows.builder(stream);
    List<Batch.Reject> rejects = new ArrayList<>();
    List<DataApi.Asked> asked = new ArrayList<>();
    for (List<Period> periods : reports.subList(first, last)) {
      asked.add(asked(stream, periods, rows, rejects));
    }
    DataApi.Answered answered = data.ask(request.connection(), asked, call);
    for (ReportAnswer report : answered.reports()) {
      if (!PageTrail.START
          .after(report.rowCount(), report.rows(), report.fingerprint())
          .complete()) {
        throw new SyncException(
            new Failure.Malformed(
                "Google promised "
                    + report.rowCount()
                    + " rows of "
                    + request.slice()
                    + " and sent "
                    + report.rows()
                    + ".",
                Optional.empty()));
      }
    }
    // What the steps to come will promise is not known yet, so each step was checked by itself.
    Batch.Next next =
        last == reports.size()
            ? new Batch.Next.Done()
            : new Batch.Next.More(new Cursor(Integer.toString(last)));
    return Batches.of(rows.build(), rejects, answered.reports(), days, OptionalLong.empty(), next);
  }

  /** A period, or with kind DAY all single days of the slice. */
  private record Period(PeriodKind kind, DayRange days) {
    String name() {
      return kind.label() + "_" + DateTimeFormatter.BASIC_ISO_DATE.format(days.last());
    }
  }

  private static List<List<Period>> reports(StreamDescriptor stream, DayRange days) {
    List<List<Period>> reports = new ArrayList<>();
    List<Period> longer = new ArrayList<>();
    for (PeriodKind kind : stream.periods()) {
      if (kind == PeriodKind.DAY) {
        reports.add(List.of(new Period(kind, days)));
      } else {
        days.days()
            .filter(kind::endsOn)
            .forEach(day -> longer.add(new Period(kind, kind.endingOn(day))));
      }
    }
    for (int i = 0; i < longer.size(); i += RANGES_MAX) {
      reports.add(List.copyOf(longer.subList(i, Math.min(i + RANGES_MAX, longer.size()))));
    }
    return reports;
  }

  private static int position(Optional<Cursor> cursor, int reports) throws SyncException {
    if (cursor.isEmpty()) {
      return 0;
    }
    try {
      int position = Integer.parseInt(cursor.get().value());
      if (position > 0 && position < reports) {
        return position;
      }
    } catch (NumberFormatException foreign) {
      throw new SyncException(defect(), foreign);
    }
    throw new SyncException(defect());
  }

  private static Failure defect() {
    return new Failure.Defect("A cursor that is none of ours was handed to Google Analytics.");
  }

  private static DataApi.Asked asked(
      StreamDescriptor stream,
      List<Period> periods,
      Rows.Builder rows,
      List<Batch.Reject> rejects) {
    boolean byDay = periods.getFirst().kind() == PeriodKind.DAY;
    Report report = Report.periods(stream, byDay);
    List<Report.Range> ranges =
        periods.stream().map(period -> new Report.Range(period.name(), period.days())).toList();
    List<String> headers = new ArrayList<>(report.dimensions());
    if (ranges.size() > 1) {
      // Google adds the range of each row behind the dimensions that were asked.
      headers.add(Report.DATE_RANGE);
    }
    RowSink sink =
        byDay
            ? new PeriodRows(rows, rejects, 0, 1, dates(periods.getFirst().days()))
            : new PeriodRows(
                rows, rejects, ranges.size() > 1 ? headers.size() - 1 : -1, 0, named(periods));
    return new DataApi.Asked(report.request(ranges, 0, ROWS_MAX), report, headers, sink);
  }

  private static Map<String, Period> named(List<Period> periods) {
    Map<String, Period> named = new HashMap<>();
    periods.forEach(period -> named.put(period.name(), period));
    return named;
  }

  private static Map<String, Period> dates(DayRange days) {
    Map<String, Period> dates = new HashMap<>();
    days.days()
        .forEach(day ->
            dates.put(
                DateTimeFormatter.BASIC_ISO_DATE.format(day),
                new Period(PeriodKind.DAY, DayRange.of(day))));
    return dates;
  }

  /**
   * @param marker position of the text that names the period; negative when there is only one
   * @param firstText position of the first dimension of the stream behind the period
   */
  private record PeriodRows(
      Rows.Builder rows,
      List<Batch.Reject> rejects,
      int marker,
      int firstText,
      Map<String, Period> periods)
      implements RowSink {

    @Override
    public void row(String[] texts, long[] numbers) {
      Optional<Period> period = period(texts);
      if (period.isEmpty()) {
        reject(texts, "the row belongs to no period that was asked");
        return;
      }
      rows.row(period.get().days().last()).text(0, period.get().kind().label());
      int column = 1;
      for (int i = firstText; i < texts.length; i++) {
        if (i != marker) {
          rows.text(column++, texts[i]);
        }
      }
      for (int i = 0; i < numbers.length; i++) {
        rows.number(i, numbers[i]);
      }
    }

    @Override
    public void reject(String[] texts, String reason) {
      Optional<LocalDate> day = period(texts).map(period -> period.days().last());
      rejects.add(
          new Batch.Reject(day, reason, Redaction.excerpt(String.join(" | ", texts), List.of())));
    }

    private Optional<Period> period(String[] texts) {
      return marker < 0
          ? periods.values().stream().findFirst()
          : Optional.ofNullable(periods.get(texts[marker]));
    }
  }
}
