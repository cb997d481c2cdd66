package dev.tributary.store;

import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A stream's table: its name and columns, as SQL identifiers. Every name is quoted. */
record StreamTable(String provider, StreamDescriptor stream) {
  /** PostgreSQL cuts longer names silently. */
  private static final int NAME_CHARS_MAX = 63;

  private static final String HISTORY = "_history";

  /** Columns that a table has beside the stream's own. */
  private static final Set<String> TAKEN =
      Set.of(
          "workspace_id",
          "integration_id",
          "day",
          "first_seen_at",
          "changed_at",
          "gone_at",
          "valid_from",
          "valid_to");

  StreamTable {
    if ((provider + "_" + stream.name() + HISTORY).length() > NAME_CHARS_MAX) {
      throw new IllegalArgumentException(
          "the names %s and %s are too long for a table".formatted(provider, stream.name()));
    }
    List<String> names =
        Stream.concat(
                stream.textColumns().stream().map(Dimension::name),
                stream.measures().stream().map(Measure::name))
            .toList();
    for (String name : names) {
      if (TAKEN.contains(name)) {
        throw new IllegalArgumentException(
            "stream %s cannot have a column named %s".formatted(stream.name(), name));
      }
    }
    if (Set.copyOf(names).size() < names.size()) {
      throw new IllegalArgumentException("stream " + stream.name() + " has two equal column names");
    }
  }

  String table() {
    return provider + "_" + stream.name();
  }

  String name() {
    return "kpi." + Roles.quoted(table());
  }

  String historyTable() {
    return table() + HISTORY;
  }

  String historyName() {
    return "kpi." + Roles.quoted(historyTable());
  }

  boolean snapshot() {
    return stream.kind() == StreamKind.SNAPSHOT;
  }

  /** The key beside workspace and integration. */
  List<String> key() {
    List<String> key = new ArrayList<>();
    if (!snapshot()) {
      key.add("day");
    }
    stream.dimensions().forEach(dimension -> key.add(Roles.quoted(dimension.name())));
    return key;
  }

  /** Measures, or a snapshot's attributes. */
  List<String> values() {
    return snapshot()
        ? stream.attributes().stream().map(one -> Roles.quoted(one.name())).toList()
        : stream.measures().stream().map(one -> Roles.quoted(one.name())).toList();
  }

  /** Key and values, in the order of a slice's rows. */
  List<String> columns() {
    return Stream.concat(key().stream(), values().stream()).toList();
  }

  static String type(Measure measure) {
    return switch (measure.type()) {
      case COUNT -> "bigint";
      case DECIMAL -> "numeric(19,6)";
    };
  }

  /** Definitions of key and values, for the table and for the temporary one beside it. */
  List<String> definitions() {
    List<String> definitions = new ArrayList<>();
    if (!snapshot()) {
      definitions.add("day date not null");
    }
    stream
        .textColumns()
        .forEach(one ->
            definitions.add(Roles.quoted(one.name()) + " text collate \"C\" not null default ''"));
    stream.measures().forEach(one -> definitions.add(definition(one)));
    return definitions;
  }

  static String definition(Measure measure) {
    return Roles.quoted(measure.name()) + " " + type(measure) + " not null default 0";
  }

  static String list(List<String> parts) {
    return String.join(", ", parts);
  }

  static String list(List<String> parts, Function<String, String> each) {
    return parts.stream().map(each).collect(Collectors.joining(", "));
  }

  static String and(List<String> parts, Function<String, String> each) {
    return parts.isEmpty() ? "true" : parts.stream().map(each).collect(Collectors.joining(" and "));
  }
}
