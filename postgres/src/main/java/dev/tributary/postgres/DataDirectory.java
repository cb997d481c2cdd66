package dev.tributary.postgres;

import static dev.tributary.postgres.EmbeddedPostgresException.Problem.IN_USE;
import static dev.tributary.postgres.EmbeddedPostgresException.Problem.OTHER_VERSION;
import static dev.tributary.postgres.EmbeddedPostgresException.Problem.PASSWORD_MISSING;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The folder of one embedded PostgreSQL, held by one process at a time: {@code cluster}, {@code
 * password} (0600), {@code postgres.log} with the log of the run before, and {@code lock}.
 */
final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel lockFile;

  /** Kept, because a forgotten lock would no longer stop a second start in this process. */
  private final FileLock lock;

  private DataDirectory(Path root, FileChannel lockFile, FileLock lock) {
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /** Makes the folder when missing and holds it until {@link #close}. */
  static DataDirectory hold(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      Files.createDirectories(root);
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    }
    var lockFile =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    var lock = tryLock(lockFile);
    if (lock.isEmpty()) {
      lockFile.close();
      throw new EmbeddedPostgresException(
          IN_USE,
          "Another Tributary is running on %s. Stop it, or choose another folder.".formatted(root));
    }
    return new DataDirectory(root, lockFile, lock.get());
  }

  private static Optional<FileLock> tryLock(FileChannel file) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock());
    } catch (OverlappingFileLockException heldByThisProcess) {
      return Optional.empty();
    }
  }

  Path root() {
    return root;
  }

  Path cluster() {
    return root.resolve("cluster");
  }

  /** Where a new cluster grows until it is whole. */
  Path unfinished() {
    return root.resolve("cluster.new");
  }

  Path log() {
    return root.resolve("postgres.log");
  }

  Path postmasterPid() {
    return cluster().resolve("postmaster.pid");
  }

  boolean hasCluster() throws IOException {
    var file = cluster().resolve("PG_VERSION");
    if (!Files.exists(file)) {
      return false;
    }
    var found = Files.readString(file).strip();
    if (!found.equals(String.valueOf(Binaries.MAJOR))) {
      throw new EmbeddedPostgresException(
          OTHER_VERSION,
          "%s was made by PostgreSQL %s, and this Tributary has PostgreSQL %d. Start it with the Tributary that made it, or choose another folder."
              .formatted(root, found, Binaries.MAJOR));
    }
    return true;
  }

  /** The superuser's password of a cluster that is there. */
  String password() throws IOException {
    var file = root.resolve("password");
    if (!Files.exists(file)) {
      throw new EmbeddedPostgresException(
          PASSWORD_MISSING,
          "The database's password file %s is gone. Put it back from your backup, or choose another folder."
              .formatted(file));
    }
    return Files.readString(file).strip();
  }

  /** Makes a new password and keeps it, readable by this process's user only. */
  String newPassword() throws IOException {
    var bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    var password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    writeSecret(root.resolve("password"), password);
    return password;
  }

  static void writeSecret(Path file, String secret) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, secret + "\n");
  }

  /** Keeps one older log; what a start writes can then be read without what came before. */
  void turnLog() throws IOException {
    if (Files.exists(log())) {
      Files.move(log(), root.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.createFile(
        log(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  @Override
  public void close() throws IOException {
    if (lock.isValid()) {
      lock.release();
    }
    lockFile.close();
  }
}
