package dev.tributary.store;

import dev.tributary.spi.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postgresql.util.PasswordUtil;

/**
 * The three roles: owner (owns everything, no login), app (tenants) and system (all tenants).
 *
 * <p>Where the operator gives one login only, app and system get passwords derived from the owner's
 * password, so that every node finds the same ones and none has to be stored.
 */
final class Roles {
  /** Rounds and salt in what the server keeps of a password. */
  private static final Pattern VERIFIER =
      Pattern.compile("SCRAM-SHA-256\\$(\\d{1,7}):([A-Za-z0-9+/=]+)\\$.+");

  private static final String DUPLICATE_OBJECT = "42710";
  private static final String UNIQUE_VIOLATION = "23505";

  private final DatabaseSettings settings;
  private final Connection connection;

  /** How the pools log in. */
  record Logins(DatabaseSettings.Login app, DatabaseSettings.Login system) {}

  /**
   * @param connection of the operator's login
   */
  Roles(DatabaseSettings settings, Connection connection) {
    this.settings = settings;
    this.connection = connection;
  }

  Logins prepare() throws SQLException {
    DatabaseSettings.Login app = settings.app().orElseGet(() -> derived(settings.appRole()));
    DatabaseSettings.Login system =
        settings.system().orElseGet(() -> derived(settings.systemRole()));
    create(settings.ownerRole(), "nologin");
    create(settings.appRole(), "login");
    create(settings.systemRole(), "login");
    letIn(app, settings.app().isEmpty());
    letIn(system, settings.system().isEmpty());
    if (!mayBecomeOwner()) {
      asOperator("grant " + quoted(settings.ownerRole()) + " to current_user");
    }
    grantDatabase();
    return new Logins(app, system);
  }

  /** From here on the connection acts as owner. */
  void become() throws SQLException {
    execute("set role " + quoted(settings.ownerRole()));
  }

  private void create(String role, String login) throws SQLException {
    if (!Owner.isTrue(connection, "select exists(select from pg_roles where rolname = ?)", role)) {
      asOperator("create role " + quoted(role) + " " + login);
    }
  }

  private DatabaseSettings.Login derived(String role) {
    String password = settings.owner().password().reveal();
    if (password.isEmpty()) {
      return new DatabaseSettings.Login(role, Secret.of(""));
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] digest = mac.doFinal(("tributary role " + role).getBytes(StandardCharsets.UTF_8));
      return new DatabaseSettings.Login(
          role, Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(digest)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JDK has no HmacSHA256", missing);
    }
  }

