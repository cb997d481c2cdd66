package dev.tributary.server.app;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the command line finds and convinces a server that runs on the same machine: a file in the
 * data folder, readable by its owner alone, with the port and a token. It lives as long as the
 * server; after a kill it names a port where nobody knows the token.
 */
public final class ControlFile {
  private static final Logger LOG = LoggerFactory.getLogger(ControlFile.class);
  private static final String NAME = "server";

  private final Path file;
  private final Secret token;

  private ControlFile(Path file, Secret token) {
    this.file = file;
    this.token = token;
  }

  /** What a file says. */
  record Content(int port, Secret token) {}

  /** Makes a token; the file is written when the server answers. */
  static ControlFile prepare(Path folder) {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return new ControlFile(
        folder.resolve(NAME),
        Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(random)));
  }

  /**
   * Tells the command line where the server is.
   *
   * @param required false for a server whose data lies elsewhere: it runs in a folder that cannot
   *     be written, out of reach of the command line
   */
  void publish(int port, boolean required) {
    try {
      write(port);
    } catch (IOException e) {
      if (required) {
        throw new Problem(
            ExitCode.ENVIRONMENT,
            "The folder "
                + file.getParent()
                + " cannot be written; give its owner write access or choose another with"
                + " TRIBUTARY_DATA.",
            e);
      }
      LOG.warn(
          "The folder {} cannot be written, so ./tributary status and the like do not find this"
              + " server; set TRIBUTARY_DATA to change that.",
          file.getParent());
    }
  }

  private void write(int port) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path fresh =
        Files.createTempFile(
            folder,
            NAME,
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(fresh, port + "\n" + token.reveal() + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /**
   * What a running server, or one that was killed, left in the folder.
   *
   * @throws Problem another user's file is there
   */
  static Optional<Content> read(Path folder) {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.size() < 2
          ? Optional.empty()
          : Optional.of(new Content(Integer.parseInt(lines.get(0)), Secret.of(lines.get(1))));
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
      if (read(Objects.requireNonNull(file.toAbsolutePath().getParent()))
          .filter(content -> content.token().equals(token))
          .isPresent()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | Problem e) {
      // The next start replaces it, and a reader finds nobody on its port.
      LOG.warn("The file {} could not be deleted.", file);
    }
  }
}
