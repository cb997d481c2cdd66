package dev.tributary.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.postgres.TestDatabase;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.server.Captured;
import dev.tributary.server.SharedServer;
import dev.tributary.server.app.Server;
import dev.tributary.server.demo.ConsentBrowser;
import dev.tributary.server.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A server that syncs nothing, with three things that were given up. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeadLettersCommandTest {
  private static final String FIRST = "01980000-0000-7000-8000-000000000001";
  private static final String SECOND = "01980000-0000-7000-8000-000000000002";
  private static final String WHOLE = "01980000-0000-7000-8000-000000000003";

  private final Sandbox sandbox = Sandbox.start(SandboxOptions.DEFAULT.withQuotas(false));
  private Map<String, String> environment;
  private Server server;
  @TempDir static Path folder;

  @BeforeAll
  void giveUp() throws Exception {
    TestDatabase database = SharedServer.started();
    environment = SharedServer.installation(folder, database);
    environment.putAll(SharedServer.towards(sandbox));
    environment.put("TRIBUTARY_PORT", "0");
    server = Server.start(Settings.load(folder, environment), false);
    Captured connect =
        Captured.start(
            environment, "connect", "google_analytics", "--account", "412001", "--days", "9");
    new ConsentBrowser().open(URI.create(connect.said("(http://localhost:\\d+/connect/\\S+)")));
    assertThat(connect.code()).as(connect.toString()).isZero();
    letter(database, FIRST, "'overview', current_date - 5, current_date - 3", "unavailable");
    letter(database, SECOND, "'overview', current_date - 8, current_date - 7", "unavailable");
    letter(database, WHOLE, "null, null, null", "grant_rejected");
  }

  private static void letter(TestDatabase database, String id, String days, String code)
      throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          """
          insert into tributary.dead_letter
              (id, workspace_id, integration_id, job_id, stream, first_day, last_day, category,
               code, cause, attempts, created_at, first_at)
          select '%s', workspace_id, id, id, %s, 'api', '%s', 'Google was down.', 6,
                 now() - interval '1 minute', now() - interval '1 minute'
            from tributary.integration
          """
              .formatted(id, days, code));
    }
  }

  @AfterAll
  void close() {
    server.close();
    sandbox.close();
  }

  private Captured run(String... arguments) {
    return Captured.run(environment, arguments);
  }

  @ParameterizedTest
  @Order(1)
  @CsvSource(
      delimiter = '|',
      value = {
        "dead-letters --skip " + FIRST + " | --skip needs --reason",
        "dead-letters --skip 01980000-0000-7000-8000-0000000000ff --reason x | no such dead letter",
        "dead-letters --dismiss " + FIRST + " | skip its days",
        "dead-letters --skip " + WHOLE + " --reason x | no days",
        "dead-letters --account 7 | There is no connection 7",
        "replay | or all of them with --all",
        "replay 01980000-0000-7000-8000-0000000000ff | no such dead letter",
        "replay what | ./tributary replay --help"
      })
  void what_cannot_be_is_refused_with_the_next_step(String line, String words) {
    Captured refused = run(line.strip().split(" "));
    assertThat(refused.code()).as(refused.toString()).isEqualTo(2);
    assertThat(refused.err()).containsIgnoringCase(words.strip());
  }

  @Test
  @Order(2)
  void causes_come_with_what_to_do_and_a_list_with_their_ids() {
    Captured causes = run("dead-letters");
    assertThat(causes.code()).as(causes.toString()).isZero();
    assertThat(causes.out())
        .contains("unavailable", "2 dead letters of 1 connections, 5 days", "Google was down.");
    JsonNode json = run("dead-letters", "--code", "grant_rejected", "--json").json().path("causes");
    assertThat(json).hasSize(1);
    assertThat(json.get(0).path("nextStep").asString()).isNotBlank();
    Captured list = run("dead-letters", "--list");
    assertThat(list.out()).contains(FIRST, SECOND, WHOLE, "Nordlicht Shop", "open");
    Captured page = run("dead-letters", "--list", "--limit", "1");
    assertThat(page.out()).contains("More: --after ");
    assertThat(run("dead-letters", "--closed").out()).contains("None was closed.");
    assertThat(run("dead-letters", "--stream", "nothing").out()).contains("Nothing is given up.");
    assertThat(run("status").out()).contains("gave up");
  }

  @Test
  @Order(3)
  void replaying_twice_asks_once() {
    Captured one = run("replay", FIRST, "--json");
    assertThat(one.code()).as(one.toString()).isZero();
    assertThat(one.json().path("operation").isString()).isTrue();
    JsonNode all = run("replay", "--code", "unavailable", "--json").json();
    assertThat(all.path("replayed").asInt()).isOne();
    assertThat(all.path("underWay").asInt()).isOne();
    assertThat(run("replay", "--all").out()).contains("2 were so already");
  }

  @Test
  @Order(4)
  void a_paused_connection_refuses_and_says_what_to_do() {
    assertThat(run("pause", "--account", "412001").code()).isZero();
    Captured refused = run("replay", "--code", "unavailable");
    assertThat(refused.out() + refused.err()).contains("are read again now");
    assertThat(run("resume", "--account", "412001").code()).isZero();
  }

  @Test
  @Order(5)
  void days_are_skipped_with_a_reason_and_what_names_none_is_put_away() {
    Captured skipped = run("dead-letters", "--skip", SECOND, "--reason", "Property was deleted.");
    assertThat(skipped.code()).as(skipped.toString()).isZero();
    assertThat(
            run("dead-letters", "--dismiss", WHOLE, "--json").json().path("dismissed").asString())
        .isEqualTo(WHOLE);
    assertThat(run("dead-letters", "--closed").out())
        .contains(SECOND, "skipped", WHOLE, "dismissed")
        .doesNotContain(FIRST);
    assertThat(run("dead-letters", "--dismiss", WHOLE).code()).isEqualTo(2);
  }
}
