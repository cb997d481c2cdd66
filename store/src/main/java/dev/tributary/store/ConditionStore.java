package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowMapper;

/**
 * What is needed to say how integrations are doing: a handful of statements for any number of them,
 * none of which looks at every day of the ledger.
 */
public final class ConditionStore {
  /** Reads of the last weeks tell how fast an account is; older ones say little. */
  private static final int PACE_ATTEMPTS = 200;

  private final Database database;

  public ConditionStore(Database database) {
    this.database = database;
  }

  /** A stream of an integration. */
  public record Key(UUID integration, String stream) {}

  /**
   * Everything by integration.
   *
   * @param through the newest whole day that is stored, by stream
   */
  public record Facts(
      Map<UUID, Job> jobs,
      Map<UUID, Instant> dueAt,
      Map<UUID, List<DeadLetter>> gaveUp,
      Map<Key, LocalDate> through,
      Map<UUID, List<Trouble>> troubles,
      Map<UUID, List<Backlog>> backlogs,
      Map<UUID, List<StreamStatus>> leftOut) {}

  private record OfIntegration<T>(UUID integration, T fact) {}

  /**
   * @param keys the streams that are looked at, of every integration
   * @param task the scheduler's name for syncing an integration
   */
  public Facts of(UUID workspace, List<Key> keys, String task) {
    String[] ids =
        keys.stream().map(key -> key.integration().toString()).distinct().toArray(String[]::new);
    Map<UUID, Instant> due = due(workspace, ids, task);
    return database.inTenant(
        workspace,
        session ->
            new Facts(
                single(list(session, JOBS, workspace, ids, one(JobRows::read))),
                due,
                grouped(list(session, GAVE_UP, workspace, ids, one(DeadLetterStore::read))),
                through(session, workspace, keys),
                grouped(list(session, TROUBLES, workspace, ids, one(ConditionStore::trouble))),
                grouped(list(session, BACKLOGS, workspace, ids, one(ConditionStore::backlog))),
                grouped(list(session, LEFT_OUT, workspace, ids, one(StreamStore::read)))));
  }

  private static final String JOBS =
      """
      select %s
        from sync_job
       where workspace_id = :workspace and integration_id = any(cast(:ids as uuid[]))
         and status in ('pending', 'running')
      """
          .formatted(JobRows.COLUMNS);

  private static final String GAVE_UP =
      """
      select %s
        from dead_letter
       where workspace_id = :workspace and integration_id = any(cast(:ids as uuid[]))
         and closed_at is null
       order by created_at desc
      """
          .formatted(DeadLetterStore.COLUMNS);

  private static final String TROUBLES =
      """
      select integration_id, stream, problem, count(*)::int as days, min(day) as first_day,
             max(day) as last_day, max(problem_count) as tries, min(next_due_at) as next_at,
             (array_agg(coalesce(problem_code, '') order by day desc))[1] as code,
             (array_agg(coalesce(reason, '') order by day desc))[1] as reason
        from day_ledger
       where workspace_id = :workspace and integration_id = any(cast(:ids as uuid[]))
         and next_due_at is not null and problem <> 'none'
       group by integration_id, stream, problem
       order by integration_id, stream, problem
      """;

  private static final String BACKLOGS =
      """
      with open as (select integration_id, min(asked_at) as since
                      from range_request
                     where workspace_id = :workspace and integration_id = any(cast(:ids as uuid[]))
                       and done_at is null and priority = 'backfill'
                     group by integration_id)
      select r.integration_id, r.stream, sum(r.last_day - r.first_day + 1)::int as planned,
             sum(case when r.done_at is null then r.days_done
                      else r.last_day - r.first_day + 1 end)::int as done,
             min(r.asked_at) as asked_at,
             (array_agg(r.operation order by r.asked_at desc)
                 filter (where r.operation is not null))[1] as operation
        from open
        join range_request r
          on r.integration_id = open.integration_id and r.asked_at >= open.since
       where r.workspace_id = :workspace and r.priority = 'backfill' and not r.withdrawn
       group by r.integration_id, r.stream
       order by r.integration_id, r.stream
      """;

  private static final String LEFT_OUT =
      """
      select integration_id, stream, definition, given_up_code, given_up, given_up_until
        from stream_status
       where workspace_id = :workspace and integration_id = any(cast(:ids as uuid[]))
         and given_up is not null
      """;

  private static <T> RowMapper<OfIntegration<T>> one(RowMapper<T> fact) {
    return (row, index) ->
        new OfIntegration<>(
            Columns.id(row, "integration_id"),
            java.util.Objects.requireNonNull(fact.mapRow(row, index)));
  }

  private static <T> List<OfIntegration<T>> list(
      Session session, String sql, UUID workspace, String[] ids, RowMapper<OfIntegration<T>> row) {
    return session.sql().sql(sql).param("workspace", workspace).param("ids", ids).query(row).list();
  }

  private static <T> Map<UUID, T> single(List<OfIntegration<T>> all) {
    return all.stream().collect(Collectors.toMap(OfIntegration::integration, OfIntegration::fact));
  }

  private static <T> Map<UUID, List<T>> grouped(List<OfIntegration<T>> all) {
    Map<UUID, List<T>> grouped = new HashMap<>();
    all.forEach(
        one -> grouped.computeIfAbsent(one.integration(), id -> new ArrayList<>()).add(one.fact()));
    return grouped;
  }

