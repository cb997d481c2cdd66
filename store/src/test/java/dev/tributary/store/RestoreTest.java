package dev.tributary.store;

import static dev.tributary.store.TestSlices.DAY;
import static dev.tributary.store.TestSlices.pages;
import static dev.tributary.store.TestSlices.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.postgres.Options;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup, made as docs/operations.md says, brings everything back. */
@Tag("ci")
class RestoreTest {
  @TempDir private Path folder;

  @Test
  void a_copy_of_the_stopped_data_folder_is_a_whole_backup() throws Exception {
    Path original = folder.resolve("tributary-data");
    Path backup = folder.resolve("backup");
    Map<String, String> before;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(Options.in(original).notDurable())) {
      before = filled(settings(postgres));
    }
    copy(original, backup);
    delete(original);

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(Options.in(backup).notDurable())) {
      assertThat(opened(settings(postgres))).isEqualTo(before);
    }
  }

  @Test
  void a_dump_is_restored_into_an_empty_database_with_rows_rules_and_roles() throws Exception {
    if (!OldestServer.installed()) {
      System.out.println("not run: pg_dump of PostgreSQL 15 is not installed");
    }
    assumeTrue(OldestServer.installed(), "pg_dump of PostgreSQL 15 is not installed");
    try (OldestServer server = new OldestServer()) {
      // An owner as a careful administrator makes it: no superuser.
      sql(
          server,
          "create role kpi_owner login password 'secret' createrole",
          "create database kpi owner kpi_owner",
          "create database restored owner kpi_owner");
      Map<String, String> before = filled(settings(server, "kpi"));

      String dump = server.file("tributary.dump").toString();
      server.client(
          "pg_dump",
          "kpi_owner",
          "kpi",
          "--enable-row-security",
          "--format=custom",
          "--file=" + dump);
      sql(server, "drop database kpi with (force)");
      server.client("pg_restore", "kpi_owner", "restored", "--exit-on-error", dump);

      assertThat(opened(settings(server, "restored"))).isEqualTo(before);
    }
  }

  /** Rows in every corner that a sync touches; how each table looks then. */
  private static Map<String, String> filled(DatabaseSettings settings) throws SQLException {
    try (Database database = Database.open(settings)) {
      database.streamTables().create(List.of(TestStreams.PROVIDER));
      database.keepPartitions(Connected.NOW);
      Connected shop = Connected.on(database, "acme");
      new SliceStore(database)
          .apply(
              write(
                  shop.fence(),
                  TestStreams.PAGES,
                  DayRange.of(DAY),
                  pages(DAY, "/", "a", 10, 1_500_000, 1, DAY, "/ä'\\", "b", 5, -250_001, 0)));
    }
    Map<String, String> tables = tables(settings);
    assertThat(tables.keySet())
        .contains("kpi.acme_pages", "tributary.provider_grant", "tributary.sync_job")
        .anyMatch(table -> table.startsWith("tributary.day_ledger"));
    return tables;
  }

  /** Opens what was restored as a start does, which checks rules and roles; then the tables. */
  private static Map<String, String> opened(DatabaseSettings settings) throws SQLException {
    try (Database database = Database.open(settings)) {
      database.streamTables().create(List.of(TestStreams.PROVIDER));
      database.keepPartitions(Connected.NOW);
    }
    return tables(settings);
  }

  /** A digest of each table's rows, as the owner sees them. */
  private static Map<String, String> tables(DatabaseSettings settings) throws SQLException {
    try (Connection owner =
            DriverManager.getConnection(
                settings.url(), settings.owner().user(), settings.owner().password().reveal());
        Statement sql = owner.createStatement()) {
      List<String> names = new ArrayList<>();
      try (ResultSet found =
          sql.executeQuery(
              "select quote_ident(n.nspname) || '.' || quote_ident(c.relname)"
                  + " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                  + " where c.relkind = 'r' and n.nspname in ('tributary', 'kpi')")) {
        while (found.next()) {
          names.add(found.getString(1));
        }
      }
      Map<String, String> tables = new TreeMap<>();
      for (String name : names) {
        try (ResultSet digest =
            sql.executeQuery(
                "select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text),"
                    + " '')) from "
                    + name
                    + " t")) {
          digest.next();
          tables.put(name, digest.getString(1));
        }
      }
      return tables;
    }
  }

  private static DatabaseSettings settings(EmbeddedPostgres postgres) {
    return DatabaseSettings.of(
        postgres.jdbcUrl("postgres"), postgres.user(), Secret.of(postgres.password()));
  }

  private static DatabaseSettings settings(OldestServer server, String database) {
    return DatabaseSettings.of(server.url(database), "kpi_owner", Secret.of("secret"));
  }

  private static void sql(OldestServer server, String... statements) throws SQLException {
    try (Connection superuser = DriverManager.getConnection(server.url(), "tributary", "secret");
        Statement sql = superuser.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException, InterruptedException {
    Process copy =
        new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
    assertThat(copy.waitFor()).isZero();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
