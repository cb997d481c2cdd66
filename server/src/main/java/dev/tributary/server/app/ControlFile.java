package dev.tributary.server.app;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the command line finds and convinces a server that runs on the same machine: a file in the
 * data folder, readable by its owner alone, with the port, a token and the roles. It lives as long
 * as the server; after a kill it names a port where nobody knows the token. The first server on a
 * folder has the plain name; others beside it, on a database of their own, add their port.
 */
public final class ControlFile {
  private static final Logger LOG = LoggerFactory.getLogger(ControlFile.class);
  private static final String NAME = "server";
  private static final Pattern OTHERS = Pattern.compile(NAME + "-\\d{1,5}");

  private final Path folder;
  private final NodeRoles roles;
  private final Secret token;
  private volatile Path file;

  private ControlFile(Path folder, NodeRoles roles, Secret token) {
    this.folder = folder.toAbsolutePath();
    this.roles = roles;
    this.token = token;
    this.file = this.folder.resolve(NAME);
  }

  /**
   * What a file says.
   *
   * @param api whether the server answers people
   */
  record Content(int port, Secret token, boolean api) {}

  /** Whether the server that left a file still runs. */
  @FunctionalInterface
  interface Lives {
    boolean test(Content content) throws InterruptedException;
  }

  /** Makes a token; the file is written when the server answers. */
  static ControlFile prepare(Path folder, NodeRoles roles) {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return new ControlFile(
        folder, roles, Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(random)));
  }

  /**
   * Tells the command line where the server is.
   *
   * @param lives asked about the server whose file is there already
   * @param required false for a server whose data lies elsewhere: it runs in a folder that cannot
   *     be written, out of reach of the command line
   */
  void publish(int port, boolean required, Lives lives) throws InterruptedException {
    try {
      write(port, lives);
    } catch (IOException e) {
      if (required) {
        throw new Problem(
            ExitCode.ENVIRONMENT,
            "The folder "
                + folder
                + " cannot be written; give its owner write access or choose another with"
                + " TRIBUTARY_DATA.",
            e);
      }
      LOG.warn(
          "The folder {} cannot be written, so ./tributary status and the like do not find this"
              + " server; set TRIBUTARY_DATA to change that.",
          folder);
    }
  }

  private void write(int port, Lives lives) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path fresh =
        Files.createTempFile(
            folder,
            NAME,
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(
          fresh, port + "\n" + token.reveal() + "\n" + String.join(",", roles.words()) + "\n");
      Optional<Content> other = readFile(file);
      if (other.isPresent() && lives.test(other.get())) {
        file = folder.resolve(NAME + "-" + port);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /**
   * What running servers, and those that were killed, left in the folder; those that answer people
   * come first.
   *
   * @throws Problem another user's file is there
   */
  static List<Content> read(Path folder) {
    List<Path> files = new ArrayList<>(List.of(folder.resolve(NAME)));
    try (Stream<Path> all = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      all.filter(file -> OTHERS.matcher(file.getFileName().toString()).matches())
          .sorted()
          .forEach(files::add);
    } catch (IOException | UncheckedIOException e) {
      throw new Problem(
          ExitCode.ENVIRONMENT,
          "The folder " + folder + " cannot be read; run this as the user who runs the server.",
          e);
    }
    return files.stream()
        .flatMap(file -> readFile(file).stream())
        .sorted(Comparator.comparing(content -> !content.api()))
        .toList();
  }

  private static Optional<Content> readFile(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.size() < 2
          ? Optional.empty()
          : Optional.of(
              new Content(
                  Integer.parseInt(lines.get(0)),
                  Secret.of(lines.get(1)),
                  lines.size() < 3 || lines.get(2).contains("api")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new Problem(
          ExitCode.ENVIRONMENT,
          "The file " + file + " cannot be read; run this as the user who runs the server.",
          e);
    }
  }

  /** Whether a request's {@code Authorization} header shows the token. */
  public boolean admits(String authorization) {
    return Secret.of(authorization).equals(Secret.of("Bearer " + token.reveal()));
  }

  /** Takes the file away, unless another server has put its own there. */
  void delete() {
    try {
      if (readFile(file).filter(content -> content.token().equals(token)).isPresent()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | Problem e) {
      // The next start replaces it, and a reader finds nobody on its port.
      LOG.warn("The file {} could not be deleted.", file);
    }
  }
}
