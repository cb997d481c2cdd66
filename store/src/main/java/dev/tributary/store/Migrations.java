package dev.tributary.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Brings the schema up to date, and checks that it protects tenants. */
final class Migrations {

  static final String LATEST = "latest";

  /**
   * @param owner connected; looked through, for a schema that is up to date is the rule, and each
   *     connection of its own that Flyway would open costs a start its time
   * @param version at which to stop, or {@link #LATEST}
   * @return the schema's version afterwards
   */
  static String run(Connection owner, DatabaseSettings settings, String version) {
    try {
      MigrationInfoService found =
          configured(settings, version)
              .dataSource(new SingleConnectionDataSource(owner, true))
              .load()
              .info();
      List<MigrationInfo> all = List.of(found.all());
      refuseNewer(all);
      if (all.stream().allMatch(Migrations::isDone)) {
        return String.valueOf(found.current().getVersion());
      }
      Flyway flyway =
          configured(settings, version)
              .dataSource(
                  settings.url(), settings.owner().user(), settings.owner().password().reveal())
              .load();
      flyway.migrate();
      return String.valueOf(flyway.info().current().getVersion());
    } catch (FlywayException failure) {
      throw new DatabaseException.MigrationFailed(
          "The schema at %s cannot be brought up to date; nothing of it was changed by the step that failed."
              .formatted(settings.place()),
          failure);
    }
  }

  private static FluentConfiguration configured(DatabaseSettings settings, String version) {
    return Flyway.configure()
        .defaultSchema("tributary")
        .schemas("tributary")
        .locations("classpath:db/migration")
        .initSql("set role " + Roles.quoted(settings.ownerRole()))
        .placeholders(
            Map.of(
                "owner", settings.ownerRole(),
                "app", settings.appRole(),
                "system", settings.systemRole()))
        .loggers("slf4j")
        .target(version);
  }

  /** Applied just as it is known; whatever else it is, Flyway handles or refuses. */
  private static boolean isDone(MigrationInfo migration) {
    return migration.getState() == MigrationState.SUCCESS
        && migration.isChecksumMatching()
        && migration.isDescriptionMatching()
        && migration.isTypeMatching();
  }

  private static void refuseNewer(List<MigrationInfo> all) {
    for (MigrationInfo migration : all) {
      if (migration.getState() == MigrationState.FUTURE_SUCCESS
          || migration.getState() == MigrationState.FUTURE_FAILED) {
        throw new DatabaseException.SchemaTooNew(
            "The data was written by a newer Tributary (schema %s). Start that version or a newer one."
                .formatted(migration.getVersion()));
      }
    }
  }

  /** Refuses to go on when a tenant's table lacks row level security or a view bypasses it. */
  static void requireProtection(Connection owner) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = owner.createStatement();
        ResultSet rows = statement.executeQuery("select name from tributary.unprotected()")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    if (!names.isEmpty()) {
      throw new DatabaseException.Unprotected(
          "Row level security is missing on "
              + String.join(", ", names)
              + ". Restore it with: select tributary.protect('<table>').");
    }
  }

  private Migrations() {}
}
