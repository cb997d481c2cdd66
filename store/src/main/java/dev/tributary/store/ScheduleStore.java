package dev.tributary.store;

import dev.tributary.spi.SyncResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * The rows by which the scheduler runs integrations, as system. Its own bookkeeping of claims is
 * the scheduler's.
 */
public final class ScheduleStore {
  /** The table for the scheduler, with its schema. */
  public static final String TABLE = "tributary.scheduled_tasks";

  /**
   * Marks what has come due, those of paused providers left out, and claims turns, fairly.
   * Parameters: the task's name, the node's, the time, how many turns at most, how many turns of
   * one workspace at most on all nodes. Gives the claimed rows.
   */
  public static final String CLAIM = "select * from tributary.take_turns(?, ?, ?, ?, ?)";

  private static final String IDLE =
      """
      select instance, what
        from idle_turns(:task, :instances, :claims, cast(:nexts as timestamptz[]),
                        cast(:rank as smallint), cast(:jobs as uuid[]),
                        cast(:workspaces as uuid[]), cast(:integrations as uuid[]), :status,
                        :trigger, :tries, :moment, :outcome, :success, :records)
      """;

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

  /** How the scheduler's rows say a priority; a higher one is claimed first. */
  public static int rank(Priority priority) {
    return switch (priority) {
      case MANUAL -> 20;
      case LIVE -> 10;
      case BACKFILL -> 0;
    };
  }

  /**
   * Makes the row, or moves one that is not running forward; never later nor less urgent than it
   * was. Nodes that listen look for it when the transaction commits.
   */
  public void pull(
      UUID workspaceId, String provider, UUID integrationId, Instant at, Priority priority) {
    database.inSystem(session -> {
      Announcements.announce(session, Announcements.WORK);
      return named(
              session,
              workspaceId,
              provider,
              integrationId,
              """
              insert into scheduled_tasks as old
                  (task_name, task_instance, execution_time, picked, version, priority)
              values (:task, :instance, :at, false, 1, :rank)
                  on conflict (task_name, task_instance) do update
                 set execution_time = least(old.execution_time, excluded.execution_time),
                     priority = greatest(old.priority, excluded.priority),
                     version = old.version + 1
               where not old.picked
                 and (old.execution_time > excluded.execution_time
                      or old.priority < excluded.priority)
              """)
          .param("at", Columns.time(at))
          .param("rank", rank(priority))
          .update();
    });
  }

  /**
   * A turn that had nothing to do.
   *
   * @param job completed already, as {@link TurnStore#nothingDone} made it; its claim is the row's
   *     version, and its next sync is when the row is due again
   */
  public record Idle(Job job, String provider) {
    String instance() {
      return ScheduleStore.instance(job.workspaceId(), provider, job.integrationId());
    }
  }

  /** What became of a turn that had nothing to do. */
  public enum IdleEnd {
    RECORDED,
    /** Its integration has an open job, which must be run instead; nothing was written. */
    OPEN,
    /** Its row was taken away from its claim; nothing was written. */
    LOST
  }

  /**
   * Ends turns that had nothing to do, with success: their jobs, the integrations' last sync, and
   * the scheduler's rows as the scheduler itself would, for regular work. The caller holds the
   * integrations' locks.
   *
   * @param turns that ended at one moment
   * @return by the job's id
   */
  public Map<UUID, IdleEnd> idle(List<Idle> turns) {
    if (turns.isEmpty()) {
      return Map.of();
    }
    Job any = turns.getFirst().job();
    record Row(String instance, IdleEnd end) {}
    Map<String, IdleEnd> ends =
        database
            .inSystem(session ->
                session
                    .sql()
                    .sql(IDLE)
                    .param("task", task)
                    .param("instances", turns.stream().map(Idle::instance).toArray(String[]::new))
                    .param(
                        "claims", each(turns, job -> job.claimValue().orElseThrow(), Long[]::new))
                    .param("nexts", each(turns, ScheduleStore::nextAt, String[]::new))
                    .param("rank", rank(Priority.LIVE))
                    .param("jobs", each(turns, Job::id, UUID[]::new))
                    .param("workspaces", each(turns, Job::workspaceId, UUID[]::new))
                    .param("integrations", each(turns, Job::integrationId, UUID[]::new))
                    .param("status", Columns.word(any.status()))
                    .param("trigger", Columns.word(any.trigger()))
                    .param("tries", any.claims())
                    .param("moment", Columns.time(any.createdAt()))
                    .param("outcome", any.outcome().map(Columns::word).orElseThrow())
                    .param("success", any.result().map(SyncResult::success).orElseThrow())
                    .param("records", any.result().map(SyncResult::recordsProcessed).orElseThrow())
                    .query((row, _) ->
                        new Row(
                            row.getString("instance"),
                            Columns.constant(IdleEnd.class, row, "what")))
                    .list())
            .stream()
            .collect(Collectors.toMap(Row::instance, Row::end));
    return turns.stream()
        .collect(Collectors.toMap(turn -> turn.job().id(), turn -> ends.get(turn.instance())));
  }

