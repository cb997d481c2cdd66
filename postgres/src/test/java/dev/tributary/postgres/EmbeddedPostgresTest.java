package dev.tributary.postgres;

import static dev.tributary.postgres.EmbeddedPostgresException.Problem.FAILED;
import static dev.tributary.postgres.EmbeddedPostgresException.Problem.IN_USE;
import static dev.tributary.postgres.EmbeddedPostgresException.Problem.NOT_WRITABLE;
import static dev.tributary.postgres.EmbeddedPostgresException.Problem.OTHER_VERSION;
import static dev.tributary.postgres.EmbeddedPostgresException.Problem.PASSWORD_MISSING;
import static dev.tributary.postgres.EmbeddedPostgresException.Problem.PORT_TAKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tributary.postgres.EmbeddedPostgresException.Problem;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  /** A cluster that was started and stopped once; a copy takes a tenth of a new one's time. */
  @TempDir static Path made;

  @TempDir Path folder;

  @BeforeAll
  static void make() throws Exception {
    EmbeddedPostgres.start(Options.in(made.resolve("db"))).close();
  }

  @Test
  void a_taken_port_is_named() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      refused(options().onPort(other.getLocalPort()), PORT_TAKEN)
          .withMessageContaining(String.valueOf(other.getLocalPort()));
    }
  }

  @Test
  void a_second_one_on_the_same_folder_is_refused_and_the_first_goes_on() throws Exception {
    try (var first = EmbeddedPostgres.start(optionsOfMadeCluster())) {
      refused(options(), IN_USE).withMessageContaining(folder.toString());
      assertThat(answer(first, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void a_cluster_of_another_major_version_is_left_alone() throws Exception {
    Files.createDirectories(folder.resolve("db/cluster"));
    Files.writeString(folder.resolve("db/cluster/PG_VERSION"), "19\n");
    refused(options(), OTHER_VERSION).withMessageContaining("made by PostgreSQL 19");
    assertThat(folder.resolve("db/cluster")).isDirectoryContaining("glob:**/PG_VERSION");
  }

  @Test
  void a_lost_password_file_is_named() throws Exception {
    var options = optionsOfMadeCluster();
    Files.delete(folder.resolve("db/password"));
    refused(options, PASSWORD_MISSING)
        .withMessageContaining(folder.resolve("db/password").toString());
  }

  @Test
  void a_folder_that_cannot_be_made_is_named() throws Exception {
    Files.writeString(folder.resolve("db"), "a file");
    refused(options(), NOT_WRITABLE).withMessageContaining(folder.resolve("db").toString());
  }

  @Test
  void a_setting_that_postgres_refuses_is_quoted_with_the_log() throws Exception {
    refused(optionsOfMadeCluster().with("max_connections", "many"), FAILED)
        .withMessageContaining("max_connections")
        .withMessageContaining("postgres.log");
    try (var sane = EmbeddedPostgres.start(options())) {
      assertThat(sane.isRunning()).isTrue();
    }
  }

  @Test
  void a_wrong_password_is_refused() throws Exception {
    try (var postgres = EmbeddedPostgres.start(optionsOfMadeCluster())) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() ->
              DriverManager.getConnection(postgres.jdbcUrl("postgres"), postgres.user(), "wrong"))
          .withMessageContaining("password authentication failed");
    }
  }

  @Test
  void an_interrupted_initdb_is_begun_anew() throws Exception {
    Files.createDirectories(folder.resolve("db/cluster.new/base"));
    Files.writeString(folder.resolve("db/cluster.new/PG_VERSION"), "18\n");
    try (var postgres = EmbeddedPostgres.start(options())) {
      assertThat(answer(postgres, "select 1")).isEqualTo("1");
    }
    assertThat(folder.resolve("db/cluster.new")).doesNotExist();
  }

  @Test
  void a_process_id_that_now_belongs_to_something_else_is_no_obstacle() throws Exception {
    optionsOfMadeCluster();
    var sleeper = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(
          folder.resolve("db/cluster/postmaster.pid"),
          sleeper.pid() + "\n/x\n1\n1\n\n\n\nready   \n");
      try (var postgres = EmbeddedPostgres.start(options())) {
        assertThat(answer(postgres, "select 1")).isEqualTo("1");
      }
      assertThat(sleeper.isAlive()).isTrue();
    } finally {
      sleeper.destroy();
    }
  }

  @Test
  void it_is_durable_unless_asked_otherwise() throws Exception {
    try (var postgres = EmbeddedPostgres.start(optionsOfMadeCluster())) {
      assertThat(answer(postgres, "show fsync")).isEqualTo("on");
      assertThat(answer(postgres, "show synchronous_commit")).isEqualTo("on");
      assertThat(answer(postgres, "show data_checksums")).isEqualTo("on");
      assertThat(answer(postgres, "show autovacuum_naptime")).isEqualTo("10s");
    }
    try (var postgres = EmbeddedPostgres.start(options().notDurable())) {
      assertThat(answer(postgres, "show fsync")).isEqualTo("off");
    }
  }

  @Test
  void data_and_password_survive_a_stop_and_the_files_are_closed_to_others() throws Exception {
    String password;
    try (var postgres = EmbeddedPostgres.start(optionsOfMadeCluster())) {
      password = postgres.password();
      execute(postgres, "create table kept as select 42 as n");
      postgres.close();
      assertThat(postgres.isRunning()).isFalse();
    }
    try (var postgres = EmbeddedPostgres.start(options())) {
      assertThat(postgres.password()).isEqualTo(password);
      assertThat(answer(postgres, "select n from kept")).isEqualTo("42");
      assertThat(postgres.log()).content().contains("ready to accept connections");
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("db/password"))))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("db/password.new")).doesNotExist();
  }

  @Test
  void it_is_the_version_and_the_collation_that_the_documents_promise() throws Exception {
    try (var postgres = EmbeddedPostgres.start(optionsOfMadeCluster())) {
      assertThat(answer(postgres, "show server_version")).startsWith(Binaries.MAJOR + ".");
      assertThat(
              answer(
                  postgres,
                  "select datlocprovider::text || datlocale from pg_database where datname = 'template1'"))
          .isEqualTo("bC.UTF-8");
      assertThat(answer(postgres, "show timezone")).isEqualTo("UTC");
      assertThat(answer(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
    }
  }

  /** A folder where nothing is yet. */
  private Options options() {
    return Options.in(folder.resolve("db"));
  }

  private Options optionsOfMadeCluster() throws Exception {
    var copied =
        Tools.succeeds(List.of("cp", "-Rp", made.resolve("db").toString(), folder.toString()));
    assertThat(copied).isTrue();
    return options();
  }

  private static ThrowableAssertAlternative<EmbeddedPostgresException> refused(
      Options options, Problem problem) {
    return assertThatExceptionOfType(EmbeddedPostgresException.class)
        .isThrownBy(() -> EmbeddedPostgres.start(options).close())
        .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
  }

  static String answer(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                postgres.jdbcUrl("postgres"), postgres.user(), postgres.password());
        var result = connection.createStatement().executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                postgres.jdbcUrl("postgres"), postgres.user(), postgres.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
