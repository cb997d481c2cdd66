package dev.tributary.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The system's own programs, searched in {@code path} once per start, so that a test can take one
 * away.
 */
record Tools(List<Path> path) {
  Tools {
    path = List.copyOf(path);
  }

  static Tools ofThisMachine() {
    var path =
        Objects.requireNonNullElse(System.getenv("PATH"), "") + ":/usr/bin:/bin:/usr/sbin:/sbin";
    return new Tools(
        Arrays.stream(path.split(":")).filter(entry -> !entry.isEmpty()).map(Path::of).toList());
  }

  Optional<String> find(String name) {
    return path.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  /** Whether {@code command} ends with exit code 0. Its output is dropped. */
  static boolean succeeds(List<String> command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
