package dev.tributary.metaads;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Dimension;
import dev.tributary.spi.StreamDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The parameters of an insights request. Days are the account's own; only dates are asked for. */
final class InsightsQuery {
  private static final Set<String> BREAKDOWNS = Set.of("country", "publisher_platform");

  private final Map<String, String> parameters = new LinkedHashMap<>();

  private InsightsQuery() {}

  private InsightsQuery(Level level, List<String> fields) {
    parameters.put("level", level.word());
    parameters.put("fields", String.join(",", fields));
    // The default would also tell targets and destinations apart, which loses purchases.
    parameters.put("action_breakdowns", list(List.of("action_type")));
  }

  /** The rows of a stream. */
  static InsightsQuery rows(StreamDescriptor stream, Fields fields) {
    InsightsQuery query = new InsightsQuery(Level.of(stream), fields.asked());
    List<String> breakdowns = new ArrayList<>();
    for (Dimension dimension : stream.dimensions()) {
      if (BREAKDOWNS.contains(dimension.field())) {
        breakdowns.add(dimension.field());
      }
    }
    if (!breakdowns.isEmpty()) {
      query.parameters.put("breakdowns", list(breakdowns));
    }
    return query.withWindows(fields);
  }

  /** The account's own totals, without any dimension. */
  static InsightsQuery totals(Fields fields) {
    return new InsightsQuery(Level.ACCOUNT, fields.asked()).withWindows(fields);
  }

  /** Which objects of a level delivered: as light as a question can be. */
  static InsightsQuery ids(Level level) {
    return new InsightsQuery(level, List.of(level.idField()));
  }

  /** The next page of a run, which knows its question already. */
  static InsightsQuery pages(int limit, String after) {
    return new InsightsQuery().page(limit, Optional.of(after));
  }

  private InsightsQuery withWindows(Fields fields) {
    if (fields.windows()) {
      List<String> windows = new ArrayList<>(Streams.WINDOWS);
      windows.add("default");
      parameters.put("action_attribution_windows", list(windows));
    }
    return this;
  }

  InsightsQuery byDay(DayRange days) {
    parameters.put("time_range", range(days));
    parameters.put("time_increment", "1");
    return this;
  }

  InsightsQuery over(DayRange days) {
    parameters.put("time_range", range(days));
    return this;
  }

  /** One answer for each range as a whole. */
  InsightsQuery over(List<DayRange> ranges) {
    parameters.put(
        "time_ranges",
        ranges.stream().map(InsightsQuery::range).collect(Collectors.joining(",", "[", "]")));
    return this;
  }

  InsightsQuery of(Part part) {
    if (!part.ids().isEmpty()) {
      parameters.put(
          "filtering",
          "[{\"field\":\"%s.id\",\"operator\":\"IN\",\"value\":%s}]"
              .formatted(part.level().word(), list(part.ids())));
    }
    return this;
  }

  InsightsQuery page(int limit, Optional<String> after) {
    parameters.put("limit", Integer.toString(limit));
    after.filter(text -> !text.isEmpty()).ifPresent(text -> parameters.put("after", text));
    return this;
  }

  Map<String, String> parameters() {
    return parameters;
  }

  private static String range(DayRange days) {
    return "{\"since\":\"%s\",\"until\":\"%s\"}".formatted(days.first(), days.last());
  }

  private static String list(List<String> values) {
    return values.stream().collect(Collectors.joining("\",\"", "[\"", "\"]"));
  }
}
