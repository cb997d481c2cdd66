package dev.tributary.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.Captured;
import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(SharedServer.class)
class ConnectCommandTest {
  private static final String READ = "https://www.googleapis.com/auth/analytics.readonly";

  private final Running running;

  ConnectCommandTest(Running running) {
    this.running = running;
  }

  /** Orders the sandbox about for one test. */
  private void sandbox(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(running.sandbox().base() + "/control" + path))
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void assertRefused(Captured command, int code, String... words) {
    assertThat(command.code()).as(command.toString()).isEqualTo(code);
    assertThat(command.err()).contains(words).doesNotContain("\tat ", "Exception");
    assertThat(command.out()).isEmpty();
  }

  @Test
  void a_denied_consent_connects_nothing_and_says_how_to_go_on() throws Exception {
    sandbox("/google/consent", "{\"mode\":\"deny\"}");
    try {
      assertRefused(
          running.connect("connect", "google_analytics", "--account", "434001"),
          5,
          "nothing was connected",
          "Start again");
    } finally {
      sandbox("/google/consent", "{\"mode\":\"approve\"}");
    }
    assertThat(running.run("status").out()).doesNotContain("434001");
  }

  @Test
  void a_permission_that_was_not_ticked_is_named() throws Exception {
    sandbox("/google/consent", "{\"withheld\":[\"" + READ + "\"]}");
    try {
      assertRefused(
          running.connect("connect", "google_analytics", "--account", "434001"),
          5,
          READ,
          "tick it");
    } finally {
      sandbox("/google/consent", "{\"withheld\":[]}");
    }
  }

  @Test
  void a_property_that_does_not_exist_is_refused_with_json_on_stdout_alone() throws Exception {
    Captured command =
        running.connect("connect", "google_analytics", "--account", "999999", "--json");
    assertThat(command.code()).as(command.toString()).isEqualTo(5);
    JsonNode error = command.json().path("error");
    assertThat(command.json().path("ok").asBoolean()).isFalse();
    assertThat(error.path("code").asString()).isEqualTo("provider");
    assertThat(error.path("message").asString()).contains("999999");
  }

  @Test
  void an_api_that_is_not_enabled_is_named() throws Exception {
    sandbox(
        "/faults", "{\"kind\":\"google.403.disabled\",\"route\":\"accountSummaries\",\"times\":9}");
    try {
      assertRefused(
          running.connect("connect", "google_analytics", "--account", "434001"), 5, "enable");
    } finally {
      running.sandbox().faults().clear();
    }
  }

  @Test
  void a_provider_that_does_not_answer_is_said_to_be_down_and_not_connected() throws Exception {
    sandbox("/faults", "{\"kind\":\"google.503\",\"route\":\"accountSummaries\",\"times\":9}");
    try {
      assertRefused(
          running.connect("connect", "google_analytics", "--account", "434001"), 5, "Google");
    } finally {
      running.sandbox().faults().clear();
    }
  }

  @Test
  void without_an_account_the_list_is_shown_and_the_option_named() throws Exception {
    Captured command = running.connect("connect", "google_analytics");
    assertThat(command.code()).isEqualTo(2);
    assertThat(command.out()).contains("Nordlicht Shop", "412001", "Europe/Berlin", "EUR");
    assertThat(command.err()).contains("--account ID");
  }

  @Test
  void a_person_chooses_by_number_and_is_asked_again_until_it_is_one() throws Exception {
    Captured chosen =
        running.agree(
            Captured.startAsked(
                running.environment(),
                List.of("", "0", "99", "x", " 2 "),
                "connect",
                "google_analytics",
                "--days",
                "1"));
    assertThat(chosen.code()).as(chosen.toString()).isZero();
    assertThat(chosen.out()).contains("Connected ");
    assertThat(chosen.err().lines().filter(line -> line.startsWith("That is no number")))
        .hasSize(4);

    Captured left =
        running.agree(
            Captured.startAsked(running.environment(), List.of(), "connect", "google_analytics"));
    assertThat(left.code()).isEqualTo(130);
    assertThat(left.err()).contains("Nothing was chosen, so nothing was connected.");

    Captured lost =
        running.agree(
            Captured.startAsked(
                running.environment(),
                Collections.nCopies(20, "?"),
                "connect",
                "google_analytics"));
    assertThat(lost.code()).isEqualTo(2);
  }

