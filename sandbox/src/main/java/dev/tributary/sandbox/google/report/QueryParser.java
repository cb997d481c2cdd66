package dev.tributary.sandbox.google.report;

import static dev.tributary.sandbox.google.GoogleException.invalidArgument;

import dev.tributary.sandbox.google.GoogleJson;
import dev.tributary.sandbox.google.report.Query.Aggregation;
import dev.tributary.sandbox.google.report.Query.How;
import dev.tributary.sandbox.google.report.Query.Order;
import dev.tributary.sandbox.google.report.Query.Range;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads the body of a report request; whatever is wrong with it ends as INVALID_ARGUMENT. */
public final class QueryParser {
  private static final int DIMENSIONS_MAX = 9;
  private static final int METRICS_MAX = 10;
  private static final int RANGES_MAX = 4;
  private static final long LIMIT_DEFAULT = 10_000;
  private static final long LIMIT_MAX = 250_000;
  private static final Map<String, Integer> AGGREGATION_NUMBERS =
      Map.of("TOTAL", 1, "COUNT", 4, "MINIMUM", 5, "MAXIMUM", 6);
  private static final String SCHEMA =
      " For a list of valid dimensions and metrics, see"
          + " https://developers.google.com/analytics/devguides/reporting/data/v1/api-schema ";

  private final LocalDate today;

  /**
   * @param today in the property's zone: relative dates count from it
   */
  public QueryParser(LocalDate today) {
    this.today = today;
  }

  public Query parse(JsonNode body) {
    GoogleJson.check(body, "RunReportRequest");
    refuse(body, "cohortSpec");
    refuse(body, "comparisons");
    List<Dimension> dimensions = dimensions(body);
    List<String> names = new ArrayList<>();
    List<Metric> metrics = metrics(body, names);
    List<Range> ranges = ranges(body);
    if (dimensions.isEmpty() && metrics.isEmpty()) {
      throw invalidArgument("A report must have at least one dimension or metric.");
    }
    Optional<Filter> dimensionFilter =
        GoogleJson.find(body, "dimensionFilter").map(FilterParser::parse);
    Optional<Filter> metricFilter = GoogleJson.find(body, "metricFilter").map(FilterParser::parse);
    checkFilters(dimensionFilter, metricFilter, names);
    Compatibility.check(dimensions, metrics, dimensionFilter);
    return new Query(
        dimensions,
        metrics,
        names,
        ranges,
        dimensionFilter,
        metricFilter,
        orders(body, dimensions, names),
        aggregations(body),
        offset(body),
        limit(body),
        GoogleJson.text(body, "currencyCode"),
        GoogleJson.flag(body, "keepEmptyRows"),
        GoogleJson.flag(body, "returnPropertyQuota"));
  }

  private static List<Dimension> dimensions(JsonNode body) {
    List<Dimension> found = new ArrayList<>();
    for (JsonNode node : GoogleJson.list(body, "dimensions")) {
      refuse(node, "dimensionExpression");
      found.add(dimension(GoogleJson.text(node, "name")));
    }
    if (found.size() > DIMENSIONS_MAX) {
      throw invalidArgument(
          "Requests are limited to 9 dimensions. This request contains "
              + found.size()
              + " dimensions.");
    }
    return List.copyOf(found);
  }

  static Dimension dimension(String name) {
    return Dimension.named(name)
        .orElseThrow(
            () -> invalidArgument("Field " + name + " is not a valid dimension." + SCHEMA));
  }

  private static List<Metric> metrics(JsonNode body, List<String> names) {
    List<Metric> found = new ArrayList<>();
    for (JsonNode node : GoogleJson.list(body, "metrics")) {
      refuse(node, "expression");
      refuse(node, "invisible");
      String name = GoogleJson.text(node, "name");
      found.add(
          Metric.named(name)
              .orElseThrow(
                  () -> invalidArgument("Field " + name + " is not a valid metric." + SCHEMA)));
      names.add(name);
    }
    if (found.size() > METRICS_MAX) {
      throw invalidArgument(
          "Requests are limited to 10 metrics. This request contains "
              + found.size()
              + " metrics.");
    }
    return List.copyOf(found);
  }

  private static void refuse(JsonNode node, String field) {
    if (GoogleJson.find(node, field).isPresent()) {
      throw invalidArgument("The sandbox does not simulate " + field + ".");
    }
  }

