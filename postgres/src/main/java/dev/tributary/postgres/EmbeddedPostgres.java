package dev.tributary.postgres;

import static dev.tributary.postgres.EmbeddedPostgresException.Problem.PORT_TAKEN;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A PostgreSQL that belongs to this process: it listens on 127.0.0.1 only, and it stops when this
 * process ends, even by kill -9. Safe to use from any thread.
 *
 * <p>Every failure is an {@link EmbeddedPostgresException} with a sentence for the user.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String USER = "tributary";
  private static final int PORT_TRIES_MAX = 5;

  private final DataDirectory data;
  private final Server server;
  private final int port;
  private final String password;

  private EmbeddedPostgres(DataDirectory data, Server server, int port, String password) {
    this.data = data;
    this.server = server;
    this.port = port;
    this.password = password;
  }

  /** Returns when the server accepts connections; a crash before may make it recover first. */
  public static EmbeddedPostgres start(Options options) throws InterruptedException {
    return start(options, Tools.ofThisMachine());
  }

  static EmbeddedPostgres start(Options options, Tools tools) throws InterruptedException {
    try {
      var data = DataDirectory.hold(options.directory());
      try {
        return start(options, tools, data);
      } catch (Throwable e) {
        data.close();
        throw e;
      }
    } catch (IOException e) {
      throw Complaint.of(options.directory(), e);
    }
  }

  private static EmbeddedPostgres start(Options options, Tools tools, DataDirectory data)
      throws IOException, InterruptedException {
    options.port().ifPresent(EmbeddedPostgres::refuseTaken);
    boolean isNew = !data.hasCluster();
    var binaries = Binaries.unpacked(options.cache(), data.root());
    var account =
        Account.choose(tools, new UnixSystem().getUid(), data.root(), data.cluster(), binaries);
    if (isNew) {
      Cluster.create(data, binaries, account, options.durable());
    }
    account.own(data.cluster());
    Postmaster.makeWay(data);
    var password = data.password();
    for (int n = 1; ; n++) {
      int port = options.port().isPresent() ? options.port().getAsInt() : freePort();
      try {
        var server = launch(options, tools, data, binaries, account, port);
        return new EmbeddedPostgres(data, server, port, password);
      } catch (EmbeddedPostgresException e) {
        // Somebody took the free port between asking for it and using it.
        if (e.problem() != PORT_TAKEN || options.port().isPresent() || n == PORT_TRIES_MAX) {
          throw e;
        }
      }
    }
  }

  private static Server launch(
      Options options, Tools tools, DataDirectory data, Path binaries, Account account, int port)
      throws IOException, InterruptedException {
    data.turnLog();
    Optional<Postmaster> before = Postmaster.read(data.postmasterPid());
    var server =
        Server.start(
            tools, account, command(options, data, binaries, port), data.root(), data.log());
    try {
      while (server.isAlive()) {
        var now = Postmaster.read(data.postmasterPid());
        if (!now.equals(before) && now.filter(Postmaster::isReady).isPresent()) {
          return server;
        }
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      server.stop();
      throw e;
    }
    throw Complaint.of(
        "Starting PostgreSQL", data.root(), Files.readString(data.log()), data.log());
  }

  private static List<String> command(
      Options options, DataDirectory data, Path binaries, int port) {
    var command = new ArrayList<String>();
    command.addAll(
        List.of(binaries.resolve("bin/postgres").toString(), "-D", data.cluster().toString()));
    set(command, "port", String.valueOf(port));
    set(command, "listen_addresses", "127.0.0.1");
    set(command, "unix_socket_directories", "");
    set(command, "timezone", "UTC");
    set(command, "log_timezone", "UTC");
    set(command, "log_checkpoints", "off");
    // A busy queue writes each of its few rows over and over. With the usual minute between two
    // looks, the table and its indexes grew to 2.8 times their size; see docs/benchmarks.md.
    set(command, "autovacuum_naptime", "10s");
    if (!options.durable()) {
      set(command, "fsync", "off");
      set(command, "synchronous_commit", "off");
      set(command, "full_page_writes", "off");
    }
    options.settings().forEach((name, value) -> set(command, name, value));
    return command;
  }

  private static void set(List<String> command, String name, String value) {
    command.addAll(List.of("-c", name + "=" + value));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static void refuseTaken(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    } catch (IOException taken) {
      throw Complaint.portTaken("127.0.0.1:%d: %s".formatted(port, taken.getMessage()));
    }
  }

  public int port() {
    return port;
  }

  public String user() {
    return USER;
  }

  public String password() {
    return password;
  }

  /** Without user and password, so that it can be shown. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** What the server printed since it started. */
  public Path log() {
    return data.log();
  }

  public boolean isRunning() {
    return server.isAlive();
  }

  /**
   * Ends all connections, keeps what was committed, and returns when the server is gone. Twice is
   * as good as once.
   */
  @Override
  public void close() {
    boolean interrupted = false;
    try {
      for (boolean stopped = false; !stopped; ) {
        try {
          server.stop();
          stopped = true;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      data.close();
    } catch (IOException e) {
      throw Complaint.of(data.root(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
