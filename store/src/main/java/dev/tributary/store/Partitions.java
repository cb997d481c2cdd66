package dev.tributary.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** Monthly partitions of the history of revisions. What fits none goes to the default one. */
final class Partitions {
  private static final int MONTHS_AHEAD = 2;

  static void keep(Connection owner, Instant now) throws SQLException {
    YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    for (int ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
      make(owner, month.plusMonths(ahead));
    }
  }

  private static void make(Connection owner, YearMonth month) throws SQLException {
    String name = "revision_%d_%02d".formatted(month.getYear(), month.getMonthValue());
    String from = month.atDay(1) + " 00:00:00+00";
    String to = month.plusMonths(1).atDay(1) + " 00:00:00+00";
    try (Statement statement = owner.createStatement()) {
      if (isTrue(statement, "select to_regclass('tributary." + name + "') is not null")) {
        return;
      }
      // Rows that came before their partition stay where they are, in the default one.
      if (isTrue(
          statement,
          "select exists(select from tributary.revision_other where recorded_at >= '"
              + from
              + "' and recorded_at < '"
              + to
              + "')")) {
        return;
      }
      // Both or neither: a table without protection would stop the next start.
      statement.execute(
          """
          do $both$
          begin
              create table tributary.%1$s partition of tributary.revision
                  for values from ('%2$s') to ('%3$s');
              perform tributary.protect('tributary.%1$s');
          end $both$
          """
              .formatted(name, from, to));
    }
  }

  private static boolean isTrue(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private Partitions() {}
}
