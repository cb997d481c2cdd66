package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The rows by which the scheduler runs integrations, as system. Its own bookkeeping of claims is
 * the scheduler's.
 */
public final class ScheduleStore {
  /** The table for the scheduler, with its schema. */
  public static final String TABLE = "tributary.scheduled_tasks";

  private final Database database;
  private final String task;

  /**
   * @param task the scheduler's name for syncing an integration
   */
  public ScheduleStore(Database database, String task) {
    this.database = database;
    this.task = task;
  }

  /** The scheduler's id of an integration: {@code workspace/provider/integration}. */
  public static String instance(UUID workspaceId, String provider, UUID integrationId) {
    return workspaceId + "/" + provider + "/" + integrationId;
  }

  /** Makes the row, or moves one that is not running forward; never later than it was. */
  public void pull(UUID workspaceId, String provider, UUID integrationId, Instant at) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into scheduled_tasks as old
                    (task_name, task_instance, execution_time, picked, version, priority)
                values (:task, :instance, :at, false, 1, 0)
                    on conflict (task_name, task_instance) do update
                   set execution_time = excluded.execution_time, version = old.version + 1
                 where not old.picked and old.execution_time > excluded.execution_time
                """)
            .param("task", task)
            .param("instance", instance(workspaceId, provider, integrationId))
            .param("at", Columns.time(at))
            .update());
  }

  /** When the integration is due; empty when it has no row. */
  public Optional<Instant> dueAt(UUID workspaceId, String provider, UUID integrationId) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select execution_time
                  from scheduled_tasks
                 where task_name = :task and task_instance = :instance
                """)
            .param("task", task)
            .param("instance", instance(workspaceId, provider, integrationId))
            .query((row, index) -> Columns.instant(row, "execution_time"))
            .optional());
  }

  /** Takes the row away, unless it is running. */
  public boolean remove(UUID workspaceId, String provider, UUID integrationId) {
    return database.inSystem(session ->
        session
                .sql()
                .sql(
                    """
                    delete from scheduled_tasks
                     where task_name = :task and task_instance = :instance and not picked
                    """)
                .param("task", task)
                .param("instance", instance(workspaceId, provider, integrationId))
                .update()
            == 1);
  }

  /**
   * Adds the rows that are missing for active integrations.
   *
   * @return how many were missing
   */
  public int rebuild(Instant at) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into scheduled_tasks
                    (task_name, task_instance, execution_time, picked, version, priority)
                select :task, workspace_id || '/' || provider || '/' || id, :at, false, 1, 0
                  from integration
                 where state = 'active'
                    on conflict do nothing
                """)
            .param("task", task)
            .param("at", Columns.time(at))
            .update());
  }
}