  private List<Range> ranges(JsonNode body) {
    List<Range> found = new ArrayList<>();
    for (JsonNode node : GoogleJson.list(body, "dateRanges")) {
      String name = GoogleJson.text(node, "name");
      if (name.startsWith("date_range_") || name.startsWith("RESERVED_")) {
        throw invalidArgument("The date range name " + name + " uses a reserved prefix.");
      }
      LocalDate from = date(GoogleJson.text(node, "startDate"), "startDate");
      LocalDate to = date(GoogleJson.text(node, "endDate"), "endDate");
      if (to.isBefore(from)) {
        throw invalidArgument(
            "Invalid dateRange: startDate " + from + " is after endDate " + to + ".");
      }
      found.add(new Range(name.isEmpty() ? "date_range_" + found.size() : name, from, to));
    }
    if (found.isEmpty()) {
      throw invalidArgument("A dateRange is required.");
    }
    if (found.size() > RANGES_MAX) {
      throw invalidArgument(
          "Requests are limited to 4 dateRanges. This request contains "
              + found.size()
              + " dateRanges.");
    }
    return List.copyOf(found);
  }

  private LocalDate date(String text, String field) {
    if (text.equals("today")) {
      return today;
    }
    if (text.equals("yesterday")) {
      return today.minusDays(1);
    }
    if (text.matches("\\d{1,5}daysAgo")) {
      return today.minusDays(Integer.parseInt(text.substring(0, text.length() - 7)));
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException notADate) {
      throw invalidArgument(
          "Invalid "
              + field
              + " : "
              + text
              + ". The date must be of the form YYYY-MM-DD, NdaysAgo, yesterday, or today.");
    }
  }

  private static void checkFilters(
      Optional<Filter> dimensionFilter, Optional<Filter> metricFilter, List<String> metrics) {
    for (String field : dimensionFilter.map(Filter::fields).orElse(List.of())) {
      if (Metric.named(field).isPresent()) {
        throw invalidArgument("Field " + field + " is a metric and cannot be in dimensionFilter.");
      }
      dimension(field);
    }
    for (String field : metricFilter.map(Filter::fields).orElse(List.of())) {
      if (Dimension.named(field).isPresent()) {
        throw invalidArgument("Field " + field + " is a dimension and cannot be in metricFilter.");
      }
      if (!metrics.contains(field)) {
        throw invalidArgument(
            "Field " + field + " exists in metricFilter but is not in the request's metrics.");
      }
    }
  }

  private static List<Order> orders(
      JsonNode body, List<Dimension> dimensions, List<String> metricNames) {
    List<String> names = dimensions.stream().map(Dimension::apiName).toList();
    List<Order> orders = new ArrayList<>();
    for (JsonNode node : GoogleJson.list(body, "orderBys")) {
      boolean descending = GoogleJson.flag(node, "desc");
      Optional<JsonNode> metric = GoogleJson.find(node, "metric");
      if (metric.isPresent()) {
        String name = GoogleJson.text(metric.get(), "metricName");
        orders.add(new Order.ByMetric(position(metricNames, name), descending));
        continue;
      }
      JsonNode by =
          GoogleJson.find(node, "dimension")
              .orElseThrow(() -> invalidArgument("An orderBy must name a metric or a dimension."));
      String name = GoogleJson.text(by, "dimensionName");
      if (name.equals("dateRange")) {
        orders.add(new Order.ByRange(descending));
      } else {
        How how = GoogleJson.choice(by, "orderType", How.values(), How.ALPHANUMERIC);
        orders.add(new Order.ByDimension(position(names, name), how, descending));
      }
    }
    return List.copyOf(orders);
  }

  private static int position(List<String> names, String name) {
    int position = names.indexOf(name);
    if (position < 0) {
      throw invalidArgument(
          "Field "
              + name
              + " exists in OrderBy but is not defined in input Dimensions/Metrics list.");
    }
    return position;
  }

  private static List<Aggregation> aggregations(JsonNode body) {
    List<Aggregation> found = new ArrayList<>();
    for (JsonNode node : GoogleJson.list(body, "metricAggregations")) {
      String text = node.asString();
      Aggregation aggregation = null;
      for (Aggregation one : Aggregation.values()) {
        if (text.equals(one.name()) || text.equals("" + AGGREGATION_NUMBERS.get(one.name()))) {
          aggregation = one;
        }
      }
      if (aggregation == null) {
        throw invalidArgument("Invalid value at 'metric_aggregations' : " + text);
      }
      found.add(aggregation);
    }
    return List.copyOf(found);
  }

  private static long offset(JsonNode body) {
    long offset = GoogleJson.int64(body, "offset", 0);
    if (offset < 0) {
      throw invalidArgument("Offset must be non-negative. This request's offset is " + offset);
    }
    return offset;
  }

  private static long limit(JsonNode body) {
    long limit = GoogleJson.int64(body, "limit", 0);
    if (limit < 0) {
      throw invalidArgument("Limit must be positive. This request's limit is " + limit);
    }
    if (limit > LIMIT_MAX) {
      throw invalidArgument(
          "The limit must be at most 250000 rows. This request's limit is " + limit);
    }
    return limit == 0 ? LIMIT_DEFAULT : limit;
  }
}
