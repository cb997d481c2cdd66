package dev.tributary.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.engine.vault.MasterKey;
import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.postgres.Options;
import dev.tributary.postgres.TestCluster;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.server.Captured;
import dev.tributary.server.SharedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which {@code serve} cannot start: a sentence, an exit code, nothing else. */
@Tag("ci")
class BadStartTest {
  @TempDir Path folder;

  private Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void embedded() throws IOException {
    Path key = folder.resolve("key");
    Files.writeString(key, MasterKey.generate().reveal());
    environment.put("TRIBUTARY_KEY_FILE", key.toString());
    environment.put("TRIBUTARY_DATA", folder.resolve("data").toString());
    environment.put("TRIBUTARY_PORT", "0");
  }

  private void external(TestDatabase database) {
    environment.put("TRIBUTARY_DATABASE_URL", database.jdbcUrl());
    environment.put("TRIBUTARY_DATABASE_USER", database.user());
    environment.put("TRIBUTARY_DATABASE_PASSWORD", database.password());
  }

  /** The start fails with one sentence, and the one object says the same. */
  private void assertRefused(int code, String... words) {
    Captured command = Captured.run(environment, "serve", "--json");
    assertThat(command.code()).as(command.toString()).isEqualTo(code);
    String message = command.json().path("error").path("message").asString();
    assertThat(message).contains(words).doesNotContain("Exception", "\tat ", "\n\tat");
    assertThat(command.err()).doesNotContain("\tat ", "Exception");
    environment.values().stream()
        .filter(value -> value.startsWith("tribkey_"))
        .forEach(secret -> assertThat(message).doesNotContain(secret));
    assertThat(folder.resolve("data/server")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "TRIBUTARY_PORT, eighty, port must be a number from 0 to 65535",
    "TRIBUTARY_WORKER, 3, there is no setting TRIBUTARY_WORKER",
    "TRIBUTARY_DATABASE_URL, postgres://u:hunter2@h/d, jdbc:postgresql://host:5432/tributary",
    "TRIBUTARY_DATABASE_ROLES, Robert'); drop, lower-case letters",
    "TRIBUTARY_GOOGLE_ANALYTICS_CLIENT_ID, x, go together",
    "TRIBUTARY_ADDRESS, no.such.host.invalid, TRIBUTARY_ADDRESS",
    "TRIBUTARY_HTTP_PROXY, http://me:hunter2@proxy:3128, a login at the proxy is not supported",
    "TRIBUTARY_HTTP_PROXY, https://proxy:3128, must be an address like http://proxy:3128",
    "TRIBUTARY_CA_FILE, missing.pem, it must hold PEM certificates"
  })
  void settings_that_cannot_be_used_are_named(String variable, String value, String words) {
    external(TestCluster.shared().freshDatabase());
    environment.put(variable, value);
    assertRefused(2, words);
    assertThat(Captured.run(environment, "serve").err()).doesNotContain("hunter2");
  }

  @Test
  void without_a_key_the_way_to_one_is_named() {
    external(TestCluster.shared().freshDatabase());
    environment.remove("TRIBUTARY_KEY_FILE");
    assertRefused(2, "no key", "./tributary keys generate", "TRIBUTARY_KEY");
    environment.put("TRIBUTARY_KEY", "password1");
    assertRefused(2, "not a Tributary key");
    environment.remove("TRIBUTARY_KEY");
    environment.put("TRIBUTARY_KEY_FILE", folder.resolve("gone").toString());
    assertRefused(2, "gone cannot be read");
  }

