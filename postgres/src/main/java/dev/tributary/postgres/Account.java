package dev.tributary.postgres;

import static dev.tributary.postgres.EmbeddedPostgresException.Problem.NOT_WRITABLE;
import static dev.tributary.postgres.EmbeddedPostgresException.Problem.UNSUPPORTED;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Under which account PostgreSQL runs, which refuses to be root.
 *
 * <p>An ordinary user runs it as itself. Root runs it in a user namespace of its own: there it is
 * nobody, has no privilege, and its files stay root's. Where such namespaces are refused (many
 * containers), root gives the cluster to another user and switches to it.
 */
sealed interface Account {
  long NOBODY = 65_534;

  /** What stands before a command so that it runs under this account. */
  List<String> prefix();

  /** Hands {@code path}, and all below it, to this account. */
  void own(Path path) throws IOException;

  record Same() implements Account {
    @Override
    public List<String> prefix() {
      return List.of();
    }

    @Override
    public void own(Path path) {}
  }

  record Namespace(String unshare) implements Account {
    @Override
    public List<String> prefix() {
      return List.of(unshare, "-U");
    }

    @Override
    public void own(Path path) {}
  }

  /**
   * Another user. With {@code reachAll} it keeps one privilege of root's, passing closed folders: a
   * data directory below a 0700 folder could not be reached without it.
   */
  record Other(String setpriv, long uid, boolean reachAll) implements Account {
    @Override
    public List<String> prefix() {
      var prefix = new ArrayList<String>();
      prefix.addAll(List.of(setpriv, "--reuid=" + uid, "--regid=" + uid, "--clear-groups"));
      if (reachAll) {
        prefix.addAll(List.of("--inh-caps=+dac_override", "--ambient-caps=+dac_override"));
      }
      return List.copyOf(prefix);
    }

    /** The folder itself last: when it is this user's, all in it is. */
    @Override
    public void own(Path path) throws IOException {
      if (owner(path) == uid) {
        return;
      }
      try (var all = Files.walk(path)) {
        for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
          Files.setAttribute(each, "unix:uid", (int) uid, NOFOLLOW_LINKS);
          Files.setAttribute(each, "unix:gid", (int) uid, NOFOLLOW_LINKS);
        }
      }
    }
  }

  /**
   * The account for a cluster in {@code directory} with the programs in {@code binaries}; both
   * exist. {@code uid} is this process's.
   */
  static Account choose(Tools tools, long uid, Path directory, Path cluster, Path binaries)
      throws IOException, InterruptedException {
    long owner = owner(Files.exists(cluster) ? cluster : directory);
    if (uid != 0) {
      if (owner != uid) {
        throw new EmbeddedPostgresException(
            NOT_WRITABLE,
            "%s belongs to another user (number %d). Start as that user, or choose another folder."
                .formatted(directory, owner));
      }
      return new Same();
    }
    var unshare = tools.find("unshare");
    if (owner == 0 && unshare.isPresent() && Tools.succeeds(List.of(unshare.get(), "-U", "true"))) {
      return new Namespace(unshare.get());
    }
    var setpriv =
        tools
            .find("setpriv")
            .orElseThrow(() ->
                new EmbeddedPostgresException(
                    UNSUPPORTED,
                    "PostgreSQL does not run as root, and neither user namespaces nor setpriv are there to run it as"
                        + " another user. Start as an ordinary user, or install util-linux."));
    return other(setpriv, owner == 0 ? NOBODY : owner, directory, binaries);
  }

  private static Account other(String setpriv, long uid, Path directory, Path binaries)
      throws IOException, InterruptedException {
    // It may pass, not read: password and log stay root's.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    for (boolean reachAll : List.of(false, true)) {
      var account = new Other(setpriv, uid, reachAll);
      var probe = new ArrayList<>(account.prefix());
      probe.addAll(List.of("sh", "-c", "cd \"$1\" && test -x \"$2\"", "probe"));
      probe.addAll(List.of(directory.toString(), binaries.resolve("bin/postgres").toString()));
      if (Tools.succeeds(probe)) {
        return account;
      }
    }
    throw new EmbeddedPostgresException(
        UNSUPPORTED,
        "PostgreSQL does not run as root here, and user number %d cannot reach %s. Start as an ordinary user, or use a folder that all users can enter."
            .formatted(uid, directory));
  }

  private static long owner(Path path) throws IOException {
    return ((Integer) Files.getAttribute(path, "unix:uid")).longValue();
  }
}
