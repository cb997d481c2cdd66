package dev.tributary.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.server.Captured;
import dev.tributary.server.ExitCode;
import dev.tributary.server.SharedServer;
import dev.tributary.server.app.Server;
import dev.tributary.server.command.Examination.Finding;
import dev.tributary.server.settings.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DoctorCommandTest {
  private static Sandbox sandbox;

  @TempDir Path folder;
  private Map<String, String> environment;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start(SandboxOptions.DEFAULT);
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @BeforeEach
  void install() throws Exception {
    environment = SharedServer.installation(folder, SharedServer.started());
    environment.putAll(SharedServer.towards(sandbox));
    environment.put("TRIBUTARY_PORT", "0");
  }

  private JsonNode check(Captured doctor, String what) {
    for (JsonNode check : doctor.json().path("checks")) {
      if (check.path("check").asString().equals(what)) {
        return check;
      }
    }
    throw new AssertionError("no check of " + what + " in " + doctor);
  }

  @Test
  void all_is_well_where_a_server_could_start() throws Exception {
    environment.putAll(SharedServer.installation(folder, TestCluster.shared().freshDatabase()));
    Captured doctor = Captured.run(environment, "doctor");
    assertThat(doctor.code()).as(doctor.toString()).isZero();
    assertThat(doctor.out())
        .contains(
            "No server runs", "PostgreSQL answers: new enough", "answers at " + sandbox.base())
        .doesNotContain("problem");
  }

  @Test
  void a_database_that_was_never_started_is_not_made() {
    environment.keySet().removeIf(name -> name.startsWith("TRIBUTARY_DATABASE"));
    Captured doctor = Captured.run(environment, "doctor");
    assertThat(doctor.code()).as(doctor.toString()).isZero();
    assertThat(doctor.out()).contains("made in the folder at the first start", "MB are free");
    assertThat(folder.resolve("postgres")).doesNotExist();
  }

  @Test
  void one_kind_of_problem_has_its_own_exit_code() throws Exception {
    environment.put("TRIBUTARY_DATABASE_PASSWORD", "wrong");
    Captured doctor = Captured.run(environment, "doctor", "--json");
    assertThat(doctor.code()).as(doctor.toString()).isEqualTo(4);
    assertThat(check(doctor, "database").path("code").asString()).isEqualTo("database");
    assertThat(check(doctor, "database").path("message").asString()).contains("refused the login");
    assertThat(doctor.json().path("ok").asBoolean()).isFalse();
  }

  @Test
  void several_problems_are_told_all_at_once() throws Exception {
    environment.remove("TRIBUTARY_KEY_FILE");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      nobody.close();
      environment.put("TRIBUTARY_PORT", String.valueOf(taken.getLocalPort()));
      environment.put(
          "TRIBUTARY_GOOGLE_ANALYTICS_DATA_URL", "http://127.0.0.1:" + nobody.getLocalPort());
      Captured doctor = Captured.run(environment, "doctor");
      assertThat(doctor.code()).as(doctor.toString()).isEqualTo(1);
      assertThat(doctor.out())
          .contains("problem  key", "problem  port", "problem  provider")
          .contains("cannot be reached at http://127.0.0.1:" + nobody.getLocalPort())
          .contains("ok       folder");
    }
  }

  @Test
  void settings_that_cannot_be_read_are_the_first_and_only_problem() {
    environment.put("TRIBUTARY_PORT", "x");
    Captured doctor = Captured.run(environment, "doctor", "--json");
    assertThat(doctor.code()).isEqualTo(2);
    assertThat(doctor.json().path("checks")).hasSize(1);
  }

  @Test
  void a_folder_that_cannot_be_written_and_a_client_that_is_not_entered_are_said() {
    environment.put("TRIBUTARY_DATA", "/proc/tributary");
    environment.remove("TRIBUTARY_GOOGLE_ANALYTICS_CLIENT_ID");
    environment.remove("TRIBUTARY_GOOGLE_ANALYTICS_CLIENT_SECRET");
    Captured doctor = Captured.run(environment, "doctor");
    assertThat(doctor.code()).as(doctor.toString()).isEqualTo(3);
    assertThat(doctor.out()).contains("problem  folder", "has no OAuth client in the settings");
  }

  @Test
  void a_broken_invariant_is_counted_and_ends_with_1() throws Exception {
    assertThat(Captured.run(environment, "doctor").out())
        .contains("ok       always    0 against: Every running job has a claimed place");
    TestDatabase database = SharedServer.started();
    environment = SharedServer.installation(folder, database);
    environment.putAll(SharedServer.towards(sandbox));
    environment.put("TRIBUTARY_PORT", "0");
    Captured.run(environment, "doctor");
    try (Connection superuser = database.connect();
        Statement sql = superuser.createStatement()) {
      sql.execute(
          "insert into tributary.scheduled_tasks"
              + " (task_name, task_instance, execution_time, picked, version)"
              + " values ('sync', 'nobody/acme/1', now(), false, 1)");
    }
    Captured doctor = Captured.run(environment, "doctor", "--json");
    assertThat(doctor.code()).as(doctor.toString()).isEqualTo(1);
    assertThat(doctor.json().path("ok").asBoolean()).isFalse();
    assertThat(doctor.json().path("invariants")).hasSizeGreaterThan(15);
    for (JsonNode one : doctor.json().path("invariants")) {
      boolean planted = one.path("invariant").asString().equals("place-has-active");
      assertThat(one.path("broken").asInt()).as(one.toString()).isEqualTo(planted ? 1 : 0);
      assertThat(one.path("ok").asBoolean()).isEqualTo(!planted);
    }
    assertThat(Captured.run(environment, "doctor").out())
        .contains("problem  always    1 against: No place in the queue waits", "nobody/acme/1");
  }

  @Test
  void a_running_server_looks_at_its_own_database() throws Exception {
    try (Server _ = Server.start(Settings.load(folder, environment), false)) {
      Captured doctor = Captured.run(environment, "doctor", "--json");
      assertThat(doctor.code()).as(doctor.toString()).isZero();
      assertThat(check(doctor, "port").path("message").asString()).contains("runs and answers");
      assertThat(doctor.json().path("invariants")).hasSizeGreaterThan(15);
    }
  }

  @Test
  void clocks_that_disagree_are_said() throws Exception {
    InstantSource late = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(5));
    List<Finding> findings = new Examination(Settings.load(folder, environment), late).all();
    assertThat(DoctorCommand.end(findings)).isEqualTo(ExitCode.ENVIRONMENT);
    assertThat(findings)
        .anySatisfy(finding -> assertThat(finding.sentence()).contains("seconds apart", "NTP"));
  }
}
