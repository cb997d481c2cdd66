package dev.tributary.store;

import dev.tributary.spi.Secret;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How to reach PostgreSQL.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 * @param owner the login given by the operator; runs migrations
 * @param app the login for tenants; made from the owner's when empty
 * @param system the login for the scheduler and upkeep; made from the owner's when empty
 * @param rolePrefix of the roles that are made, for several installations on one server
 */
public record DatabaseSettings(
    String url,
    Login owner,
    Optional<Login> app,
    Optional<Login> system,
    String rolePrefix,
    int appConnectionsMax,
    int systemConnectionsMax) {
  private static final Pattern PREFIX = Pattern.compile("[a-z][a-z0-9_]{0,40}");
  private static final String SCHEME = "jdbc:postgresql:";

  public DatabaseSettings {
    if (!url.startsWith(SCHEME)) {
      throw new IllegalArgumentException(
          "a database address looks like jdbc:postgresql://host:5432/tributary");
    }
    if (!PREFIX.matcher(rolePrefix).matches()) {
      throw new IllegalArgumentException(
          "a prefix of roles is lower-case letters, digits and underscores: " + rolePrefix);
    }
  }

  /** One login for everything; the roles are made from it. */
  public static DatabaseSettings of(String url, String user, Secret password) {
    return new DatabaseSettings(
        url, new Login(user, password), Optional.empty(), Optional.empty(), "tributary", 8, 6);
  }

  /** A user and a password. */
  public record Login(String user, Secret password) {}

  String ownerRole() {
    return rolePrefix + "_owner";
  }

  String appRole() {
    return app.map(Login::user).orElse(rolePrefix + "_app");
  }

  String systemRole() {
    return system.map(Login::user).orElse(rolePrefix + "_system");
  }

  /** Host, port and database, without parameters, which may hold a password. */
  String place() {
    String place = url.substring(SCHEME.length());
    int parameters = place.indexOf('?');
    String address = parameters < 0 ? place : place.substring(0, parameters);
    return address.startsWith("//") ? address.substring(2) : address;
  }

  String databaseName() {
    return place().substring(place().lastIndexOf('/') + 1);
  }
}
