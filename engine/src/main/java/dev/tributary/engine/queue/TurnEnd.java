package dev.tributary.engine.queue;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import dev.tributary.store.Database;
import dev.tributary.store.FenceLostException;
import dev.tributary.store.Outage;
import dev.tributary.store.ScheduleStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the end of a turn: our job and the scheduler's row in one transaction. If either finds the
 * claim lost, neither changes. A database that restarts meanwhile is waited for, because a turn
 * that ended well should not count as dead; the fence decides whether a commit that was not heard
 * of had happened.
 */
final class TurnEnd {
  private static final Logger LOG = LoggerFactory.getLogger(TurnEnd.class);
  private static final int TRIES_MAX = 100;
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final Database database;
  private final InstantSource clock;
  private final ScheduleStore schedule;
  private final Duration patience;

  /**
   * @param patience how long a database that is away is waited for; less than it takes until the
   *     claim counts as dead
   */
  TurnEnd(Database database, InstantSource clock, ScheduleStore schedule, Duration patience) {
    this.database = database;
    this.clock = clock;
    this.schedule = schedule;
    this.patience = patience;
  }

  /**
   * @return whether the integration is due again at once; also false when its claim was lost
   */
  boolean write(
      Claim claim,
      Turns.Ending ending,
      ExecutionComplete done,
      ExecutionOperations<Void> operations) {
    long givesUpAt = System.nanoTime() + patience.toNanos();
    for (int n = 1; ; n++) {
      try {
        return once(claim, ending, done, operations);
      } catch (FenceLostException e) {
        LOG.info("A late end of {} was refused: {}", claim.integration(), e.getMessage());
        return false;
      } catch (RuntimeException e) {
        if (n >= TRIES_MAX || System.nanoTime() > givesUpAt || !Outage.caused(e)) {
          throw e;
        }
        LOG.info("The database is away; the end of {} waits for it.", claim.integration());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private boolean once(
      Claim claim,
      Turns.Ending ending,
      ExecutionComplete done,
      ExecutionOperations<Void> operations) {
    Instant now = clock.instant();
    return database.system(() -> {
      Optional<Turns.Due> next = ending.record(now);
      next.ifPresentOrElse(due -> reschedule(claim, due, done, operations), operations::stop);
      return next.filter(due -> !due.at().isAfter(now)).isPresent();
    });
  }

  private void reschedule(
      Claim claim, Turns.Due due, ExecutionComplete done, ExecutionOperations<Void> operations) {
    int before = done.getExecution().taskInstance.getPriority();
    due.priority()
        .filter(priority -> ScheduleStore.rank(priority) != before)
        .ifPresent(priority ->
            schedule.rank(claim.workspace(), claim.provider(), claim.integration(), priority));
    operations.reschedule(done, due.at());
  }
}
