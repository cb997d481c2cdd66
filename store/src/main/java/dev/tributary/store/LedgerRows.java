package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** How a ledger day stands in its table. */
final class LedgerRows {
  static final String COLUMNS =
      """
      stream, day, state, problem, problem_code, reason, problem_count, version, definition,
      content_hash, held_hash, row_count, main_total, fetched_at, changed_at, next_due_at,
      sampled, thresholded, other_row, partial, unusual, sudden_zero\
      """;

  static LedgerDay read(ResultSet row, int index) throws SQLException {
    return new LedgerDay(
        row.getString("stream"),
        Columns.day(row, "day"),
        Columns.constant(DayState.class, row, "state"),
        Columns.constant(Problem.class, row, "problem"),
        Columns.optionalText(row, "problem_code"),
        Columns.optionalText(row, "reason"),
        row.getInt("problem_count"),
        row.getInt("version"),
        row.getInt("definition"),
        hash(row, "content_hash"),
        row.getLong("row_count"),
        row.getLong("main_total"),
        Columns.optionalInstant(row, "fetched_at"),
        Columns.optionalInstant(row, "changed_at"),
        Columns.optionalInstant(row, "next_due_at"),
        new DayFlags(
            row.getBoolean("sampled"),
            row.getBoolean("thresholded"),
            row.getBoolean("other_row"),
            row.getBoolean("partial"),
            row.getBoolean("unusual"),
            row.getBoolean("sudden_zero")),
        hash(row, "held_hash"));
  }

  private static Optional<ContentHash> hash(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getBytes(column)).map(ContentHash::of);
  }

  private LedgerRows() {}
}
