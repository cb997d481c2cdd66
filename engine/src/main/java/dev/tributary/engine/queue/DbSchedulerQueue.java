package dev.tributary.engine.queue;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.tributary.store.Database;
import dev.tributary.store.FenceLostException;
import dev.tributary.store.ScheduleStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue on db-scheduler: one row per integration, whose time is simply when the next thing is
 * due. The scheduler's row and our job change in one transaction.
 */
public final class DbSchedulerQueue implements SyncQueue {
  /** The scheduler's name for syncing an integration. */
  public static final String TASK = "sync";

  private static final Logger LOG = LoggerFactory.getLogger(DbSchedulerQueue.class);

  /** Rows of a task that no running version knows would be deleted after this. */
  private static final Duration KEEP_UNKNOWN = Duration.ofDays(36_500);

  private final Database database;
  private final InstantSource clock;
  private final Turns turns;
  private final ScheduleStore schedule;
  private final Scheduler scheduler;

  /** Makes the scheduler's builder; replaced by tests that turn its crank by hand. */
  @FunctionalInterface
  public interface Builders {
    SchedulerBuilder on(DataSource dataSource, CustomTask<Void> task);
  }

  /**
   * @param node names this process in the scheduler's rows
   * @param threads turns at the same time on this node
   * @param poll how often to look for due work that nobody announced
   * @param heartbeat how often a claim gives a sign of life; after four missed ones it is dead
   * @param stopWait how long {@link #stop} waits for turns; the scheduler may wait twice as long
   */
  public record Settings(
      String node, int threads, Duration poll, Duration heartbeat, Duration stopWait) {
    public static Settings of(String node, int threads) {
      return new Settings(
          node, threads, Duration.ofSeconds(1), Duration.ofSeconds(8), Duration.ofSeconds(10));
    }
  }

  public DbSchedulerQueue(Database database, InstantSource clock, Turns turns, Settings settings) {
    this(database, clock, turns, settings, Scheduler::create);
  }

  public DbSchedulerQueue(
      Database database, InstantSource clock, Turns turns, Settings settings, Builders builders) {
    this.database = database;
    this.clock = clock;
    this.turns = turns;
    this.schedule = new ScheduleStore(database, TASK);
    CustomTask<Void> task =
        Tasks.custom(TaskDescriptor.of(TASK))
            .onFailure(this::broke)
            .onDeadExecution(this::died)
            .execute((instance, context) -> {
              Claim claim = claim(context.getExecution());
              Optional<Turns.Ending> ending = turns.run(claim);
              return (done, operations) ->
                  ending.ifPresent(how -> end(claim, how, done, operations));
            });
    Clock databaseClock = clock::instant;
    this.scheduler =
        builders
            .on(new TxOwnedBySpring(database.systemDataSource()), task)
            .clock(databaseClock)
            .schedulerName(new SchedulerName.Fixed(settings.node()))
            .tableName(ScheduleStore.TABLE)
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            .executorService(Executors.newVirtualThreadPerTaskExecutor())
            .threads(settings.threads())
            .pollUsingLockAndFetch(0.5, 1.0)
            .pollingInterval(settings.poll())
            .heartbeatInterval(settings.heartbeat())
            .missedHeartbeatsLimit(4)
            .shutdownMaxWait(settings.stopWait())
            .deleteUnresolvedAfter(KEEP_UNKNOWN)
            .failureLogging(LogLevel.DEBUG, false)
            .build();
  }

  @Override
  public void start() {
    rebuild(clock.instant());
    scheduler.start();
  }

  @Override
  public void stop() {
    scheduler.stop();
  }

  @Override
  public void pull(UUID workspace, String provider, UUID integration, Instant at) {
    schedule.pull(workspace, provider, integration, at);
  }

  @Override
  public void remove(UUID workspace, String provider, UUID integration) {
    schedule.remove(workspace, provider, integration);
  }

  @Override
  public void wake() {
    scheduler.triggerCheckForDueExecutions();
  }

  @Override
  public int rebuild(Instant at) {
    return schedule.rebuild(at);
  }

  private void broke(ExecutionComplete done, ExecutionOperations<Void> operations) {
    Claim claim = claim(done.getExecution());
    Throwable cause =
        done.getCause().orElseGet(() -> new IllegalStateException("a turn failed without a cause"));
    end(claim, turns.broke(claim, cause), done, operations);
  }

  private void died(ExecutionComplete done, ExecutionOperations<Void> operations) {
    Claim claim = claim(done.getExecution());
    LOG.warn("The worker of {} died; its claim is taken away.", done.getExecution().taskInstance);
    end(claim, turns.died(claim), done, operations);
  }

  /** Both records in one transaction: if either finds the claim lost, neither changes. */
  private void end(
      Claim claim,
      Turns.Ending ending,
      ExecutionComplete done,
      ExecutionOperations<Void> operations) {
    try {
      database.system(() -> {
        Optional<Instant> next = ending.record(clock.instant());
        if (next.isPresent()) {
          operations.reschedule(done, next.get());
        } else {
          operations.stop();
        }
        return next;
      });
    } catch (FenceLostException e) {
      LOG.info("A late end of {} was refused: {}", claim.integration(), e.getMessage());
    }
  }

  private static Claim claim(Execution execution) {
    return Claim.of(execution.taskInstance.getId(), execution.version);
  }
}
