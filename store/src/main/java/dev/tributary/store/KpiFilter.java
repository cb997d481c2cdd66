package dev.tributary.store;

import java.util.List;
import java.util.Map;

/** Which rows of a stream count, by the text of a dimension. Upper and lower case differ. */
public sealed interface KpiFilter {
  String dimension();

  /** The text is this one. */
  record Equals(String dimension, String value) implements KpiFilter {}

  /** The text is one of these. */
  record In(String dimension, List<String> values) implements KpiFilter {
    public In {
      values = List.copyOf(values);
    }
  }

  /** The text has this part. */
  record Contains(String dimension, String part) implements KpiFilter {}

  /** The other filter does not hold. */
  record Not(KpiFilter filter) implements KpiFilter {
    @Override
    public String dimension() {
      return filter.dimension();
    }
  }

  /** A condition; what people wrote is bound to names that it adds to {@code bound}. */
  static String sql(KpiFilter filter, Map<String, Object> bound) {
    String name = "filter" + bound.size();
    String column = "t." + Roles.quoted(filter.dimension());
    return switch (filter) {
      case Equals(String dimension, String value) -> {
        bound.put(name, Columns.clean(value));
        yield column + " = :" + name;
      }
      case In(String dimension, List<String> values) -> {
        bound.put(name, values.stream().map(Columns::clean).toArray(String[]::new));
        yield column + " = any(:" + name + ")";
      }
      case Contains(String dimension, String part) -> {
        bound.put(name, Columns.clean(part));
        yield "strpos(" + column + ", :" + name + ") > 0";
      }
      case Not(KpiFilter other) -> "not (" + sql(other, bound) + ")";
    };
  }
}