  /**
   * Tries the login. A password of ours is set where it does not fit; the server sees a verifier
   * only.
   */
  private void letIn(DatabaseSettings.Login login, boolean ours) throws SQLException {
    if (ours && isKnownToFit(login)) {
      return;
    }
    Properties properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password().reveal());
    properties.setProperty("connectTimeout", "5");
    try (Connection probe = DriverManager.getConnection(settings.url(), properties)) {
      probe.clearWarnings();
    } catch (SQLException refused) {
      if (!String.valueOf(refused.getSQLState()).startsWith("28")) {
        throw refused;
      }
      if (!ours) {
        throw Owner.refused(settings, login.user(), refused);
      }
      try {
        setPassword(login);
      } catch (SQLException notAllowed) {
        throw missing(notAllowed);
      }
    }
  }

  /** Who may read verifiers need not try; an attempt would cost the server a process. */
  private boolean isKnownToFit(DatabaseSettings.Login login) throws SQLException {
    if (!Owner.isTrue(
        connection,
        "select has_table_privilege('pg_catalog.pg_authid', 'select')"
            + " and exists(select from pg_roles where rolname = ? and rolcanlogin)",
        login.user())) {
      return false;
    }
    try (PreparedStatement asked =
        connection.prepareStatement(
            "select coalesce(rolpassword, '') from pg_catalog.pg_authid where rolname = ?")) {
      asked.setString(1, login.user());
      try (ResultSet known = asked.executeQuery()) {
        return known.next() && isVerifierOf(known.getString(1), login.password());
      }
    }
  }

  private static boolean isVerifierOf(String verifier, Secret password) {
    Matcher parts = VERIFIER.matcher(verifier);
    return parts.matches()
        && verifier.equals(
            PasswordUtil.encodeScramSha256(
                password.reveal().toCharArray(),
                Integer.parseInt(parts.group(1)),
                Base64.getDecoder().decode(parts.group(2))));
  }

  /** With as many rounds as the server asks for; before version 16 none could. */
  private void setPassword(DatabaseSettings.Login login) throws SQLException {
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    try (PreparedStatement asked =
            connection.prepareStatement(
                "select coalesce(current_setting('scram_iterations', true), '4096')::int");
        ResultSet rounds = asked.executeQuery()) {
      rounds.next();
      String verifier =
          PasswordUtil.encodeScramSha256(
              login.password().reveal().toCharArray(), rounds.getInt(1), salt);
      // A verifier consists of letters, digits and signs that no quote is among.
      execute("alter role " + quoted(login.user()) + " password '" + verifier + "'");
    }
  }

  private boolean mayBecomeOwner() throws SQLException {
    try {
      become();
      execute("reset role");
      return true;
    } catch (SQLException refused) {
      return false;
    }
  }

  private void grantDatabase() throws SQLException {
    String database = quoted(connection.getCatalog());
    if (!Owner.isTrue(
        connection,
        "select has_database_privilege(?, current_database(), 'create')",
        settings.ownerRole())) {
      asOperator("grant create on database " + database + " to " + quoted(settings.ownerRole()));
    }
    for (String role : List.of(settings.appRole(), settings.systemRole())) {
      if (!Owner.isTrue(
          connection,
          "select has_database_privilege(r, current_database(), 'connect')"
              + " and has_database_privilege(r, current_database(), 'temporary')"
              + " from (select ?::name as r) one",
          role)) {
        asOperator("grant connect, temporary on database " + database + " to " + quoted(role));
      }
    }
  }

  private void asOperator(String sql) throws SQLException {
    try {
      execute(sql);
    } catch (SQLException refused) {
      switch (String.valueOf(refused.getSQLState())) {
        // Another installation on the same server was faster: roles belong to the server.
        case DUPLICATE_OBJECT, UNIQUE_VIOLATION -> connection.clearWarnings();
        case "42501" -> throw missing(refused);
        default -> throw refused;
      }
    }
  }

  private DatabaseException missing(SQLException refused) {
    return new DatabaseException.RolesMissing(
        "%s may not make the roles that Tributary needs. Let an administrator run the statements"
                .formatted(settings.owner().user())
            + " and enter the two passwords in the settings.",
        statements(settings),
        refused);
  }

  /** What an administrator runs where the operator's login may not make roles. */
  static List<String> statements(DatabaseSettings settings) {
    String owner = quoted(settings.ownerRole());
    String app = quoted(settings.appRole());
    String system = quoted(settings.systemRole());
    String database = quoted(settings.databaseName());
    List<String> statements = new ArrayList<>();
    statements.add("create role " + owner + " nologin;");
    statements.add("create role " + app + " login password '<choose one>';");
    statements.add("create role " + system + " login password '<choose another>';");
    statements.add("grant " + owner + " to " + quoted(settings.owner().user()) + ";");
    statements.add("grant create on database " + database + " to " + owner + ";");
    statements.add(
        "grant connect, temporary on database " + database + " to " + app + ", " + system + ";");
    return statements;
  }

  /** Tenants are kept apart by policies, so no pool may log in as a role that stands above them. */
  static void requireHumble(Connection... pooled) throws SQLException {
    for (Connection one : pooled) {
      try (Statement statement = one.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select rolname, rolsuper or rolbypassrls from pg_roles"
                      + " where rolname = current_user")) {
        if (row.next() && row.getBoolean(2)) {
          throw new DatabaseException.Unprotected(
              "The role "
                  + row.getString(1)
                  + " overrides row level security; use one that is no superuser and has no"
                  + " BYPASSRLS.");
        }
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A name as an SQL identifier. */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