  private static Map<Key, LocalDate> through(Session session, UUID workspace, List<Key> keys) {
    return session
        .sql()
        .sql(
            """
            select k.id, k.stream, l.day
              from unnest(cast(:ids as uuid[]), cast(:streams as text[])) k (id, stream)
             cross join lateral (select day
                                   from day_ledger
                                  where workspace_id = :workspace and integration_id = k.id
                                    and stream = k.stream and content_hash is not null
                                    and not partial
                                  order by day desc
                                  limit 1) l
            """)
        .param("workspace", workspace)
        .param("ids", texts(keys, key -> key.integration().toString()))
        .param("streams", texts(keys, Key::stream))
        .query((row, index) ->
            Map.entry(
                new Key(Columns.id(row, "id"), row.getString("stream")), Columns.day(row, "day")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String[] texts(List<Key> keys, Function<Key, String> text) {
    return keys.stream().map(text).toArray(String[]::new);
  }

  /** The scheduler's rows are the system's. */
  private Map<UUID, Instant> due(UUID workspace, String[] ids, String task) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select i.id, t.execution_time
                  from integration i
                  join scheduled_tasks t
                    on t.task_name = :task
                   and t.task_instance = i.workspace_id || '/' || i.provider || '/' || i.id
                 where i.workspace_id = :workspace and i.id = any(cast(:ids as uuid[]))
                """)
            .param("task", task)
            .param("workspace", workspace)
            .param("ids", ids)
            .query((row, index) ->
                Map.entry(Columns.id(row, "id"), Columns.instant(row, "execution_time")))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** How the last reads of an integration went, by stream. */
  public Map<String, Pace> pace(UUID workspace, UUID integration) {
    return database.inTenant(
        workspace,
        session ->
            session
                .sql()
                .sql(
                    """
                    select stream, sum(last_day - first_day + 1)::int as days,
                           sum(requests)::int as requests, sum(rows_read)::bigint as rows,
                           (sum(extract(epoch from ended_at - started_at)) * 1000)::bigint as millis
                      from (select a.*
                              from sync_attempt a
                              join sync_job j on j.id = a.job_id and j.workspace_id = a.workspace_id
                             where a.workspace_id = :workspace and j.integration_id = :integration
                               and a.outcome = 'succeeded' and a.stream is not null
                             order by a.started_at desc
                             limit :limit) recent
                     group by stream
                    """)
                .param("workspace", workspace)
                .param("integration", integration)
                .param("limit", PACE_ATTEMPTS)
                .query((row, index) ->
                    new Pace(
                        row.getString("stream"),
                        row.getInt("days"),
                        row.getInt("requests"),
                        row.getLong("rows"),
                        Duration.ofMillis(row.getLong("millis"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Pace::stream, Function.identity())));
  }

  /**
   * All streams of an integration that have any day, each added up.
   *
   * @param today by the account's clock: days before it are over
   */
  public Map<String, StreamSummary> summaries(
      UUID workspaceId, UUID integrationId, LocalDate today) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select stream,
                           count(*) filter (where content_hash is not null)::int as days,
                           coalesce(sum(row_count), 0)::bigint as rows,
                           greatest(0, cast(:today as date) - min(day)
                                       - count(*) filter (where day < :today
                                                            and (content_hash is not null
                                                                 or state = 'skipped')))::int
                               as missing,
                           count(*) filter (where content_hash is not null
                                              and state in ('open', 'settling'))::int as may_change,
                           count(*) filter (where problem = 'failed')::int as failed,
                           count(*) filter (where problem = 'held')::int as held,
                           min(day) as first_day,
                           max(day) filter (where content_hash is not null and not partial)
                               as data_through,
                           max(fetched_at) as last_read_at,
                           min(next_due_at) as next_due_at
                      from day_ledger
                     where workspace_id = :workspace and integration_id = :integration
                     group by stream
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("today", today)
                .query((row, index) -> Map.entry(row.getString("stream"), summary(row)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static StreamSummary summary(ResultSet row) throws SQLException {
    return new StreamSummary(
        row.getInt("days"),
        row.getLong("rows"),
        row.getInt("missing"),
        row.getInt("may_change"),
        row.getInt("failed"),
        row.getInt("held"),
        Optional.ofNullable(row.getObject("first_day", LocalDate.class)),
        Optional.ofNullable(row.getObject("data_through", LocalDate.class)),
        Columns.optionalInstant(row, "last_read_at"),
        Columns.optionalInstant(row, "next_due_at"));
  }

  private static Trouble trouble(ResultSet row, int index) throws SQLException {
    return new Trouble(
        row.getString("stream"),
        Columns.constant(Problem.class, row, "problem"),
        row.getInt("days"),
        Columns.day(row, "first_day"),
        Columns.day(row, "last_day"),
        row.getInt("tries"),
        Columns.optionalInstant(row, "next_at"),
        row.getString("code"),
        row.getString("reason"));
  }

  private static Backlog backlog(ResultSet row, int index) throws SQLException {
    Optional<UUID> operation = Columns.optionalId(row, "operation");
    return new Backlog(
        row.getString("stream"),
        row.getInt("planned"),
        row.getInt("done"),
        Columns.instant(row, "asked_at"),
        operation);
  }
}
