package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data of earlier schemas, with work under way in it, goes on under the present one. */
class UpgradeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:10Z");
  private static final UUID WORKSPACE = id("a1");
  private static final UUID RUNNING = id("c1");
  private static final UUID WAITING = id("c2");
  private static final UUID GIVEN_UP = id("c3");

  /** The only column that a later schema asks for beside those of the file. */
  private static final int FIRST_AT_SINCE = 8;

  /** The first schema with a queue, and the one before the present. */
  @ParameterizedTest
  @ValueSource(ints = {5, 13})
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
    try (InputStream file = UpgradeTest.class.getResourceAsStream("/upgrade/connection.sql");
        Connection connection = test.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set search_path = tributary");
      String first = "alter table dead_letter alter first_at ";
      if (version >= FIRST_AT_SINCE) {
        statement.execute(first + "set default '2026-11-22T11:32Z'");
      }
      statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
      if (version >= FIRST_AT_SINCE) {
        statement.execute(first + "drop default");
      }
    }
  }

  private static UUID id(String end) {
    return UUID.fromString("00000000-0000-0000-0000-0000000000" + end);
  }
}
