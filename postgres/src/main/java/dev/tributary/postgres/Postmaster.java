package dev.tributary.postgres;

import static dev.tributary.postgres.EmbeddedPostgresException.Problem.IN_USE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What {@code postmaster.pid} says: process id first, state of the start in line 8. */
record Postmaster(List<String> lines) {
  private static final Duration ORPHAN_STOP_MAX = Duration.ofSeconds(60);
  private static final int STATE_LINE = 7;

  static Optional<Postmaster> read(Path file) throws IOException {
    try {
      return Optional.of(new Postmaster(Files.readAllLines(file)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  boolean isReady() {
    return lines.size() > STATE_LINE && lines.get(STATE_LINE).startsWith("ready");
  }

  /**
   * Makes way for a new server: stops one that outlived its Tributary, and removes the file when
   * its process id now belongs to something else, because PostgreSQL would refuse to start beside
   * it.
   */
  static void makeWay(DataDirectory data) throws IOException, InterruptedException {
    var found = read(data.postmasterPid());
    if (found.isEmpty()) {
      return;
    }
    var running = found.get().process();
    if (running.isEmpty()) {
      return;
    }
    var orphan = running.get();
    if (!isPostgres(orphan)) {
      Files.deleteIfExists(data.postmasterPid());
      return;
    }
    Server.interrupt(orphan.pid());
    if (!Server.gone(orphan, ORPHAN_STOP_MAX)) {
      throw new EmbeddedPostgresException(
          IN_USE,
          "A PostgreSQL (process %d) still runs on %s and does not stop. Stop it, then start again."
              .formatted(orphan.pid(), data.root()));
    }
  }

  private Optional<ProcessHandle> process() {
    return lines.isEmpty() || !lines.getFirst().matches("\\d{1,18}")
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(lines.getFirst())).filter(ProcessHandle::isAlive);
  }

  /** True when in doubt: another user's process may hide what it is. */
  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(command -> command.endsWith("/postgres")).orElse(true);
  }
}
