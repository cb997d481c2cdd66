package dev.tributary.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tributary.postgres.EmbeddedPostgresException.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComplaintTest {
  private static final Path FOLDER = Path.of("/data/db");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          could not write to file "pg_wal/xlogtemp.29": No space left on device | DISK_FULL
          could not bind IPv4 address "127.0.0.1": Address already in use       | PORT_TAKEN
          could not open file "global/pg_control": Permission denied            | NOT_WRITABLE
          could not create lock file "postmaster.pid": Read-only file system    | NOT_WRITABLE
          invalid value for parameter "max_connections": "many"                 | FAILED
          """)
  void what_postgres_prints_becomes_a_problem(String words, Problem problem) {
    var log = "2026-11-22 19:00:00.000 UTC [29] FATAL:  " + words + "\n2026-11-22 shut down\n";
    var said = Complaint.of("Starting PostgreSQL", FOLDER, log, FOLDER.resolve("postgres.log"));
    assertThat(said.problem()).isEqualTo(problem);
    assertThat(said).message().doesNotContain("UTC [29]").endsWith(".");
  }

  @Test
  void what_the_file_system_says_becomes_a_problem() {
    assertThat(Complaint.of(FOLDER, new IOException("No space left on device")).problem())
        .isEqualTo(Problem.DISK_FULL);
    assertThat(Complaint.of(FOLDER, new AccessDeniedException("/data/db")).problem())
        .isEqualTo(Problem.NOT_WRITABLE);
    assertThat(Complaint.of(FOLDER, new IOException("Input/output error")))
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.FAILED))
        .message()
        .contains("/data/db", "Input/output error");
  }

  @Test
  void silence_is_said_too() {
    assertThat(Complaint.lastWords("\n")).isEqualTo("it said nothing");
    assertThat(Complaint.lastWords("sh: 1: postgres: not found\n"))
        .isEqualTo("sh: 1: postgres: not found");
  }

  @Test
  void a_port_is_a_port() {
    assertThatIllegalArgumentException().isThrownBy(() -> Options.in(FOLDER).onPort(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Options.in(FOLDER).onPort(65_536));
  }
}
