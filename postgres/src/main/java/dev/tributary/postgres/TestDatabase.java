package dev.tributary.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** One database of the {@link TestCluster}; its user is the superuser. */
public record TestDatabase(String name, String jdbcUrl, String user, String password) {
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, user, password);
  }

  /** The password stays out of assertion messages. */
  @Override
  public String toString() {
    return "TestDatabase[" + jdbcUrl + "]";
  }
}
