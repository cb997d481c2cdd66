package dev.tributary.store;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** PostgreSQL 15 of the machine, in a throw-away folder; ends with {@link #close}. */
final class OldestServer implements AutoCloseable {
  private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");

  private final Path folder;
  private final int port;

  static boolean installed() {
    return Files.isExecutable(BIN.resolve("initdb"));
  }

  OldestServer() throws IOException, InterruptedException {
    folder = Files.createTempDirectory("tributary-15-");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    if (root()) {
      run(List.of("chown", "nobody", folder.toString()));
    }
    Path password = folder.resolve("password");
    Files.writeString(password, "secret\n");
    run(
        tool(
            "initdb",
            "-D",
            data(),
            "-U",
            "tributary",
            "-A",
            "scram-sha-256",
            "-N",
            "--pwfile=" + password,
            "-E",
            "UTF8",
            "--locale=C.UTF-8"));
    run(
        tool(
            "pg_ctl",
            "-D",
            data(),
            "-w",
            "-s",
            "-l",
            folder.resolve("log").toString(),
            "-o",
            "-F -p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=",
            "start"));
  }

  String url() {
    return url("postgres");
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Where a program of PostgreSQL's may write. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /** Runs a client of PostgreSQL's as its manual says; the database is its last argument. */
  void client(String name, String user, String database, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--dbname=postgresql://" + user + ":secret@127.0.0.1:" + port + "/" + database);
    run(tool(name, all.toArray(String[]::new)));
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  /** As root the server refuses to run, so somebody else runs it. */
  private static List<String> tool(String name, String... arguments) {
    List<String> command = new ArrayList<>();
    if (root()) {
      command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    command.add(BIN.resolve(name).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()))
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(command + " failed: " + Files.readString(output));
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run(tool("pg_ctl", "-D", data(), "-m", "immediate", "-w", "-s", "stop"));
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
