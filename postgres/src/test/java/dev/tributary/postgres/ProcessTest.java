package dev.tributary.postgres;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts and ends of whole processes: each test starts JVMs that start PostgreSQL. */
@Tag("ci")
class ProcessTest {
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final List<String> CLASS_PATH = new ArrayList<>();

  /** Binaries and class path, readable by every user: a checkout may lie in a closed folder. */
  @TempDir static Path shared;

  @TempDir Path folder;
  private final List<Process> children = new ArrayList<>();

  /** A cluster that was started and stopped once; a copy takes a tenth of a new one's time. */
  @TempDir static Path made;

  @BeforeAll
  static void prepare() throws Exception {
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    int n = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      var copy = shared.resolve(n++ + "-" + Path.of(entry).getFileName());
      assertThat(Tools.succeeds(List.of("cp", "-R", entry, copy.toString()))).isTrue();
      CLASS_PATH.add(copy.toString());
    }
    copy(Binaries.unpacked(Optional.empty(), shared), shared);
    EmbeddedPostgres.start(Options.in(made.resolve("db"))).close();
  }

  private static void copy(Path from, Path into) throws Exception {
    assertThat(Tools.succeeds(List.of("cp", "-Rp", from.toString(), into.toString()))).isTrue();
  }

  /** The data of a cluster that was made before. */
  private static Path madeIn(Path parent) throws Exception {
    copy(made.resolve("db"), parent);
    return parent.resolve("db");
  }

  @BeforeEach
  void open_to_all() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void end_children() throws Exception {
    for (Process child : children) {
      child.getOutputStream().close();
      if (!Server.gone(child.toHandle(), STOP_MAX)) {
        child.destroyForcibly();
      }
    }
  }

  @Test
  void after_kill_9_the_server_stops_by_itself_and_starts_again() throws Exception {
    var first = child(List.of(), madeIn(folder));
    assertThat(says(first)).isEqualTo("ready 7");
    var server = server(folder.resolve("db"));
    first.destroyForcibly();
    assertThat(Server.gone(server, STOP_MAX)).isTrue();
    assertThat(Files.readString(folder.resolve("db/postgres.log")))
        .contains("fast shutdown request");
    assertThat(says(child(List.of(), folder.resolve("db")))).isEqualTo("ready 7");
  }

  @Test
  void without_setpriv_a_shell_guards_the_server() throws Exception {
    var bare = toolsOnly("unshare");
    var first = child(List.of(), madeIn(folder), bare);
    assertThat(says(first)).isEqualTo("ready 7");
    var server = server(folder.resolve("db"));
    first.destroyForcibly();
    assertThat(Server.gone(server, STOP_MAX)).isTrue();

    var second = child(List.of(), folder.resolve("db"), bare);
    assertThat(says(second)).isEqualTo("ready 7");
    second.outputWriter().write("\n");
    second.outputWriter().flush();
    assertThat(second.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isZero();
    assertThat(folder.resolve("db/cluster/postmaster.pid")).doesNotExist();
  }

  @Test
  void ctrl_c_does_not_reach_the_server_first() throws Exception {
    var child = child(List.of(), madeIn(folder));
    assertThat(says(child)).isEqualTo("ready 7");
    assertThat(group(server(folder.resolve("db")).pid())).isNotEqualTo(group(child.pid()));
  }

  @Test
  void a_server_that_outlived_its_process_is_stopped_first() throws Exception {
    var orphan = orphan(madeIn(folder));
    try (var postgres = EmbeddedPostgres.start(Options.in(folder.resolve("db")))) {
      assertThat(orphan.isAlive()).isFalse();
      assertThat(EmbeddedPostgresTest.answer(postgres, "select 1")).isEqualTo("1");
    } finally {
      orphan.destroyForcibly();
    }
  }

  @Test
  void an_ordinary_user_runs_it_without_a_home() throws Exception {
    assumeRoot();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    var child =
        child(
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
            folder.resolve("db"));
    assertThat(says(child)).isEqualTo("ready 7");
    assertThat(Files.getAttribute(folder.resolve("db/cluster"), "unix:uid")).isEqualTo(65534);
  }

  @Test
  void another_users_folder_is_refused_to_an_ordinary_user() throws Exception {
    assumeRoot();
    Files.createDirectory(folder.resolve("db"));
    Files.setPosixFilePermissions(
        folder.resolve("db"), PosixFilePermissions.fromString("rwxrwxrwx"));
    var child =
        child(
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
            folder.resolve("db"));
    assertThat(says(child))
        .startsWith("NOT_WRITABLE")
        .contains("belongs to another user (number 0)");
  }

  @Test
  void root_in_a_closed_folder_keeps_its_files() throws Exception {
    assumeRoot();
    var closed = closedFolder();
    assertThat(says(child(List.of(), closed.resolve("db")))).isEqualTo("ready 7");
    assertThat(Files.getAttribute(closed.resolve("db/cluster"), "unix:uid")).isEqualTo(0);
  }

  @Test
  void root_without_user_namespaces_runs_it_as_another_user_even_in_a_closed_folder()
      throws Exception {
    assumeRoot();
    var closed = closedFolder();
    var first = child(List.of(), madeIn(closed));
    assertThat(says(first)).isEqualTo("ready 7");
    var before = server(closed.resolve("db"));
    first.destroyForcibly();
    assertThat(Server.gone(before, STOP_MAX)).isTrue();

    var second = child(List.of(), closed.resolve("db"), toolsOnly("setpriv", "setsid"));
    assertThat(says(second)).isEqualTo("ready 7");
    assertThat(Files.getAttribute(closed.resolve("db/cluster"), "unix:uid")).isEqualTo(65534);
    var server = server(closed.resolve("db"));
    assertThat(Files.readString(Path.of("/proc/" + server.pid() + "/status")))
        .contains("Uid:\t65534\t65534");
    second.destroyForcibly();
    assertThat(Server.gone(server, STOP_MAX)).isTrue();

    var later = child(List.of(), closed.resolve("db"));
    assertThat(says(later)).isEqualTo("ready 7");
  }

  @Test
  void root_without_any_way_to_another_user_is_told_so() throws Exception {
    assumeRoot();
    assertThat(says(child(List.of(), folder.resolve("db"), toolsOnly())))
        .startsWith("UNSUPPORTED")
        .contains("Start as an ordinary user");
  }

  @Test
  void a_full_disk_is_named_and_loses_nothing() throws Exception {
    assumeRoot();
    var small = Files.createDirectory(folder.resolve("small"));
    assumeOrSay(
        Tools.succeeds(List.of("mount", "-t", "tmpfs", "-o", "size=12m", "none", small.toString())),
        "a full disk: this machine mounts no small disk");
    try {
      assertThat(says(child(List.of(), small.resolve("db"))))
          .startsWith("DISK_FULL")
          .contains(small.resolve("db").toString());
    } finally {
      Tools.succeeds(List.of("umount", small.toString()));
    }
  }

  private static void assumeRoot() {
    assumeOrSay(new UnixSystem().getUid() == 0, "other users' PostgreSQL: this is not root");
  }

  private static void assumeOrSay(boolean given, String what) {
    if (!given) {
      System.out.println("not run: " + what);
    }
    assumeTrue(given);
  }

  private Path closedFolder() throws Exception {
    return Files.createDirectory(
        folder.resolve("closed"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** A folder to search for programs that has these only. */
  private Path toolsOnly(String... names) throws Exception {
    var bin = Files.createTempDirectory(folder, "bin");
    for (String name : names) {
      Files.copy(
          Path.of(Tools.ofThisMachine().find(name).orElseThrow()),
          bin.resolve(name),
          COPY_ATTRIBUTES);
    }
    return bin;
  }

  private Process child(List<String> prefix, Path data, Path... tools) throws Exception {
    var command = new ArrayList<>(prefix);
    command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx64m"));
    if (prefix.isEmpty()) {
      ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
          .filter(flag -> flag.startsWith("-javaagent:") && flag.contains("jacoco"))
          .forEach(command::add);
    }
    command.addAll(List.of("-cp", String.join(File.pathSeparator, CLASS_PATH)));
    command.addAll(List.of(ChildMain.class.getName(), data.toString(), shared.toString()));
    for (Path each : tools) {
      command.add(each.toString());
    }
    var child =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    children.add(child);
    return child;
  }

  private static String says(Process child) throws Exception {
    var out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    return out.readLine();
  }

  private static ProcessHandle server(Path data) throws Exception {
    var pid = Files.readAllLines(data.resolve("cluster/postmaster.pid")).getFirst();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static String group(long pid) throws Exception {
    var process = new ProcessBuilder("ps", "-o", "pgid=", "-p", String.valueOf(pid)).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** The server alone, as it is left behind where nothing stops it together with its process. */
  private ProcessHandle orphan(Path data) throws Exception {
    var binaries = Binaries.unpacked(Optional.of(shared), data);
    var account =
        Account.choose(
            Tools.ofThisMachine(),
            new UnixSystem().getUid(),
            data,
            data.resolve("cluster"),
            binaries);
    var command = new ArrayList<>(account.prefix());
    command.addAll(
        List.of(
            binaries.resolve("bin/postgres").toString(), "-D", data.resolve("cluster").toString()));
    command.addAll(List.of("-c", "listen_addresses=", "-c", "unix_socket_directories="));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    var file = data.resolve("cluster/postmaster.pid");
    while (process.isAlive() && Postmaster.read(file).filter(Postmaster::isReady).isEmpty()) {
      Thread.onSpinWait();
    }
    return process.toHandle();
  }
}
