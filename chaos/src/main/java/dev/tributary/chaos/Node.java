package dev.tributary.chaos;

import dev.tributary.server.Main;
import dev.tributary.server.app.ControlClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One worker process, {@code serve} in a JVM of its own, started again after each end. */
final class Node implements AutoCloseable {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration STOP_MAX = Duration.ofSeconds(40);

  private final String name;
  private final Path folder;
  private final Path agent;
  private final Map<String, String> settings;
  private final String databaseUrl;
  private Optional<Process> process = Optional.empty();
  private int incarnation;

  /**
   * @param settings the server's, as environment variables
   * @param databaseUrl to which the name of the process is added, so that the database knows who
   *     writes
   */
  Node(String name, Path folder, Path agent, Map<String, String> settings, String databaseUrl) {
    this.name = name;
    this.folder = folder;
    this.agent = agent;
    this.settings = settings;
    this.databaseUrl = databaseUrl;
  }

  String name() {
    return name;
  }

  Path log() {
    return folder.resolve("log");
  }

  /** Starts the process and returns at once. */
  synchronized void start(Duration clockAhead) throws IOException {
    Files.createDirectories(folder);
    Files.deleteIfExists(folder.resolve("server"));
    incarnation++;
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=logback.xml",
                "-javaagent:" + agent + "=" + clockAhead.toSeconds(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().keySet().removeIf(key -> key.startsWith("TRIBUTARY_"));
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("TRIBUTARY_DATA", folder.toString());
    environment.put("TRIBUTARY_PORT", "0");
    environment.put(
        "TRIBUTARY_DATABASE_URL",
        databaseUrl + "?ApplicationName=chaos-" + name + "-" + incarnation);
    builder.environment().putAll(environment);
    process = Optional.of(builder.start());
  }

  synchronized boolean alive() {
    return process.filter(Process::isAlive).isPresent();
  }

  /** The way to the process once it answers; empty when it ended or takes too long. */
  Optional<ControlClient> control() throws InterruptedException {
    return ControlClient.find(folder);
  }

  /** Waits until the process answers. */
  void awaitUp() throws InterruptedException, IOException {
    Instant end = Instant.now().plus(START_MAX);
    while (Instant.now().isBefore(end) && alive()) {
      Optional<ControlClient> client = control();
      if (client.isPresent()) {
        client.get().close();
        return;
      }
      Thread.sleep(50);
    }
    throw new IOException("node " + name + " did not start; its last words: " + lastWords());
  }

  String lastWords() throws IOException {
    List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  /** {@code kill -9}. */
  synchronized void kill() throws InterruptedException {
    if (process.isPresent()) {
      process.get().destroyForcibly().waitFor();
    }
  }

  /** SIGTERM; false when the process did not end in time and had to be killed. */
  boolean terminate() throws InterruptedException {
    Optional<Process> running;
    synchronized (this) {
      running = process;
    }
    if (running.isEmpty()) {
      return true;
    }
    running.get().toHandle().destroy();
    if (running.get().waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
      return true;
    }
    running.get().destroyForcibly().waitFor();
    return false;
  }

  /** SIGSTOP, and SIGCONT after a while by a process of its own, whatever becomes of this one. */
  void freeze(Duration time) throws IOException, InterruptedException {
    long pid;
    synchronized (this) {
      pid = process.filter(Process::isAlive).map(Process::pid).orElse(0L);
    }
    if (pid == 0) {
      return;
    }
    new ProcessBuilder(
            "sh",
            "-c",
            "kill -STOP %1$d && sleep %2$s; kill -CONT %1$d"
                .formatted(pid, time.toMillis() / 1_000.0))
        .start()
        .waitFor();
  }

  @Override
  public void close() {
    process.ifPresent(running -> {
      running.destroyForcibly();
      try {
        running.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }
}
