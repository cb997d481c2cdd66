package dev.tributary.postgres;

import static dev.tributary.postgres.EmbeddedPostgresException.Problem.UNSUPPORTED;

import com.sun.security.auth.module.UnixSystem;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked once per user into a cache folder named by the archive's
 * checksum.
 */
final class Binaries {
  /** The major version of the archive that the pom names. */
  static final int MAJOR = 18;

  private Binaries() {}

  /**
   * The folder with {@code bin}, {@code lib} and {@code share}; unpacked when it is not there yet.
   */
  static Path unpacked(Optional<Path> cache, Path directory) throws IOException {
    var folders =
        cache
            .map(List::of)
            .orElseGet(() ->
                folders(
                    new UnixSystem().getUid(),
                    Optional.ofNullable(System.getenv("XDG_CACHE_HOME")),
                    Path.of(System.getProperty("user.home")),
                    directory));
    return unpacked(folders);
  }

  /** In the first of {@code folders} that can be written to. */
  static synchronized Path unpacked(List<Path> folders) throws IOException {
    var archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
    var name = folderName(archive);
    var refused = new IOException("no folder can be written to: " + folders);
    for (Path folder : folders) {
      try {
        return unpackedIn(folder, name, archive);
      } catch (IOException cannotWriteThere) {
        refused.addSuppressed(cannotWriteThere);
      }
    }
    throw refused.getSuppressed().length == 1 ? (IOException) refused.getSuppressed()[0] : refused;
  }

  /**
   * Best first: root's must be reachable by the user that it switches to; the last one serves a
   * user without a home.
   */
  static List<Path> folders(long uid, Optional<String> xdgCache, Path home, Path directory) {
    var folders = new ArrayList<Path>();
    if (uid == 0) {
      folders.add(Path.of("/var/cache/tributary"));
    }
    var users = xdgCache.filter(path -> path.startsWith("/")).map(Path::of);
    folders.add(users.orElse(home.resolve(".cache")).resolve("tributary"));
    folders.add(directory.resolve("binaries"));
    return folders;
  }

  /**
   * By the checksum and length that the jar states, because reading 15 MB at each start is slow.
   */
  static String folderName(String archive) throws IOException {
    var connection = url(archive).openConnection();
    long checksum = connection instanceof JarURLConnection jar ? jar.getJarEntry().getCrc() : 0;
    return "postgres-%d-%08x-%d".formatted(MAJOR, checksum, connection.getContentLengthLong());
  }

  /** The archive for that system, which is on the class path. */
  static String archive(String os, String cpu) {
    var name =
        switch (cpu) {
          case "aarch64" -> "postgres-" + system(os) + "-arm_64.txz";
          case "amd64", "x86_64" -> "postgres-" + system(os) + "-x86_64.txz";
          default -> "";
        };
    if (name.isEmpty() || Binaries.class.getClassLoader().getResource(name) == null) {
      throw new EmbeddedPostgresException(
          UNSUPPORTED,
          "No PostgreSQL for %s on %s is built in. Give the address of a PostgreSQL 15 or newer instead."
              .formatted(os, cpu));
    }
    return name;
  }

  private static String system(String os) {
    return os.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : os.toLowerCase(Locale.ROOT);
  }

  private static Path unpackedIn(Path folder, String name, String archive) throws IOException {
    var home = folder.resolve(name);
    if (Files.exists(home)) {
      return home;
    }
    Files.createDirectories(folder);
    try (var lockFile =
            FileChannel.open(
                folder.resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = lockFile.lock()) {
      if (!Files.exists(home)) {
        var fresh = folder.resolve(name + ".new");
        Trees.delete(fresh);
        unpack(archive, fresh);
        Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return home;
  }

  private static void unpack(String archive, Path target) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(open(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
          throw new IOException("archive entry leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
          continue;
        }
        try (var out = new BufferedOutputStream(Files.newOutputStream(path))) {
          tar.transferTo(out);
        }
        var executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(
            path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  private static InputStream open(String archive) throws IOException {
    return new BufferedInputStream(url(archive).openStream(), 1 << 16);
  }

  private static URL url(String archive) {
    return Objects.requireNonNull(Binaries.class.getClassLoader().getResource(archive), archive);
  }
}
