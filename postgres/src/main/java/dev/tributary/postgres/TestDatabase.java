package dev.tributary.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One database of the {@link TestCluster}; its user is the superuser. */
public record TestDatabase(String name, String jdbcUrl, String user, String password) {
  /** Tables that were ever written to. */
  private static final String WITH_ROWS =
      """
      select format('%I.%I', n.nspname, c.relname)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
         and c.relname <> all (?) and pg_relation_size(c.oid) > 0
      """;

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, user, password);
  }

  /**
   * Deletes every row, past triggers and constraints, so that the next test begins as on a new
   * copy. A few milliseconds, where a copy with its connections takes most of a second.
   *
   * @param connection to such a database, with no transaction open
   * @param kept names of tables that keep their rows, without their schema
   */
  public static void empty(Connection connection, String... kept) throws SQLException {
    try (PreparedStatement tables = connection.prepareStatement(WITH_ROWS);
        Statement statement = connection.createStatement()) {
      tables.setArray(1, connection.createArrayOf("text", kept));
      StringBuilder all = new StringBuilder("set session_replication_role = replica");
      try (ResultSet names = tables.executeQuery()) {
        while (names.next()) {
          all.append("; delete from only ").append(names.getString(1));
        }
      }
      statement.execute(all.append("; reset session_replication_role").toString());
    }
  }

  /** The password stays out of assertion messages. */
  @Override
  public String toString() {
    return "TestDatabase[" + jdbcUrl + "]";
  }
}
