package dev.tributary.benchmarks.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.tributary.engine.SteadyClock;
import dev.tributary.engine.queue.Claim;
import dev.tributary.engine.queue.DbSchedulerQueue;
import dev.tributary.engine.queue.Pace;
import dev.tributary.engine.queue.Turns;
import dev.tributary.store.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What a hundred executions of every row leave behind in the schedule. The queue is the real one,
 * with its claims, heartbeats and ends; only its turns are empty and due again at once, so all rows
 * are always due.
 */
final class BloatPart {
  private static final int WORKSPACES = 20;
  private static final int CLAIMS = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final Bed bed;
  private final Size size;
  private final AtomicInteger executed = new AtomicInteger();

  private BloatPart(Bed bed, Size size) {
    this.bed = bed;
    this.size = size;
  }

  static Report.Bloat measure(Bed bed, Size size) throws SQLException {
    return new BloatPart(bed, size).measure();
  }

  private Report.Bloat measure() throws SQLException {
    bed.workspaces(WORKSPACES, Math.ceilDiv(size.scheduled(), WORKSPACES));
    bed.execute("update tributary.scheduled_tasks set execution_time = clock_timestamp()");
    TimedClaims claims = new TimedClaims(CLAIMS);
    try (Database database =
        Database.open(
            bed.settings(Node.APP_CONNECTIONS, Node.systemConnections(DrainPart.WORKERS)))) {
      DbSchedulerQueue queue =
          new DbSchedulerQueue(
              database,
              new SteadyClock(database.clock()),
              new Nothing(),
              new Pace(2 * DrainPart.WORKERS),
              DbSchedulerQueue.Settings.of("bench", DrainPart.WORKERS),
              (pool, task) -> Scheduler.create(claims.timed(pool), task));
      queue.start();
      try {
        until(size.scheduled());
        double early = claims.medianMs();
        long bytesEarly = bytes();
        until(size.executed());
        return new Report.Bloat(early, claims.medianMs(), bytesEarly, bytes());
      } finally {
        queue.stop();
      }
    }
  }

  private void until(int count) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (executed.get() < count) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(executed.get() + " jobs were executed only");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private long bytes() throws SQLException {
    return bed.number("select pg_total_relation_size('tributary.scheduled_tasks')");
  }

  /** Due again at once. */
  private final class Nothing implements Turns {
    @Override
    public Optional<Ending> run(Claim claim) {
      return Optional.of(this::next);
    }

    private Optional<Due> next(Instant now) {
      executed.incrementAndGet();
      return Optional.of(Due.at(now));
    }

    @Override
    public Ending broke(Claim claim, Throwable cause) {
      throw new IllegalStateException("an empty turn broke", cause);
    }

    @Override
    public Ending died(Claim claim) {
      return this::next;
    }
  }
}
