package dev.tributary.store;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How values of ours stand in columns. */
final class Columns {

  static @Nullable OffsetDateTime time(Optional<Instant> instant) {
    return instant.map(Columns::time).orElse(null);
  }

  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  static Optional<String> optionalText(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  static Optional<UUID> optionalId(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, UUID.class));
  }

  static OptionalLong optionalLong(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  static @Nullable Long number(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  static UUID id(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static LocalDate day(ResultSet row, String column) throws SQLException {
    return row.getObject(column, LocalDate.class);
  }

  /** A constant as it stands in the database: lower case. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> E constant(Class<E> type, ResultSet row, String column)
      throws SQLException {
    return Enum.valueOf(type, row.getString(column).toUpperCase(Locale.ROOT));
  }

  static <E extends Enum<E>> Optional<E> optionalConstant(
      Class<E> type, ResultSet row, String column) throws SQLException {
    return optionalText(row, column).map(word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT)));
  }

  /** Text from outside: PostgreSQL keeps no NUL characters. */
  static String clean(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
  }

  static List<String> texts(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return List.of((String[]) array.getArray());
  }

  static String[] days(List<LocalDate> days) {
    return days.stream().map(LocalDate::toString).toArray(String[]::new);
  }

  // --- maps of texts, kept as jsonb: written by jsonb_object(keys, values) ---

  static String[] keys(Map<String, String> map) {
    return map.keySet().stream().sorted().map(Columns::clean).toArray(String[]::new);
  }

  static String[] values(Map<String, String> map) {
    return map.keySet().stream()
        .sorted()
        .map(key -> clean(map.getOrDefault(key, "")))
        .toArray(String[]::new);
  }

  /** Selects a map's keys and values as two arrays of the same order. */
  static String map(String column) {
    return """
    array(select e.key from jsonb_each_text(%1$s) e order by e.key) as %1$s_keys,
    array(select e.value from jsonb_each_text(%1$s) e order by e.key) as %1$s_values\
    """
        .formatted(column);
  }

  static Map<String, String> map(ResultSet row, String column) throws SQLException {
    List<String> keys = texts(row, column + "_keys");
    List<String> values = texts(row, column + "_values");
    Map<String, String> map = HashMap.newHashMap(keys.size());
    for (int index = 0; index < keys.size(); index++) {
      map.put(keys.get(index), values.get(index));
    }
    return map;
  }

  private Columns() {}
}