  private static <T> T[] each(List<Idle> turns, Function<Job, T> value, IntFunction<T[]> array) {
    return turns.stream().map(Idle::job).map(value).toArray(array);
  }

  private static String nextAt(Job job) {
    return job.result().flatMap(SyncResult::nextSyncAt).orElseThrow().toString();
  }

  /**
   * Which rows are running under a claim still.
   *
   * @param claims the rows' versions by the scheduler's ids
   */
  public Set<String> stillClaimed(Map<String, Long> claims) {
    List<String> instances = List.copyOf(claims.keySet());
    return database.inSystem(session ->
        Set.copyOf(
            session
                .sql()
                .sql(
                    """
                    select t.task_instance
                      from unnest(:instances, :claims) c (instance, claim)
                      join scheduled_tasks t
                        on t.task_name = :task and t.task_instance = c.instance
                     where t.picked and t.version = c.claim
                    """)
                .param("task", task)
                .param("instances", instances.toArray(String[]::new))
                .param("claims", instances.stream().map(claims::get).toArray(Long[]::new))
                .query(String.class)
                .list()));
  }

  /**
   * Locks the row at this claim until the transaction ends, so that nobody takes it away before.
   *
   * @param claim the row's version since it was claimed
   * @throws FenceLostException the claim was taken away, or the row with it
   */
  public void hold(UUID workspaceId, String provider, UUID integrationId, long claim) {
    boolean held =
        database.inSystem(session ->
            named(
                    session,
                    workspaceId,
                    provider,
                    integrationId,
                    """
                    select version
                      from scheduled_tasks
                     where task_name = :task and task_instance = :instance
                       and picked and version = :claim
                       for share
                    """)
                .param("claim", claim)
                .query(Long.class)
                .optional()
                .isPresent());
    if (!held) {
      throw new FenceLostException(integrationId, claim);
    }
  }

  /** How urgent the work is for which a running row will be due next. */
  public void rank(UUID workspaceId, String provider, UUID integrationId, Priority priority) {
    database.inSystem(session ->
        named(
                session,
                workspaceId,
                provider,
                integrationId,
                """
                update scheduled_tasks
                   set priority = :rank
                 where task_name = :task and task_instance = :instance
                """)
            .param("rank", rank(priority))
            .update());
  }

  /** Whether rows are ready that nobody has claimed. */
  public boolean someReady() {
    return database.inSystem(session ->
        session
            .sql()
            .sql("select exists(select from scheduled_tasks where ready and not picked)")
            .query(Boolean.class)
            .single());
  }

  /** Moves a row that is not running to a time, sooner or later than it was. */
  public void move(UUID workspaceId, String provider, UUID integrationId, Instant at) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                update scheduled_tasks
                   set execution_time = :at, ready = false, version = version + 1
                 where task_name = :task and task_instance = :instance and not picked
                """)
            .param("task", task)
            .param("instance", instance(workspaceId, provider, integrationId))
            .param("at", Columns.time(at))
            .update());
  }

  /** When the integration is due; empty when it has no row. */
  public Optional<Instant> dueAt(UUID workspaceId, String provider, UUID integrationId) {
    return database.inSystem(session ->
        named(
                session,
                workspaceId,
                provider,
                integrationId,
                """
                select execution_time
                  from scheduled_tasks
                 where task_name = :task and task_instance = :instance
                """)
            .query((row, index) -> Columns.instant(row, "execution_time"))
            .optional());
  }

  /** Takes the row away, unless it is running. */
  public boolean remove(UUID workspaceId, String provider, UUID integrationId) {
    return database.inSystem(session ->
        named(
                    session,
                    workspaceId,
                    provider,
                    integrationId,
                    """
                    delete from scheduled_tasks
                     where task_name = :task and task_instance = :instance and not picked
                    """)
                .update()
            == 1);
  }

  /** Takes the row away although it may be running; its turn can end nothing then. */
  public void drop(UUID workspaceId, String provider, UUID integrationId) {
    database.inSystem(session ->
        named(
                session,
                workspaceId,
                provider,
                integrationId,
                """
                delete from scheduled_tasks
                 where task_name = :task and task_instance = :instance
                """)
            .update());
  }

  private StatementSpec named(
      Session session, UUID workspaceId, String provider, UUID integrationId, String sql) {
    return session
        .sql()
        .sql(sql)
        .param("task", task)
        .param("instance", instance(workspaceId, provider, integrationId));
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
                    (task_name, task_instance, execution_time, picked, version)
                select :task, workspace_id || '/' || provider || '/' || id, :at, false, 1
                  from integration
                 where state = 'active'
                    on conflict do nothing
                """)
            .param("task", task)
            .param("at", Columns.time(at))
            .update());
  }
}
