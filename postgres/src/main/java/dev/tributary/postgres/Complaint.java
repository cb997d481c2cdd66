package dev.tributary.postgres;

import static dev.tributary.postgres.EmbeddedPostgresException.Problem.DISK_FULL;
import static dev.tributary.postgres.EmbeddedPostgresException.Problem.FAILED;
import static dev.tributary.postgres.EmbeddedPostgresException.Problem.NOT_WRITABLE;
import static dev.tributary.postgres.EmbeddedPostgresException.Problem.PORT_TAKEN;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns what PostgreSQL or the file system said into a sentence with a next step. */
final class Complaint {
  private Complaint() {}

  /**
   * {@code output} is what initdb or postgres printed, in English because the cluster's messages
   * are in C.
   */
  static EmbeddedPostgresException of(String doing, Path directory, String output, Path log) {
    if (output.contains("No space left on device")) {
      return diskFull(directory, null);
    }
    if (output.contains("could not bind") || output.contains("Address already in use")) {
      return portTaken(output);
    }
    if (output.contains("Permission denied") || output.contains("Read-only file system")) {
      return new EmbeddedPostgresException(
          NOT_WRITABLE,
          "PostgreSQL may not use %s (%s). Give its owner read and write access, or choose another folder."
              .formatted(directory, lastWords(output)));
    }
    return new EmbeddedPostgresException(
        FAILED, "%s failed: %s. The whole log is in %s.".formatted(doing, lastWords(output), log));
  }

  static EmbeddedPostgresException of(Path directory, IOException cause) {
    var reason = Objects.requireNonNullElse(cause.getMessage(), "").toLowerCase(Locale.ROOT);
    if (reason.contains("no space left")) {
      return diskFull(directory, cause);
    }
    if (cause instanceof AccessDeniedException || cause instanceof FileSystemException) {
      return new EmbeddedPostgresException(
          NOT_WRITABLE,
          "Cannot write in %s (%s). Choose a folder that this user may write to."
              .formatted(directory, cause.getMessage()),
          cause);
    }
    return new EmbeddedPostgresException(
        FAILED,
        "Cannot prepare PostgreSQL in %s: %s.".formatted(directory, cause.getMessage()),
        cause);
  }

  static EmbeddedPostgresException portTaken(String detail) {
    return new EmbeddedPostgresException(
        PORT_TAKEN,
        "The database's port is taken (%s). Stop the program that listens there, or choose another port."
            .formatted(lastWords(detail)));
  }

  private static EmbeddedPostgresException diskFull(Path directory, @Nullable IOException cause) {
    return new EmbeddedPostgresException(
        DISK_FULL,
        "The disk that holds %s is full. Free some space, at least 200 MB, and start again; nothing stored is lost."
            .formatted(directory),
        cause);
  }

  /** The last line that states an error, without time and process id; else the last line. */
  static String lastWords(String output) {
    List<String> lines = output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    for (String line : lines.reversed()) {
      for (String mark : List.of("FATAL:", "PANIC:", "error:", "could not bind")) {
        int at = line.indexOf(mark);
        if (at >= 0) {
          var words = mark.endsWith(":") ? line.substring(at + mark.length()) : line.substring(at);
          return words.strip();
        }
      }
    }
    return lines.isEmpty() ? "it said nothing" : lines.getLast();
  }
}
