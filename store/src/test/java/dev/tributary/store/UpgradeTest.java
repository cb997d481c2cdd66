package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data of earlier schemas, with work under way in it, goes on under the present one. */
class UpgradeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:10Z");
  private static final UUID WORKSPACE = id("a1");
  private static final UUID RUNNING = id("c1");
  private static final UUID WAITING = id("c2");
  private static final UUID GIVEN_UP = id("c3");

  /** The only column that a later schema asks for beside those of the file. */
  private static final int FIRST_AT_SINCE = 8;

  /** The first schema with a queue, one between, and the one before the present. */
  static IntStream versions() throws IOException {
    return IntStream.of(5, 13, before());
  }

  /** The number of the schema before the present. */
  private static int before() throws IOException {
    try (Stream<Path> files = Files.list(migrations())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("V\\d+__.*\\.sql"))
          .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf('_'))))
          .sorted()
          .boxed()
          .toList()
          .reversed()
          .get(1);
    }
  }

  private static Path migrations() {
    try {
      return Path.of(
              Objects.requireNonNull(Owner.class.getResource("/db/migration/V1__protection.sql"))
                  .toURI())
          .resolveSibling("");
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nothing_of_the_schema_before_the_present_is_lost_or_changed() throws Exception {
    TestDatabase test = TestCluster.shared().freshDatabase();
    new Owner(TestServer.settings(test)).prepare(String.valueOf(before()));
    fill(test, before());
    execute(test, "/upgrade/areas.sql");
    Map<String, Set<String>> columns = columns(test);
    Map<String, List<String>> before = rows(test, columns);
    assertThat(before)
        .containsKeys(
            "kept_answer", "notification", "webhook_event", "email_recipient", "email_message");
    assertThat(before.get("email_chunk")).hasSize(2);

    try (Database database = Database.open(TestServer.settings(test))) {
      database.streamTables().create(List.of(TestStreams.PROVIDER));
      assertThat(rows(test, columns)).isEqualTo(before);
      assertThat(broken(database)).isEmpty();
    }
  }

  /** By the names of the tables, without Flyway's own, which grows with every upgrade. */
  private static Map<String, Set<String>> columns(TestDatabase test) throws SQLException {
    Map<String, Set<String>> columns = new TreeMap<>();
    try (Connection connection = test.connect();
        ResultSet all =
            connection
                .createStatement()
                .executeQuery(
                    """
                    select c.table_name, c.column_name
                      from information_schema.columns c
                      join information_schema.tables t using (table_schema, table_name)
                     where c.table_schema = 'tributary' and t.table_type = 'BASE TABLE'
                       and c.table_name <> 'flyway_schema_history'
                    """)) {
      while (all.next()) {
        columns.computeIfAbsent(all.getString(1), any -> new TreeSet<>()).add(all.getString(2));
      }
    }
    return columns;
  }

  /** By the names of the tables that hold something. */
  private static Map<String, List<String>> rows(TestDatabase test, Map<String, Set<String>> columns)
      throws SQLException {
    Map<String, List<String>> rows = new TreeMap<>();
    try (Connection connection = test.connect();
        Statement statement = connection.createStatement()) {
      for (Map.Entry<String, Set<String>> table : columns.entrySet()) {
        List<String> its = new ArrayList<>();
        try (ResultSet result =
            statement.executeQuery(
                "select row(%s)::text as one from tributary.%s order by one"
                    .formatted(String.join(", ", table.getValue()), table.getKey()))) {
          while (result.next()) {
            its.add(result.getString(1));
          }
        }
        if (!its.isEmpty()) {
          rows.put(table.getKey(), its);
        }
      }
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void what_ran_waited_or_was_given_up_goes_on(int version) throws Exception {
    TestDatabase test = TestCluster.shared().freshDatabase();
    new Owner(TestServer.settings(test)).prepare(String.valueOf(version));
    fill(test, version);

    try (Database database = Database.open(TestServer.settings(test))) {
      database.streamTables().create(List.of(TestStreams.PROVIDER));
      assertThat(broken(database)).isEmpty();
      JobStore jobs = new JobStore(database);

      Job running = jobs.open(WORKSPACE, RUNNING).orElseThrow();
      assertThat(running.claims()).isOne();
      assertThat(jobs.move(running.fence().orElseThrow(), new JobEvent.Interrupted(), NOW).claims())
          .as("the claim of a node of the version before holds")
          .isZero();

      Job waiting = jobs.open(WORKSPACE, WAITING).orElseThrow();
      assertThat(waiting.error()).contains("Acme does not answer.");
      assertThat(jobs.start(WORKSPACE, WAITING, 8, JobTrigger.SCHEDULE, NOW).id())
          .isEqualTo(waiting.id());
      assertThat(new RangeRequestStore(database).open(WORKSPACE, WAITING))
          .singleElement()
          .satisfies(open -> assertThat(open.remaining()).hasSize(3));

      assertThat(new DeadLetterStore(database).open(WORKSPACE, GIVEN_UP)).hasSize(1);
      assertThat(
              new LedgerStore(database)
                  .due(WORKSPACE, RUNNING, NOW.plusSeconds(86_400), 9).stream().map(LedgerDay::day))
          .containsExactly(LocalDate.of(2026, 11, 20));
      assertThat(new IntegrationStore(database).of(WORKSPACE)).hasSize(3);
    }
  }

  private static List<String> broken(Database database) {
    return new Invariants(database, "sync", List.of(TestStreams.PROVIDER))
        .check(NOW).stream()
            .filter(result -> !result.holds())
            .map(Invariants.Result::toString)
            .toList();
  }

  private static void fill(TestDatabase test, int version) throws SQLException, IOException {
    String first = "alter table tributary.dead_letter alter first_at ";
    try (Connection connection = test.connect();
        Statement statement = connection.createStatement()) {
      if (version >= FIRST_AT_SINCE) {
        statement.execute(first + "set default '2026-11-21T11:32Z'");
      }
      execute(test, "/upgrade/connection.sql");
      if (version >= FIRST_AT_SINCE) {
        statement.execute(first + "drop default");
      }
    }
  }

  private static void execute(TestDatabase test, String script) throws SQLException, IOException {
    try (InputStream file = UpgradeTest.class.getResourceAsStream(script);
        Connection connection = test.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set search_path = tributary");
      statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static UUID id(String end) {
    return UUID.fromString("00000000-0000-0000-0000-0000000000" + end);
  }
}
