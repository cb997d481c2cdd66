package dev.tributary.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.Captured;
import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(SharedServer.class)
class JobsCommandTest {
  private final Running running;

  JobsCommandTest(Running running) {
    this.running = running;
  }

  @BeforeAll
  static void connect(Running running) throws InterruptedException {
    running.requireShop();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jobs --cancel | --cancel needs the id of a job",
        "jobs --status lost | --status must be pending, running, completed or failed",
        "jobs --account 7 | There is no connection 7",
        "jobs 01980000-0000-7000-8000-000000000001 | ./tributary jobs lists them",
        "jobs 01980000-0000-7000-8000-000000000001 --cancel | waits or runs",
        "pause | Name a connection with --account",
        "pause --account 412001 --provider google_analytics | Name a connection with --account",
        "pause --provider nobody | no adapter for nobody",
        "resume --provider nobody | no adapter for nobody",
        "resume --account 7 | There is no connection 7"
      })
  void what_cannot_be_is_refused_with_the_next_step(String line, String words) {
    Captured refused = running.run(line.strip().split(" "));
    assertThat(refused.code()).as(refused.toString()).isEqualTo(2);
    assertThat(refused.err()).contains(words.strip());
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void an_id_that_is_none_is_no_mistake_of_ours() {
    assertThat(
            running
                .run("jobs", "what?/ever", "--json")
                .json()
                .path("error")
                .path("code")
                .asString())
        .isEqualTo("usage");
  }

  @Test
  void jobs_are_listed_newest_first_and_one_is_shown_with_its_tries() {
    Captured list = running.run("jobs", "--account", "412001", "--status", "completed");
    assertThat(list.code()).as(list.toString()).isZero();
    assertThat(list.out()).contains("Nordlicht Shop", "succeeded");
    JsonNode jobs =
        running.run("jobs", "--status", "completed", "--limit", "5", "--json").json().path("jobs");
    assertThat(jobs).isNotEmpty().hasSizeLessThanOrEqualTo(5);
    JsonNode newest = jobs.get(0);
    assertThat(UUID.fromString(newest.path("id").asString()).version()).isEqualTo(7);

    // The oldest was the first read of the account, which had much to do.
    JsonNode all = running.run("jobs", "--limit", "1000", "--json").json().path("jobs");
    String first = all.get(all.size() - 1).path("id").asString();
    Captured one = running.run("jobs", first);
    assertThat(one.code()).as(one.toString()).isZero();
    assertThat(one.out()).contains("Nordlicht Shop", "overview", "succeeded", "next sync");
    JsonNode detail = running.run("jobs", first, "--json").json();
    assertThat(detail.path("ok").asBoolean()).isTrue();
    assertThat(detail.path("job").path("status").asString()).isEqualTo("completed");
    JsonNode result = detail.path("result");
    assertThat(result.path("success").asBoolean()).isTrue();
    assertThat(result.path("recordsProcessed").asLong()).isPositive();
    assertThat(result.path("errors").isArray()).isTrue();
    assertThat(result.path("nextSyncAt").isString()).isTrue();
    assertThat(detail.path("attempts"))
        .isNotEmpty()
        .allSatisfy(attempt -> {
          assertThat(attempt.path("requests").asInt()).isPositive();
          assertThat(attempt.path("outcome").asString()).isNotBlank();
        });
    assertThat(running.run("jobs", first, "--cancel").err()).contains("waits or runs");
    assertThat(running.run("jobs", "--account", "412001", "--status", "failed").out())
        .contains("There are no such jobs");
  }

  @Test
  void a_job_that_waits_says_until_when_and_for_what() throws Exception {
    String insert =
        """
        insert into tributary.sync_job
            (id, workspace_id, integration_id, status, trigger, next_retry_at, waiting_for,
             created_at)
        select '01980000-0000-7000-8000-00000000a1a1', workspace_id, id, 'pending', 'schedule',
               timestamptz '2040-01-01 14:32Z', 'The hourly quota is used up.', now()
          from tributary.integration where account_id = '412001'
            on conflict do nothing
        """;
    // What other classes asked of the account is done first.
    for (int tries = 0; execute(insert) == 0; tries++) {
      assertThat(tries).as("seconds that a sync takes").isLessThan(120);
      Thread.sleep(1_000);
    }
    try {
      String waits = "waiting until 2040-01-01T14:32:00Z: The hourly quota is used up.";
      assertThat(running.run("jobs", "--status", "pending").out()).contains(waits);
      assertThat(running.run("jobs", "01980000-0000-7000-8000-00000000a1a1").out()).contains(waits);
    } finally {
      execute("delete from tributary.sync_job where id = '01980000-0000-7000-8000-00000000a1a1'");
    }
  }

  private int execute(String sql) throws SQLException {
    Map<String, String> environment = running.environment();
    try (Connection connection =
            DriverManager.getConnection(
                environment.get("TRIBUTARY_DATABASE_URL"),
                environment.get("TRIBUTARY_DATABASE_USER"),
                environment.get("TRIBUTARY_DATABASE_PASSWORD"));
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  @Test
  void a_paused_connection_is_shown_as_such_and_goes_on_after_resume() {
    Captured paused = running.run("pause", "--account", "412001", "--json");
    try {
      assertThat(paused.code()).as(paused.toString()).isZero();
      assertThat(paused.json().path("paused").path("state").asString()).isEqualTo("paused");
      assertThat(running.run("status").out()).contains("paused");
      Captured sync = running.run("sync", "--account", "412001");
      assertThat(sync.code()).isEqualTo(2);
      assertThat(sync.err()).contains("Resume it");
    } finally {
      Captured resumed = running.run("resume", "--account", "412001");
      assertThat(resumed.code()).as(resumed.toString()).isZero();
      assertThat(resumed.out()).contains("Nordlicht Shop goes on.");
    }
    assertThat(running.run("sync", "--account", "412001").code()).isZero();
  }

  @Test
  void a_paused_provider_is_told_with_its_reason_until_it_goes_on() {
    Captured paused =
        running.run("pause", "--provider", "google_analytics", "--reason", "Google maintains.");
    try {
      assertThat(paused.code()).as(paused.toString()).isZero();
      assertThat(paused.out()).contains("google_analytics is paused");
      assertThat(running.run("status").out())
          .contains("google_analytics is paused by", "Google maintains.", "resume --provider");
      JsonNode status = running.run("status", "--json").json();
      assertThat(status.path("pausedProviders").get(0).path("reason").asString())
          .isEqualTo("Google maintains.");
      assertThat(status.path("node").path("roles").toString()).isEqualTo("[\"api\",\"worker\"]");
      assertThat(status.path("noticesPending").asInt()).isNotNegative();
    } finally {
      assertThat(running.run("resume", "--provider", "google_analytics").out()).contains("goes on");
    }
    assertThat(running.run("status", "--json").json().path("pausedProviders")).isEmpty();
  }
}
