package dev.tributary.benchmarks.queue;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.tributary.store.Ids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/**
 * db-scheduler as its documentation sets it up for throughput: lock-and-fetch, its own table and
 * indexes, plain JDBC, with the workers, executor, polling and connections that Tributary has.
 */
final class Peers {
  private static final Duration NEXT = Duration.ofDays(1);

  private static final String RAN =
      """
      insert into tributary.sync_job (id, workspace_id, integration_id, status, trigger, fence,
                                      claims, first_started_at, started_at, completed_at, outcome,
                                      success, records_processed, errors, next_sync_at, created_at)
      values (?, ?, ?, 'completed', 'schedule', ?, 1, ?, ?, ?, 'succeeded', true, 0, '[]', ?, ?)
      """;

  private static final String SYNCED =
      "update tributary.integration set last_sync_at = ? where workspace_id = ? and id = ?";

  private Peers() {}

  /** db-scheduler's table for PostgreSQL, filled with an instance for each integration. */
  static void table(Bed bed, String name) throws SQLException {
    bed.execute(
        """
        create table %1$s (
            task_name            text        not null,
            task_instance        text        not null,
            task_data            bytea,
            execution_time       timestamptz not null,
            picked               boolean     not null,
            picked_by            text,
            last_success         timestamptz,
            last_failure         timestamptz,
            consecutive_failures int,
            last_heartbeat       timestamptz,
            version              bigint      not null,
            priority             smallint,
            primary key (task_name, task_instance)
        );
        create index on %1$s (execution_time);
        create index on %1$s (last_heartbeat);
        create index on %1$s (priority desc, execution_time asc);
        insert into %1$s (task_name, task_instance, execution_time, picked, version)
        select 'peer', task_instance, execution_time, false, 1 from tributary.scheduled_tasks;
        analyze %1$s
        """
            .formatted(name));
  }

  static Scheduler empty(DataSource pool) {
    return scheduler(
        pool,
        "bench.empty",
        Tasks.custom(TaskDescriptor.of("peer"))
            .execute((_, _) ->
                (done, operations) -> operations.reschedule(done, Instant.now().plus(NEXT))));
  }

  /** The handler writes what an idle turn of ours writes, in a transaction of its own. */
  static Scheduler sameRows(DataSource pool) {
    return scheduler(
        pool,
        "bench.same_rows",
        Tasks.custom(TaskDescriptor.of("peer"))
            .execute((_, context) -> {
              Execution execution = context.getExecution();
              String[] parts = execution.taskInstance.getId().split("/", -1);
              Instant next = Instant.now().plus(NEXT);
              ran(
                  pool,
                  UUID.fromString(parts[0]),
                  UUID.fromString(parts[2]),
                  execution.version,
                  next);
              return (done, operations) -> operations.reschedule(done, next);
            }));
  }

  private static Scheduler scheduler(DataSource pool, String table, CustomTask<Void> task) {
    return Scheduler.create(pool, task)
        .tableName(table)
        .executorService(Executors.newVirtualThreadPerTaskExecutor())
        .threads(DrainPart.WORKERS)
        .pollUsingLockAndFetch(0.5, 1.0)
        .pollingInterval(Duration.ofMillis(500))
        .build();
  }

  private static void ran(
      DataSource pool, UUID workspace, UUID integration, long fence, Instant next) {
    Instant now = Instant.now();
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement ran = connection.prepareStatement(RAN);
          PreparedStatement synced = connection.prepareStatement(SYNCED)) {
        ran.setObject(1, Ids.next(now));
        ran.setObject(2, workspace);
        ran.setObject(3, integration);
        ran.setLong(4, fence);
        ran.setObject(5, time(now));
        ran.setObject(6, time(now));
        ran.setObject(7, time(now));
        ran.setObject(8, time(next));
        ran.setObject(9, time(now));
        ran.executeUpdate();
        synced.setObject(1, time(now));
        synced.setObject(2, workspace);
        synced.setObject(3, integration);
        synced.executeUpdate();
        connection.commit();
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("a job could not be written", e);
    }
  }

  private static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
