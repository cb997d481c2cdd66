package dev.tributary.engine.queue;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import dev.tributary.store.ScheduleStore;
import java.time.Instant;
import java.util.List;

/**
 * What is claimed next: the most urgent first, one workspace after the other, no more of one
 * workspace at a time than it may have, nothing of a paused provider. The choice is a function in
 * the database; this makes db-scheduler call it. Turns that have nothing to do are ended right here
 * and never reach the scheduler's workers. Called by the scheduler's polling thread.
 */
final class FairClaim extends PostgreSqlJdbcCustomization {
  /** The scheduler's column is no longer than that. */
  private static final int NODE_LENGTH_MAX = 50;

  private final ScheduleStore schedule;
  private final String task;
  private final int perWorkspaceMax;
  private final IdleTurns idle;
  private final Runnable lookAgain;
  private volatile Left left = Left.NOTHING;

  /** What the last claim left behind. */
  enum Left {
    /** Nothing was ready that it did not take. */
    NOTHING,
    /** There was no room for more; the scheduler looks again by itself when there is. */
    NO_ROOM,
    /** The workspaces that wait run all that they may; when a turn ends, one may go on. */
    OVER_SHARE
  }

  /**
   * @param perWorkspaceMax turns of one workspace at the same time on all nodes
   * @param idle ends turns that need no worker
   * @param lookAgain makes the scheduler claim again at once
   */
  FairClaim(
      ScheduleStore schedule,
      String task,
      int perWorkspaceMax,
      IdleTurns idle,
      Runnable lookAgain) {
    super(false, false);
    this.schedule = schedule;
    this.task = task;
    this.perWorkspaceMax = perWorkspaceMax;
    this.idle = idle;
    this.lookAgain = lookAgain;
  }

  @Override
  public List<Execution> lockAndFetchSingleStatement(
      JdbcTaskRepositoryContext context, Instant now, int limit, boolean orderByPriority) {
    List<Execution> claimed =
        context.jdbcRunner.query(
            ScheduleStore.CLAIM,
            statement -> {
              statement.setString(1, task);
              statement.setString(2, shortened(context.schedulerName.getName()));
              setInstant(statement, 3, now);
              statement.setInt(4, limit);
              statement.setInt(5, perWorkspaceMax);
            },
            context.resultSetMapper.get());
    left =
        claimed.size() >= limit
            ? Left.NO_ROOM
            : schedule.someReady() ? Left.OVER_SHARE : Left.NOTHING;
    IdleTurns.Busy busy = idle.end(claimed, now);
    boolean madeRoom = busy.executions().size() < claimed.size();
    if (madeRoom && (left != Left.NOTHING || busy.dueAgain())) {
      lookAgain.run();
    }
    return busy.executions();
  }

  Left left() {
    return left;
  }

  private static String shortened(String node) {
    return node.length() <= NODE_LENGTH_MAX ? node : node.substring(0, NODE_LENGTH_MAX);
  }
}
