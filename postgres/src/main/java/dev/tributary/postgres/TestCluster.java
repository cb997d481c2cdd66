package dev.tributary.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For tests: one PostgreSQL per JVM that forgets everything, with as many databases as asked for.
 * It ends with the JVM. Safe to use from any thread.
 */
public final class TestCluster {
  /** Prepares the template that databases of one kind are copied from. */
  @FunctionalInterface
  public interface Preparation {
    void prepare(TestDatabase template) throws Exception;
  }

  private static @Nullable TestCluster shared;

  private final EmbeddedPostgres postgres;
  private final Map<String, TestDatabase> templates = new HashMap<>();
  private int count;

  private TestCluster(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /** The JVM's one cluster, started at the first call (about a second). */
  public static synchronized TestCluster shared() {
    if (shared == null) {
      try {
        var directory = Files.createTempDirectory("tributary-test-");
        var options =
            Options.in(directory)
                .notDurable()
                .with("max_connections", "200")
                .with("shared_buffers", "64MB")
                // It would look at some hundred databases every ten seconds.
                .with("autovacuum_naptime", "10min");
        var started = EmbeddedPostgres.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(started, directory)));
        shared = new TestCluster(started);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while PostgreSQL started", e);
      }
    }
    return shared;
  }

  private static void end(EmbeddedPostgres postgres, Path directory) {
    try {
      postgres.close();
      // Some hundred databases are some hundred thousand files; a JVM that deleted them before it
      // ended would be killed by the test runner, so a process that outlives it does.
      new ProcessBuilder("rm", "-rf", directory.toString())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new, empty database. */
  public synchronized TestDatabase freshDatabase() {
    return create("test_" + ++count, "template0");
  }

  /**
   * A new copy of the template {@code kind}, which {@code preparation} makes at the first call in
   * this JVM and whose connections are closed when it returns. About 20 ms.
   */
  public synchronized TestDatabase freshDatabase(String kind, Preparation preparation) {
    var template = templates.get(kind);
    if (template == null) {
      template = create("template_" + ++count, "template0");
      try {
        preparation.prepare(template);
      } catch (Exception e) {
        throw new IllegalStateException("the template " + kind + " could not be prepared", e);
      }
      templates.put(kind, template);
    }
    return create("test_" + ++count, template.name());
  }

  private TestDatabase create(String name, String template) {
    var all = database("postgres");
    try (var connection = all.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          "create database " + name + " template " + template + " strategy file_copy");
    } catch (SQLException e) {
      throw new IllegalStateException("the database " + name + " could not be made", e);
    }
    return database(name);
  }

  private TestDatabase database(String name) {
    return new TestDatabase(name, postgres.jdbcUrl(name), postgres.user(), postgres.password());
  }

  /** The server itself, for tests of connections that break. */
  public EmbeddedPostgres postgres() {
    return postgres;
  }
}
