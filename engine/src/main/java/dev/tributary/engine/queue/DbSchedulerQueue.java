package dev.tributary.engine.queue;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.SchedulerState;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.tributary.store.Announcements;
import dev.tributary.store.Database;
import dev.tributary.store.Priority;
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

  private static final Duration LISTENER_TESTED_EVERY = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final Turns turns;
  private final Pace pace;
  private final ScheduleStore schedule;
  private final FairClaim claims;
  private final TurnEnd ends;
  private final Scheduler scheduler;
  private final Announcements announcements;
  private final Listener listener;
  private volatile boolean works;
  private volatile Runnable webhooksCame = () -> {};

  /** Makes the scheduler's builder; replaced by tests that turn its crank by hand. */
  @FunctionalInterface
  public interface Builders {
    SchedulerBuilder on(DataSource dataSource, CustomTask<Void> task);
  }

  /**
   * @param node names this process in the scheduler's rows
   * @param threads turns at the same time on this node
   * @param perWorkspaceMax turns of one workspace at the same time on all nodes
   * @param poll how often to look for due work that nobody announced
   * @param heartbeat how often a claim gives a sign of life; after four missed ones it is dead. The
   *     same on all nodes
   * @param stopWait how long {@link #stop} waits for turns; the scheduler may wait twice as long
   */
  public record Settings(
      String node,
      int threads,
      int perWorkspaceMax,
      Duration poll,
      Duration heartbeat,
      Duration stopWait) {

    public Settings {
      if (threads < 1 || perWorkspaceMax < 1) {
        throw new IllegalArgumentException(
            "a node runs at least one turn, and a workspace too: %d, %d"
                .formatted(threads, perWorkspaceMax));
      }
    }

    /** A workspace has at most half of the threads, so that another always finds a free one. */
    public static Settings of(String node, int threads) {
      return new Settings(
          node,
          threads,
          Math.max(1, threads / 2),
          Duration.ofMillis(500),
          Duration.ofSeconds(8),
          Duration.ofSeconds(10));
    }

    public Settings withPerWorkspaceMax(int turns) {
      return new Settings(node, threads, turns, poll, heartbeat, stopWait);
    }

    public Settings withPoll(Duration every) {
      return new Settings(node, threads, perWorkspaceMax, every, heartbeat, stopWait);
    }

    public Settings withHeartbeat(Duration every) {
      return new Settings(node, threads, perWorkspaceMax, poll, every, stopWait);
    }
  }

  /**
   * @param pace of the turns on this node
   */
  public DbSchedulerQueue(
      Database database,
      InstantSource clock,
      Turns turns,
      Pace pace,
      Settings settings,
      Builders builders) {
    this.clock = clock;
    this.turns = turns;
    this.pace = pace;
    this.schedule = new ScheduleStore(database, TASK);
    this.ends = new TurnEnd(database, clock, schedule, settings.heartbeat().multipliedBy(2));
    this.claims =
        new FairClaim(
            schedule,
            TASK,
            settings.perWorkspaceMax(),
            new IdleTurns(database, schedule, turns),
            this::lookForWork);
    CustomTask<Void> task =
        Tasks.custom(TaskDescriptor.of(TASK))
            .onFailure(this::broke)
            .onDeadExecution(this::died)
            .execute((instance, context) -> pace.work(() -> turn(claim(context.getExecution()))));
    Clock databaseClock = clock::instant;
    this.scheduler =
        builders
            .on(new TxOwnedBySpring(database.systemDataSource()), task)
            .clock(databaseClock)
            .schedulerName(new SchedulerName.Fixed(settings.node()))
            .tableName(ScheduleStore.TABLE)
            .jdbcCustomization(claims)
            .enablePriority()
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
    this.announcements = new Announcements(database);
    this.listener = new Listener(announcements, LISTENER_TESTED_EVERY, this::heard);
  }

  @Override
  public void start() {
    rebuild(clock.instant());
    scheduler.start();
    works = true;
    listener.start();
  }

  @Override
  public void stop() {
    listener.close();
    scheduler.stop();
  }

  @Override
  public void pull(
      UUID workspace, String provider, UUID integration, Instant at, Priority priority) {
    schedule.pull(workspace, provider, integration, at, priority);
  }

  @Override
  public void move(UUID workspace, String provider, UUID integration, Instant at) {
    schedule.move(workspace, provider, integration, at);
  }

  @Override
  public void remove(UUID workspace, String provider, UUID integration) {
    schedule.remove(workspace, provider, integration);
  }

  @Override
  public void wake() {
    if (works) {
      lookForWork();
    } else {
      announcements.announce(Announcements.WORK);
    }
  }

  /** Whether the scheduler takes due turns: it was started and does not stop. */
  public boolean works() {
    SchedulerState state = scheduler.getSchedulerState();
    return works && state.isStarted() && !state.isShuttingDown();
  }

  /**
   * @param reaction to events that providers told; it must be quick
   */
  public void whenWebhooksCame(Runnable reaction) {
    webhooksCame = reaction;
  }

  private void heard(String what) {
    switch (what) {
      case Announcements.WORK -> lookForWork();
      case Announcements.CANCEL -> turns.endUnwanted();
      case Announcements.WEBHOOK -> webhooksCame.run();
      default -> LOG.debug("Another version called out {}, which this one does not know.", what);
    }
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

  private CompletionHandler<Void> turn(Claim claim) {
    Optional<Turns.Ending> ending = turns.run(claim);
    return (done, operations) -> ending.ifPresent(how -> end(claim, how, done, operations));
  }

  private void end(
      Claim claim,
      Turns.Ending ending,
      ExecutionComplete done,
      ExecutionOperations<Void> operations) {
    lookAgain(pace.work(() -> ends.write(claim, ending, done, operations)));
  }

  /** After a turn has ended, perhaps with more to do at once. */
  private void lookAgain(boolean dueAgain) {
    boolean looks =
        switch (claims.left()) {
          case OVER_SHARE -> true;
          case NO_ROOM -> false;
          case NOTHING -> dueAgain;
        };
    if (looks) {
      lookForWork();
    }
  }

  private void lookForWork() {
    scheduler.triggerCheckForDueExecutions();
  }

  private static Claim claim(Execution execution) {
    return Claim.of(execution.taskInstance.getId(), execution.version);
  }
}