  @Test
  void another_key_than_the_databases_is_found_at_the_start() throws Exception {
    TestDatabase database = SharedServer.started();
    external(database);
    Captured first = Captured.start(environment, "serve");
    first.said("Tributary runs at");
    assertThat(first.interrupt().code()).isEqualTo(130);

    environment.remove("TRIBUTARY_KEY_FILE");
    environment.put("TRIBUTARY_KEY", MasterKey.generate().reveal());
    assertRefused(2, "key");

    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          "insert into tributary.flyway_schema_history select 9999, '9999', 'later', type, script,"
              + " 1, installed_by, now(), 1, true from tributary.flyway_schema_history"
              + " where type = 'SQL' limit 1");
    }
    assertRefused(4, "newer Tributary", "9999");
  }

  @Test
  void a_database_that_does_not_answer_is_named_without_its_password() throws IOException {
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put(
          "TRIBUTARY_DATABASE_URL",
          "jdbc:postgresql://127.0.0.1:" + nobody.getLocalPort() + "/tributary");
    }
    environment.put("TRIBUTARY_DATABASE_PASSWORD", "tribkey_hidden");
    assertRefused(4, "cannot be reached", "127.0.0.1");
  }

  @Test
  void a_refused_login_and_a_missing_database_are_told_apart() throws SQLException {
    TestDatabase database = TestCluster.shared().freshDatabase();
    external(database);
    environment.put("TRIBUTARY_DATABASE_PASSWORD", "tribkey_wrong");
    assertRefused(4, "refused the login");
    environment.put("TRIBUTARY_DATABASE_PASSWORD", database.password());
    environment.put("TRIBUTARY_DATABASE_URL", database.jdbcUrl() + "_gone");
    assertRefused(4, "no database");
  }

  @Test
  void a_login_that_may_not_make_roles_gets_the_statements() throws SQLException {
    TestDatabase database = TestCluster.shared().freshDatabase();
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("drop role if exists humble");
      statement.execute("create role humble login password 'tribkey_humble'");
    }
    external(database);
    environment.put("TRIBUTARY_DATABASE_USER", "humble");
    environment.put("TRIBUTARY_DATABASE_PASSWORD", "tribkey_humble");
    environment.put("TRIBUTARY_DATABASE_ROLES", "elsewhere");
    assertRefused(4, "create role \"elsewhere_owner\" nologin;", "administrator");
  }

  @Test
  void a_server_older_than_15_is_refused_by_its_version() throws Exception {
    try (OldPostgres old = new OldPostgres("13.4")) {
      environment.put("TRIBUTARY_DATABASE_URL", old.jdbcUrl());
      environment.put("TRIBUTARY_DATABASE_USER", "tributary");
      assertRefused(4, "PostgreSQL 13", "15 or newer");
    }
  }

  @Test
  void a_taken_port_is_told_before_anything_is_made() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      environment.put("TRIBUTARY_PORT", String.valueOf(taken.getLocalPort()));
      assertRefused(3, "Port " + taken.getLocalPort() + " is taken", "TRIBUTARY_PORT");
    }
    environment.put("TRIBUTARY_ADDRESS", "192.0.2.1");
    assertRefused(3, "192.0.2.1 is no address of this machine");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void a_folder_of_a_newer_postgresql_is_left_alone() throws IOException {
    Path cluster = Files.createDirectories(folder.resolve("data/postgres/cluster"));
    Files.writeString(cluster.resolve("PG_VERSION"), "19\n");
    assertRefused(4, "made by PostgreSQL 19");
    assertThat(cluster).isDirectoryContaining(file -> file.endsWith("PG_VERSION"));
  }

  @Test
  void a_folder_in_use_is_said_to_be_so() throws Exception {
    try (EmbeddedPostgres running =
        EmbeddedPostgres.start(Options.in(folder.resolve("data/postgres")).notDurable())) {
      assertThat(running.isRunning()).isTrue();
      assertRefused(3, "Another Tributary is running");
    }
  }

  @Test
  void a_folder_that_cannot_be_written_is_named() {
    environment.put("TRIBUTARY_DATA", "/proc/tributary");
    assertRefused(3, "/proc/tributary", "hoose");
  }

  @Test
  void with_a_database_elsewhere_a_folder_that_cannot_be_written_is_no_obstacle() throws Exception {
    external(SharedServer.started());
    environment.put("TRIBUTARY_DATA", "/proc/tributary");
    Captured serve = Captured.start(environment, "serve", "--json");
    serve.said("Tributary runs at");
    assertThat(serve.interrupt().code()).isEqualTo(130);
    assertThat(serve.json().path("ok").asBoolean()).isTrue();
    assertThat(serve.json().path("setupLink").asString()).contains("/setup#");
    Captured status = Captured.run(environment, "status");
    assertThat(status.code()).isEqualTo(3);
    assertThat(status.err()).contains("/proc/tributary cannot be written");
  }

  @Test
  void a_full_disk_is_said_and_the_start_works_when_there_is_room() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk.toString()) == 0;
    if (!mounted) {
      System.out.println("not run: a full disk, because this user may not mount one");
    }
    assumeTrue(mounted);
    try {
      environment.put("TRIBUTARY_DATA", disk.resolve("data").toString());
      assertRefused(3, "full", "Free some space");
      Captured doctor = Captured.run(environment, "doctor");
      assertThat(doctor.code()).as(doctor.toString()).isEqualTo(1);
      assertThat(doctor.out()).contains("problem  folder", "MB of disk left");
      assertThat(run("mount", "-o", "remount,size=300m", disk.toString())).isZero();
      Captured serve = Captured.start(environment, "serve");
      serve.said("Tributary runs at");
      assertThat(serve.interrupt().code()).isEqualTo(130);
    } finally {
      run("umount", disk.toString());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void a_server_that_was_killed_leaves_nothing_that_misleads() throws Exception {
    external(SharedServer.started());
    Path data = Files.createDirectories(folder.resolve("data"));
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = other.getLocalPort();
      other.close();
      for (String left : new String[] {port + "\nold-token\n", "", "what\never\n"}) {
        Files.writeString(data.resolve("server"), left);
        Captured status = Captured.run(environment, "status");
        assertThat(status.code()).as(status.toString()).isZero();
        assertThat(status.err()).contains("No server is running");
      }
    }
    assertThat(data.resolve("server")).doesNotExist();
  }
}
