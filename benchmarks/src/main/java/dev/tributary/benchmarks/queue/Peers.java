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

  private static final String STARTED =
      """
      insert into tributary.sync_job (id, workspace_id, integration_id, status, trigger, fence,
                                      claims, first_started_at, started_at, created_at)
      values (?, ?, ?, 'running', 'schedule', ?, 1, ?, ?, ?)
      """;

  private static final String ENDED =
      """
      update tributary.sync_job
         set status = 'completed', completed_at = ?, outcome = 'succeeded', success = true,
             records_processed = 0, errors = '[]', next_sync_at = ?
       where id = ?
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

  /** The handler writes what a turn of ours writes, in two transactions of its own. */
  static Scheduler sameRows(DataSource pool) {
    return scheduler(
        pool,
        "bench.same_rows",
        Tasks.custom(TaskDescriptor.of("peer"))
            .execute((_, context) -> {
              Execution execution = context.getExecution();
              String[] parts = execution.taskInstance.getId().split("/", -1);
              UUID workspace = UUID.fromString(parts[0]);
              UUID integration = UUID.fromString(parts[2]);
              UUID job = started(pool, workspace, integration, execution.version);
              return (done, operations) -> {
                Instant next = Instant.now().plus(NEXT);
                ended(pool, workspace, integration, job, next);
                operations.reschedule(done, next);
              };
            }));
  }

  private static Scheduler scheduler(DataSource pool, String table, CustomTask<Void> task) {
    return Scheduler.create(pool, task)
        .tableName(table)
        .executorService(Executors.newVirtualThreadPerTaskExecutor())
        .threads(DrainPart.WORKERS)
        .pollUsingLockAndFetch(0.5, 1.0)
        .pollingInterval(Duration.ofSeconds(1))
        .build();
  }

  private static UUID started(DataSource pool, UUID workspace, UUID integration, long fence) {
    Instant now = Instant.now();
    UUID job = Ids.next(now);
    try (Connection connection = pool.getConnection();
        PreparedStatement insert = connection.prepareStatement(STARTED)) {
      insert.setObject(1, job);
      insert.setObject(2, workspace);
      insert.setObject(3, integration);
      insert.setLong(4, fence);
      insert.setObject(5, time(now));
      insert.setObject(6, time(now));
      insert.setObject(7, time(now));
      insert.executeUpdate();
      return job;
    } catch (SQLException e) {
      throw new IllegalStateException("the start could not be written", e);
    }
  }

  private static void ended(
      DataSource pool, UUID workspace, UUID integration, UUID job, Instant next) {
    Instant now = Instant.now();
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement ended = connection.prepareStatement(ENDED);
          PreparedStatement synced = connection.prepareStatement(SYNCED)) {
        ended.setObject(1, time(now));
        ended.setObject(2, time(next));
        ended.setObject(3, job);
        ended.executeUpdate();
        synced.setObject(1, time(now));
        synced.setObject(2, workspace);
        synced.setObject(3, integration);
        synced.executeUpdate();
        connection.commit();
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the end could not be written", e);
    }
  }

  private static OffsetDateTime time(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
