package dev.tributary.engine.queue;

import static dev.tributary.engine.EngineFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.postgres.EmbeddedPostgres;
import dev.tributary.postgres.Options;
import dev.tributary.postgres.TestDatabase;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** PostgreSQL goes away as {@code pg_ctl stop -m immediate} makes it, and comes back. */
class DatabaseRestartTest {
  /** The pool tries a connection out before use when it lay still for longer. */
  private static final Duration TRIED_OUT_AFTER = Duration.ofMillis(600);

  @TempDir Path folder;
  private final CountDownLatch isBack = new CountDownLatch(1);
  private EmbeddedPostgres postgres;

  @Test
  void a_restart_in_the_middle_of_a_turn_loses_nothing_and_the_node_works_on() throws Exception {
    postgres = EmbeddedPostgres.start(options());
    try (EngineFixture engine =
        new EngineFixture(
            new TestDatabase(
                "postgres", postgres.jdbcUrl("postgres"), postgres.user(), postgres.password()))) {
      Integration shop = engine.connect(3);
      engine.provider.then((_, _) -> restart());
      try (Engine node = engine.working("node-a", engine.provider, Duration.ofMillis(100))) {
        node.start();
        assertThat(isBack.await(60, TimeUnit.SECONDS)).isTrue();
        await(() -> {
          // Should the end of the pool's old connections cost a try, it is on the ladder's first
          // rung.
          engine.clock.move(Duration.ofMillis(100));
          return ended(engine, shop);
        });
        Job job = engine.lastJob(shop);
        assertThat(job.outcome()).contains(Job.Outcome.SUCCEEDED);
        assertThat(job.claims()).isLessThanOrEqualTo(2);
        assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(3 * 30);

        engine.clock.move(Duration.ofSeconds(5));
        await(() -> asked(node, engine, shop));
        await(() -> engine.lastJob(shop).ended() && !engine.lastJob(shop).id().equals(job.id()));
        assertThat(node.works()).isTrue();
      }
    } finally {
      postgres.close();
    }
  }

  private static boolean asked(Engine node, EngineFixture engine, Integration shop) {
    try {
      node.asks().ask(engine.workspace, shop.id(), Asks.Wish.syncNow());
      return true;
    } catch (TransactionException | DataAccessException e) {
      return false;
    } catch (ConnectException e) {
      throw new AssertionError(e);
    }
  }

  /** Who only looks may still meet a connection of before the restart. */
  private static boolean ended(EngineFixture engine, Integration shop) {
    try {
      return engine.lastJob(shop).ended();
    } catch (TransactionException | DataAccessException e) {
      return false;
    }
  }

  /** What is committed outlives the server's process; the machine's end is not what is tried. */
  private Options options() {
    return Options.in(folder.resolve("postgres"))
        .notDurable()
        .with("synchronous_commit", "on")
        .with("max_connections", "60");
  }

  private void restart() {
    try {
      long since = System.nanoTime();
      int port = postgres.port();
      new ProcessBuilder("kill", "-QUIT", postmaster()).start().waitFor();
      while (postgres.isRunning()) {
        Thread.sleep(5);
      }
      postgres.close();
      postgres = EmbeddedPostgres.start(options().onPort(port));
      LockSupport.parkNanos(TRIED_OUT_AFTER.toNanos() - (System.nanoTime() - since));
      isBack.countDown();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String postmaster() throws IOException {
    try (var files = Files.walk(folder)) {
      Path file = files.filter(one -> one.endsWith("postmaster.pid")).findFirst().orElseThrow();
      return Files.readAllLines(file).getFirst().strip();
    }
  }
}
