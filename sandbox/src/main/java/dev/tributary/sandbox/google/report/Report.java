package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.report.Query.How;
import dev.tributary.sandbox.google.report.Query.Order;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A finished report: all its rows in order, of which a request sees one page. */
public final class Report {
  private final Query query;
  private final Source source;
  private final Groups groups;
  private final List<Column> columns;
  private final Values values;
  private final int[] rows;
  private final Optional<Report> totals;

  private Report(Query query, Source source, String propertyCurrency) {
    this.query = query;
    this.source = source;
    Aggregator aggregator = new Aggregator(query, source);
    aggregator.run();
    this.groups = aggregator.groups();
    this.columns = aggregator.columns();
    String currency = query.currency().isEmpty() ? propertyCurrency : query.currency();
    this.values = new Values(groups, query.metrics(), Exchange.between(propertyCurrency, currency));
    this.rows = order(IntStream.range(0, groups.count()).filter(this::shown));
    this.totals =
        query.aggregations().contains(Query.Aggregation.TOTAL)
            ? Optional.of(new Report(query.withoutDimensions(), source, propertyCurrency))
            : Optional.empty();
  }

  public static Report of(Query query, Source source, String propertyCurrency) {
    return new Report(query, source, propertyCurrency);
  }

  private boolean shown(int group) {
    if (source.usersMin() > 0 && groups.sum(Base.USERS, group) < source.usersMin()) {
      return false;
    }
    if (!query.keepEmptyRows() && values.zero(group)) {
      return false;
    }
    return query.metricFilter().map(filter -> passes(filter, group)).orElse(true);
  }

  private boolean passes(Filter filter, int group) {
    return switch (filter) {
      case Filter.And(List<Filter> of) -> of.stream().allMatch(one -> passes(one, group));
      case Filter.Or(List<Filter> of) -> of.stream().anyMatch(one -> passes(one, group));
      case Filter.Not(Filter of) -> !passes(of, group);
      case Filter.Field(String name, Filter.Test test) ->
          test.matches(Values.text(values.number(query.metricNames().indexOf(name), group)));
    };
  }

  private int[] order(IntStream shown) {
    if (query.orders().isEmpty()) {
      return shown.toArray();
    }
    Comparator<Integer> comparator = Comparator.comparing(row -> 0);
    for (Order order : query.orders()) {
      Comparator<Integer> next = comparator(order);
      comparator = comparator.thenComparing(order.descending() ? next.reversed() : next);
    }
    return shown.boxed().sorted(comparator).mapToInt(Integer::intValue).toArray();
  }

  private Comparator<Integer> comparator(Order order) {
    return switch (order) {
      case Order.ByMetric(int metric, boolean descending) ->
          Comparator.comparingDouble(row -> values.number(metric, row));
      case Order.ByRange(boolean descending) ->
          Comparator.comparingInt(row -> groups.key(row, columns.size()));
      case Order.ByDimension(int dimension, How how, boolean descending) ->
          switch (how) {
            case ALPHANUMERIC -> Comparator.comparing(row -> value(dimension, row));
            case CASE_INSENSITIVE_ALPHANUMERIC ->
                Comparator.comparing(row -> value(dimension, row), String.CASE_INSENSITIVE_ORDER);
            case NUMERIC -> Comparator.comparingDouble(row -> numeric(value(dimension, row)));
          };
    };
  }

  private static double numeric(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException notANumber) {
      return Double.NEGATIVE_INFINITY;
    }
  }

  String value(int dimension, int row) {
    return columns.get(dimension).value(groups.key(row, dimension));
  }

  public Query query() {
    return query;
  }

  /** All rows, not only the page's. */
  public int rowCount() {
    return rows.length;
  }

  /** Rows of the page that the query asks for. */
  public int pageRows() {
    return (int) Math.max(0, Math.min(query.limit(), rows.length - query.offset()));
  }

  /** The same rows for another page. */
  public Report page(Query other) {
    return new Report(this, other);
  }

  private Report(Report like, Query query) {
    this.query = query;
    this.source = like.source;
    this.groups = like.groups;
    this.columns = like.columns;
    this.values = like.values;
    this.rows = like.rows;
    this.totals = like.totals;
  }

  /** Writes {@code "rows":[…]} and the aggregates, without what stands around them. */
  void writeRows(OutputStream out) throws IOException {
    byte[][][] texts = texts();
    JsonBytes json = new JsonBytes(out);
    int from = (int) Math.min(query.offset(), rows.length);
    int to = from + pageRows();
    if (to > from) {
      json.ascii(",\"rows\":[");
      for (int n = from; n < to; n++) {
        json.ascii(n > from ? ",{" : "{");
        writeDimensions(rows[n], texts, json);
        json.ascii("\"metricValues\":[");
        for (int metric = 0; metric < query.metrics().size(); metric++) {
          json.ascii(metric > 0 ? ",{\"value\":\"" : "{\"value\":\"");
          values.write(metric, rows[n], json);
          json.ascii("\"}");
        }
        json.ascii("]}");
        json.flushIfFull();
      }
      json.ascii("]");
    }
    if (rows.length > 0) {
      new Aggregates(this).write(json);
      json.ascii(",\"rowCount\":");
      json.number(rows.length);
    }
    json.flush();
  }

  private void writeDimensions(int row, byte[][][] texts, JsonBytes json) {
    int width = columns.size() + (query.severalRanges() ? 1 : 0);
    if (width == 0) {
      return;
    }
    json.ascii("\"dimensionValues\":[");
    for (int n = 0; n < width; n++) {
      json.ascii(n > 0 ? ",{\"value\":" : "{\"value\":");
      json.raw(texts[n][groups.key(row, n)]);
      json.ascii("}");
    }
    json.ascii("],");
  }

  /** Every value of every dimension as quoted bytes, so that no row makes them again. */
  private byte[][][] texts() {
    byte[][][] texts = new byte[columns.size() + 1][][];
    for (int n = 0; n < columns.size(); n++) {
      Column column = columns.get(n);
      texts[n] = new byte[column.size()][];
      for (int code = 0; code < column.size(); code++) {
        texts[n][code] = JsonBytes.quoted(column.value(code));
      }
    }
    texts[columns.size()] =
        query.ranges().stream().map(range -> JsonBytes.quoted(range.name())).toArray(byte[][]::new);
    return texts;
  }

  Optional<Report> totals() {
    return totals;
  }

  Values values() {
    return values;
  }

  /** Rows that belong to the range with this number. */
  IntStream rowsOf(int range) {
    return IntStream.of(rows).filter(row -> groups.key(row, columns.size()) == range);
  }
}