  @Test
  void an_unknown_provider_lists_those_there_are() {
    assertRefused(
        running.run("connect", "gooogle"), 2, "There is no provider gooogle", "google_analytics");
  }

  @Test
  void days_key_files_and_connections_are_checked_before_a_browser_is_asked(@TempDir Path folder) {
    assertRefused(running.run("connect", "google_analytics", "--days", "0"), 2, "--days must be");
    assertRefused(
        running.run("connect", "google_analytics", "--service-account", "nowhere.json"),
        2,
        "nowhere.json cannot be read");
    assertRefused(
        running.run(
            "connect", "google_analytics", "--reconnect", "00000000-0000-7000-8000-000000000000"),
        2,
        "./tributary status lists them");
    assertRefused(
        running.run(
            "connect",
            "google_analytics",
            "--service-account",
            "x",
            "--reconnect",
            "00000000-0000-7000-8000-000000000000"),
        2,
        "--reconnect goes with a browser");
    assertRefused(running.run("connect"), 2, "PROVIDER", "./tributary connect --help");
  }

  @Test
  void a_service_accounts_key_connects_without_a_browser(@TempDir Path folder) throws IOException {
    Path key = folder.resolve("key.json");
    Files.writeString(
        key,
        new JsonMapper()
            .writeValueAsString(running.sandbox().description().google().serviceAccountKey()));
    Captured command =
        running.run(
            "connect",
            "google_analytics",
            "--service-account",
            key.toString(),
            "--account",
            "412002",
            "--days",
            "1",
            "--json");
    assertThat(command.code()).as(command.toString()).isZero();
    assertThat(command.json().path("connected").get(0).path("account").asString())
        .isEqualTo("Nordlicht US Store");
    Files.writeString(key, "{\"type\":\"service_account\"}");
    assertRefused(
        running.run(
            "connect", "google_analytics", "--service-account", key.toString(), "--account", "1"),
        5,
        "key");
  }

  @Test
  void an_api_key_connects_its_team_with_days_of_the_chosen_zone(@TempDir Path folder)
      throws IOException {
    Path key = folder.resolve("key.txt");
    Files.writeString(key, running.sandbox().description().resend().sendingKey() + "\n");
    assertRefused(
        running.run("connect", "resend", "--key", key.toString(), "--account", "1"),
        5,
        "full access");
    Files.writeString(key, running.sandbox().description().resend().apiKey() + "\n");
    String team =
        running.sandbox().resend().nordlicht().domains().all().stream()
            .min(
                java.util.Comparator.comparing(dev.tributary.sandbox.resend.team.Domain::createdAt)
                    .thenComparing(dev.tributary.sandbox.resend.team.Domain::id))
            .orElseThrow()
            .id();
    assertRefused(
        running.run(
            "connect", "resend", "--key", key.toString(), "--account", team, "--set", "zone=Mars"),
        2,
        "no time zone Mars");
    Captured command =
        running.run(
            "connect",
            "resend",
            "--key",
            key.toString(),
            "--account",
            team,
            "--set",
            "zone=Asia/Tokyo",
            "--days",
            "3",
            "--json");
    assertThat(command.code()).as(command.toString()).isZero();
    Captured sync = running.run("sync", "--account", team, "--json");
    assertThat(sync.code()).as(sync.toString()).isZero();
  }

  @Test
  void a_revoked_grant_stops_the_connection_until_it_is_reconnected_in_place() throws Exception {
    Captured connected =
        running.connect(
            "connect", "google_analytics", "--account", "423001", "--days", "1", "--json");
    assertThat(connected.code()).as(connected.toString()).isZero();
    String id = connected.json().path("connected").get(0).path("integration").asString();
    sandbox("/google/revoke", "{}");
    Captured sync = running.run("sync", "--account", "423001", "--json");
    assertThat(sync.code()).as(sync.toString()).isIn(1, 2);
    assertThat(sync.json().path("error").path("message").asString())
        .containsIgnoringCase("reconnect");
    Captured status = running.run("status", "--json");
    assertThat(status.code()).isEqualTo(1);
    assertThat(status.out()).contains("reconnect_needed");

    Captured again = running.connect("connect", "google_analytics", "--reconnect", id);
    assertThat(again.code()).as(again.toString()).isZero();
    assertThat(again.out()).isEqualTo("Reconnected.\n");
    assertThat(running.run("sync", "--account", "423001").code()).isZero();
  }
}
