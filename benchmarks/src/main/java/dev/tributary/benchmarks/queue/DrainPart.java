package dev.tributary.benchmarks.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.zaxxer.hikari.HikariDataSource;
import dev.tributary.engine.Engine;
import dev.tributary.store.Database;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * How fast due jobs that have nothing to do are drained: by Tributary with all its bookkeeping, by
 * db-scheduler with the same rows written, by db-scheduler with an empty handler, and by JobRunr.
 * The first two take turns, so that a busy minute of the machine meets both.
 */
final class DrainPart {
  /** The server's default. */
  static final int WORKERS = 10;

  private static final int WORKSPACES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Bed bed;
  private final int jobs;
  private final int warmUp;
  private final int rounds;

  /** Jobs and the time they took. */
  private static final class Tally {
    private int jobs;
    private double seconds;

    double perSecond() {
      // So few jobs that they ended in one moment are no measurement, but no infinity either.
      return jobs / Math.max(seconds, 0.001);
    }
  }

  private DrainPart(Bed bed, Size size) {
    this.bed = bed;
    this.jobs = size.drained();
    this.warmUp = Math.max(WORKSPACES, jobs / 4);
    this.rounds = size.rounds();
  }

  static Report.Drain measure(Bed bed, Size size) throws Exception {
    return new DrainPart(bed, size).measure();
  }

  private Report.Drain measure() throws Exception {
    bed.workspaces(WORKSPACES, Math.ceilDiv(jobs + warmUp, WORKSPACES));
    bed.nothingDue();
    Peers.table(bed, "bench.same_rows");
    Peers.table(bed, "bench.empty");
    Tally tributary = new Tally();
    Tally sameRows = new Tally();
    Tally empty = new Tally();
    int connections = Node.APP_CONNECTIONS + Node.systemConnections(WORKERS);
    try (HikariDataSource pool = bed.pool(connections)) {
      try (Database database =
              Database.open(bed.settings(Node.APP_CONNECTIONS, Node.systemConnections(WORKERS)));
          Engine engine =
              Node.engine(database, bed.vault(), URI.create("http://127.0.0.1:1"), WORKERS)) {
        engine.start();
        with(
            pool,
            Peers::sameRows,
            () -> {
              drain("tributary.scheduled_tasks", 0, warmUp);
              drain("bench.same_rows", 0, warmUp);
              for (int round = 0; round < rounds; round++) {
                int from = warmUp + jobs / rounds * round;
                add(tributary, "tributary.scheduled_tasks", from);
                add(sameRows, "bench.same_rows", from);
              }
            });
      }
      requireSameRows();
      with(
          pool,
          Peers::empty,
          () -> {
            drain("bench.empty", 0, warmUp);
            for (int round = 0; round < rounds; round++) {
              add(empty, "bench.empty", warmUp + jobs / rounds * round);
            }
          });
      double jobRunr = JobRunrPeer.perSecond(pool, WORKERS, warmUp, jobs);
      return new Report.Drain(
          tributary.perSecond(), sameRows.perSecond(), empty.perSecond(), jobRunr);
    }
  }

  /** What is done while a peer's scheduler runs. */
  @FunctionalInterface
  private interface Work {
    void run() throws SQLException;
  }

  private static void with(DataSource pool, Function<DataSource, Scheduler> peer, Work work)
      throws SQLException {
    Scheduler scheduler = peer.apply(pool);
    scheduler.start();
    try {
      work.run();
    } finally {
      scheduler.stop();
    }
  }

  private void add(Tally tally, String table, int from) throws SQLException {
    tally.seconds += drain(table, from, jobs / rounds);
    tally.jobs += jobs / rounds;
  }

  /**
   * Makes rows due and waits until all ran.
   *
   * @return seconds from the first job's end to the last one's, so that the wait for the first poll
   *     counts for nobody
   */
  private double drain(String table, int from, int count) throws SQLException {
    bed.execute("drop table if exists bench.due");
    bed.execute(
        """
        create table bench.due as
        select task_instance, clock_timestamp() as at
          from %s order by task_instance offset %d limit %d
        """
            .formatted(table, from, count));
    bed.execute(
        """
        update %s t set execution_time = d.at, version = version + 1, last_success = null
          from bench.due d where d.task_instance = t.task_instance
        """
            .formatted(table));
    String mine = " from %s join bench.due using (task_instance)".formatted(table);
    bed.until("select count(*)" + mine + " where last_success is null or picked", PATIENCE);
    return bed.decimal("select extract(epoch from max(last_success) - min(last_success))" + mine);
  }

  /** Both left one completed job with success per integration, or the comparison means nothing. */
  private void requireSameRows() throws SQLException {
    long ran = warmUp + (long) jobs / rounds * rounds;
    long done =
        bed.number(
            "select count(*) from tributary.sync_job where outcome = 'succeeded' and success"
                + " and fence is not null and next_sync_at is not null");
    // The hour of a few integrations comes meanwhile by itself.
    if (done < 2 * ran || done > 2 * ran + ran / 50) {
      throw new IllegalStateException("%d jobs were recorded, not %d".formatted(done, 2 * ran));
    }
  }
}
