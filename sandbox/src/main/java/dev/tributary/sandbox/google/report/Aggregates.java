package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.report.Query.Aggregation;
import java.util.Comparator;
import java.util.Optional;

/** Totals, minimums and maximums over all rows of a report, one row per date range. */
final class Aggregates {
  private final Report report;
  private final Query query;

  Aggregates(Report report) {
    this.report = report;
    this.query = report.query();
  }

  void write(JsonBytes json) {
    for (Aggregation aggregation : query.aggregations()) {
      switch (aggregation) {
        case TOTAL -> write("totals", aggregation, json);
        case MINIMUM -> write("minimums", aggregation, json);
        case MAXIMUM -> write("maximums", aggregation, json);
        case COUNT -> {
          // Reports without pivots have no place for counts: rowCount says it already.
        }
      }
    }
  }

  private void write(String name, Aggregation aggregation, JsonBytes json) {
    json.ascii(",\"" + name + "\":[");
    for (int range = 0; range < query.ranges().size(); range++) {
      json.ascii(range > 0 ? ",{" : "{");
      writeDimensions(aggregation, range, json);
      json.ascii("\"metricValues\":[");
      for (int metric = 0; metric < query.metrics().size(); metric++) {
        json.ascii(metric > 0 ? ",{\"value\":\"" : "{\"value\":\"");
        writeValue(aggregation, range, metric, json);
        json.ascii("\"}");
      }
      json.ascii("]}");
    }
    json.ascii("]");
  }

  private void writeDimensions(Aggregation aggregation, int range, JsonBytes json) {
    int width = query.dimensions().size();
    if (width == 0 && !query.severalRanges()) {
      return;
    }
    json.ascii("\"dimensionValues\":[");
    for (int n = 0; n < width; n++) {
      json.ascii((n > 0 ? "," : "") + "{\"value\":\"RESERVED_" + aggregation + "\"}");
    }
    if (query.severalRanges()) {
      json.ascii(width > 0 ? ",{\"value\":" : "{\"value\":");
      json.raw(JsonBytes.quoted(query.ranges().get(range).name()));
      json.ascii("}");
    }
    json.ascii("],");
  }

  private void writeValue(Aggregation aggregation, int range, int metric, JsonBytes json) {
    Report from = aggregation == Aggregation.TOTAL ? report.totals().orElse(report) : report;
    Comparator<Integer> byValue =
        Comparator.comparingDouble(row -> from.values().number(metric, row));
    Optional<Integer> row =
        from.rowsOf(range)
            .boxed()
            .max(aggregation == Aggregation.MINIMUM ? byValue.reversed() : byValue);
    if (row.isPresent()) {
      from.values().write(metric, row.get(), json);
    } else {
      json.ascii("0");
    }
  }
}
