package dev.tributary.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;

/**
 * The role that owns every table. Each use opens a connection of its own and holds the lock by
 * which nodes that start at the same time take turns.
 */
final class Owner {
  private static final int SERVER_MIN = 15;
  private static final long LOCK = 0x7472_6962_7574_6172L;

  private final DatabaseSettings settings;
  private volatile String schema = "";

  Owner(DatabaseSettings settings) {
    this.settings = settings;
  }

  /** Work on a connection of the owner. */
  @FunctionalInterface
  interface Work {
    void on(Connection connection) throws SQLException;
  }

  /** Makes roles, migrates and checks. */
  Roles.Logins prepare() {
    return prepare(Migrations.LATEST);
  }

  /**
   * @param version of the schema; an older one than the latest only for what must be upgraded
   */
  Roles.Logins prepare(String version) {
    try (Connection connection = connect()) {
      requireServer(connection.getMetaData().getDatabaseMajorVersion());
      lock(connection);
      Roles roles = new Roles(settings, connection);
      Roles.Logins logins = roles.prepare();
      roles.become();
      schema = Migrations.run(connection, settings, version);
      Migrations.requireProtection(connection);
      return logins;
    } catch (SQLException failure) {
      throw explain(settings, failure);
    }
  }

  /** Runs one piece of work as owner, alone among all nodes. */
  void run(Work work) {
    try (Connection connection = connect()) {
      lock(connection);
      new Roles(settings, connection).become();
      work.on(connection);
    } catch (SQLException failure) {
      throw explain(settings, failure);
    }
  }

  /** The schema's version, as {@link #prepare} left it. */
  String schema() {
    return schema;
  }

  String appRole() {
    return settings.appRole();
  }

  String systemRole() {
    return settings.systemRole();
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", settings.owner().user());
    properties.setProperty("password", settings.owner().password().reveal());
    properties.setProperty("connectTimeout", "5");
    properties("tributary-owner").forEach(properties::setProperty);
    return DriverManager.getConnection(settings.url(), properties);
  }

  /** What every connection of ours has in common. */
  static Map<String, String> properties(String name) {
    return Map.of(
        "ApplicationName", name,
        "currentSchema", "tributary",
        // A frozen network must not hold a thread for ever; no statement of ours takes this long.
        "socketTimeout", "600",
        "tcpKeepAlive", "true");
  }

  private static void lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select pg_advisory_lock(" + LOCK + ")");
    }
  }

  static void requireServer(int major) {
    if (major < SERVER_MIN) {
      throw new DatabaseException.ServerTooOld(
          "The server is PostgreSQL %d; Tributary needs %d or newer. Upgrade it or name another."
              .formatted(major, SERVER_MIN));
    }
  }

  /** The failure in a sentence. The address is named, a password never. */
  static DatabaseException explain(DatabaseSettings settings, SQLException failure) {
    String place = settings.place();
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return switch (state) {
      case "28P01", "28000" -> refused(settings, settings.owner().user(), failure);
      case "3D000" ->
          new DatabaseException.Unreachable(
              "PostgreSQL answers, but there is no database at %s. Create it or name another."
                  .formatted(place),
              failure);
      case "57P03" ->
          new DatabaseException.Unreachable(
              "PostgreSQL at %s is starting or stopping. Try again in a moment.".formatted(place),
              failure);
      case "53300" ->
          new DatabaseException.Unreachable(
              "PostgreSQL at %s has no connection left. Raise max_connections or stop a client."
                  .formatted(place),
              failure);
      default ->
          state.startsWith("08")
              ? new DatabaseException.Unreachable(
                  "PostgreSQL at %s cannot be reached. Check that it runs and that the address is right."
                      .formatted(place),
                  failure)
              : new DatabaseException.MigrationFailed(
                  "PostgreSQL at %s refused to prepare the schema: %s"
                      .formatted(place, firstLine(failure)),
                  failure);
    };
  }

  static DatabaseException refused(DatabaseSettings settings, String user, SQLException failure) {
    return new DatabaseException.LoginRefused(
        "PostgreSQL at %s refused the login of %s. Check user and password."
            .formatted(settings.place(), user),
        failure);
  }

  private static String firstLine(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** Whether the first value is true. */
  static boolean isTrue(Connection connection, String sql, String parameter) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }
}
