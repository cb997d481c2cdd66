package dev.tributary.googleanalytics;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which fields of the Data API a stream is read from.
 *
 * @param dimensions API names, the day first where rows are by day
 * @param metrics API names, each once
 * @param columns how each measure of the stream comes from the metrics
 */
record Report(List<String> dimensions, List<String> metrics, List<Column> columns) {
  static final String DATE = "date";

  /** Names the range of a row when a report asks for several. */
  static final String DATE_RANGE = "dateRange";

  static final int METRICS_MAX = 10;
  static final int DIMENSIONS_MAX = 9;

  /**
   * @param metric position among the report's metrics
   * @param times position of a count to multiply with; negative when there is none
   */
  record Column(Measure measure, int metric, int times) {}

  /** A range of days with the name under which its rows come back. */
  record Range(String name, DayRange days) {}

  Report {
    if (metrics.size() > METRICS_MAX || dimensions.size() > DIMENSIONS_MAX) {
      throw new IllegalArgumentException(
          "a report has at most ten metrics and nine dimensions: " + metrics + dimensions);
    }
  }

  /** The rows of a DAY stream: by day and by its dimensions. */
  static Report rows(StreamDescriptor stream, Map<String, String> settings) {
    List<String> dimensions = new ArrayList<>(List.of(DATE));
    stream.dimensions().forEach(dimension -> dimensions.add(field(dimension, settings)));
    return of(dimensions, stream);
  }

  /** The account's own totals of a stream: by day alone. */
  static Report totals(StreamDescriptor stream) {
    return of(List.of(DATE), stream);
  }

  /** Whole periods: by the dimensions behind the period. */
  static Report periods(StreamDescriptor stream, boolean byDay) {
    List<String> dimensions = new ArrayList<>(byDay ? List.of(DATE) : List.of());
    stream.dimensions().stream().skip(1).map(Dimension::field).forEach(dimensions::add);
    return of(dimensions, stream);
  }

  private static String field(Dimension dimension, Map<String, String> settings) {
    return dimension.field().equals("landingPagePlusQueryString")
            && "pathOnly".equals(settings.get("landingPages"))
        ? "landingPage"
        : dimension.field();
  }

  private static Report of(List<String> dimensions, StreamDescriptor stream) {
    if (stream.kind() == StreamKind.SNAPSHOT) {
      throw new IllegalArgumentException("stream " + stream.name() + " is no report");
    }
    List<String> metrics = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (Measure measure : stream.measures()) {
      String[] fields = measure.field().split(Streams.TIMES, 2);
      int metric = position(metrics, fields[0]);
      int times = fields.length == 1 ? -1 : position(metrics, fields[1]);
      columns.add(new Column(measure, metric, times));
    }
    return new Report(List.copyOf(dimensions), List.copyOf(metrics), List.copyOf(columns));
  }

  private static int position(List<String> metrics, String metric) {
    if (!metrics.contains(metric)) {
      metrics.add(metric);
    }
    return metrics.indexOf(metric);
  }

  /**
   * A request body. Rows are ordered by every dimension, so pages stand still; 64-bit numbers are
   * strings in Google's JSON.
   */
  ObjectNode request(List<Range> ranges, long offset, int limit) {
    ObjectNode request = fields();
    ArrayNode dates = request.putArray("dateRanges");
    for (Range range : ranges) {
      ObjectNode date = dates.addObject();
      date.put("startDate", range.days().first().toString());
      date.put("endDate", range.days().last().toString());
      if (ranges.size() > 1) {
        date.put("name", range.name());
      }
    }
    ArrayNode order = request.putArray("orderBys");
    dimensions.forEach(name -> order.addObject().putObject("dimension").put("dimensionName", name));
    if (order.isEmpty()) {
      request.remove("orderBys");
    }
    request.put("offset", Long.toString(offset));
    request.put("limit", Integer.toString(limit));
    request.put("returnPropertyQuota", true);
    return request;
  }

  /** The fields alone, as checkCompatibility wants them. */
  ObjectNode fields() {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    ArrayNode dimensionNames = request.putArray("dimensions");
    dimensions.forEach(name -> dimensionNames.addObject().put("name", name));
    ArrayNode metricNames = request.putArray("metrics");
    metrics.forEach(name -> metricNames.addObject().put("name", name));
    return request;
  }

  static LocalDate day(String date) {
    return LocalDate.parse(date, DateTimeFormatter.BASIC_ISO_DATE);
  }
}
