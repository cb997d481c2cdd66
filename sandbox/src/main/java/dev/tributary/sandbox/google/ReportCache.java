package dev.tributary.sandbox.google;

import dev.tributary.sandbox.google.report.Query;
import dev.tributary.sandbox.google.report.Report;
import dev.tributary.sandbox.google.report.Source;
import java.lang.ref.SoftReference;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps the last reports that need several pages, so that a page costs only its own rows. */
final class ReportCache {
  private static final int KEPT_MAX = 4;

  private record Entry(
      GoogleProperty property, Instant hour, Query query, SoftReference<Report> report) {}

  private final Deque<Entry> kept = new ArrayDeque<>();

  Report find(GoogleProperty property, Query query, Source source) {
    Query whole = firstPage(query);
    Instant hour = source.asOf().truncatedTo(ChronoUnit.HOURS);
    synchronized (this) {
      for (Entry entry : kept) {
        Report report = entry.report.get();
        if (report != null
            && entry.property.equals(property)
            && entry.hour.equals(hour)
            && entry.query.equals(whole)) {
          return report.page(query);
        }
      }
    }
    Report report = Report.of(query, source, property.currency());
    if (report.rowCount() > query.limit()) {
      synchronized (this) {
        kept.addFirst(new Entry(property, hour, whole, new SoftReference<>(report)));
        if (kept.size() > KEPT_MAX) {
          kept.removeLast();
        }
      }
    }
    return report;
  }

  synchronized void clear() {
    kept.clear();
  }

  private static Query firstPage(Query query) {
    return new Query(
        query.dimensions(),
        query.metrics(),
        query.metricNames(),
        query.ranges(),
        query.dimensionFilter(),
        query.metricFilter(),
        query.orders(),
        query.aggregations(),
        0,
        0,
        query.currency(),
        query.keepEmptyRows(),
        false);
  }
}
