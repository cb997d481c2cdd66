package dev.tributary.store;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What was given up. {@link SliceStore} closes those whose days are all stored. */
public final class DeadLetterStore {
  static final String COLUMNS =
      """
      id, workspace_id, integration_id, job_id, stream, first_day, last_day, category, code, cause,
      attempts, created_at, first_at, operation, replays, closed_at, closed
      """;

  private final Database database;

  public DeadLetterStore(Database database) {
    this.database = database;
  }

  /**
   * Adds a dead letter, or renews the open one of the same stream and days. Any claim of the job
   * may write it, also one that just ended.
   */
  public DeadLetter put(
      Fence fence,
      Optional<String> stream,
      Optional<DayRange> days,
      Failure.Category category,
      String code,
      String cause,
      int attempts,
      Instant now) {
    return database.inTenant(
        fence.workspaceId(),
        session ->
            session
                .sql()
                .sql(
                    """
                    insert into dead_letter
                        (id, workspace_id, integration_id, job_id, stream, first_day, last_day,
                         category, code, cause, attempts, created_at, first_at)
                    values (:id, :workspace, :integration, :job, :stream, :first, :last,
                            :category, :code, :cause, :attempts, :now, :now)
                        on conflict (integration_id, stream, first_day, last_day)
                            where closed_at is null
                        do update
                       set job_id = excluded.job_id,
                           category = excluded.category,
                           code = excluded.code,
                           cause = excluded.cause,
                           attempts = excluded.attempts,
                           created_at = excluded.created_at,
                           operation = null
                    returning %s
                    """
                        .formatted(COLUMNS))
                .param("id", Ids.next(now))
                .param("workspace", fence.workspaceId())
                .param("integration", fence.integrationId())
                .param("job", fence.jobId())
                .param("stream", stream.orElse(null))
                .param("first", JobRows.first(days).orElse(null))
                .param("last", JobRows.last(days).orElse(null))
                .param("category", Columns.word(category))
                .param("code", code)
                .param("cause", Columns.clean(cause))
                .param("attempts", attempts)
                .param("now", Columns.time(now))
                .query(DeadLetterStore::read)
                .single());
  }

  /** Open ones of an integration, newest first. */
  public List<DeadLetter> open(UUID workspaceId, UUID integrationId) {
    return select(
        workspaceId,
        "integration_id = :id and closed_at is null",
        integrationId,
        Integer.MAX_VALUE);
  }

  /** All of a workspace, newest first. */
  public List<DeadLetter> recent(UUID workspaceId, int limit) {
    return select(workspaceId, "workspace_id = :id", workspaceId, limit);
  }

  public Optional<DeadLetter> find(UUID workspaceId, UUID id) {
    return select(workspaceId, "id = :id", id, 1).stream().findFirst();
  }

  private List<DeadLetter> select(UUID workspaceId, String where, UUID id, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from dead_letter
                     where workspace_id = :workspace and %s
                     order by created_at desc, id desc
                     limit :limit
                    """
                        .formatted(COLUMNS, where))
                .param("workspace", workspaceId)
                .param("id", id)
                .param("limit", limit)
                .query(DeadLetterStore::read)
                .list());
  }

  /** Closes open ones of an integration that are not about days, because a job got through. */
  public int recovered(Fence fence, Instant now) {
    return database.inTenant(
        fence.workspaceId(),
        session ->
            session
                .sql()
                .sql(
                    """
                    update dead_letter
                       set closed_at = :now, closed = 'recovered'
                     where workspace_id = :workspace and integration_id = :integration
                       and first_day is null and closed_at is null
                    """)
                .param("workspace", fence.workspaceId())
                .param("integration", fence.integrationId())
                .param("now", Columns.time(now))
                .update());
  }

  /** Any later look at the entities of a SNAPSHOT does what was given up, whatever the day. */
  public int answered(Fence fence, String stream, Instant now) {
    return database.inTenant(
        fence.workspaceId(),
        session ->
            session
                .sql()
                .sql(
                    """
                    update dead_letter
                       set closed_at = :now, closed = 'applied'
                     where workspace_id = :workspace and integration_id = :integration
                       and stream = :stream and closed_at is null and created_at <= :now
                    """)
                .param("workspace", fence.workspaceId())
                .param("integration", fence.integrationId())
                .param("stream", stream)
                .param("now", Columns.time(now))
                .update());
  }

  /** Remembers that a replay of these is under way, until they are given up again. */
  public void replaying(UUID workspaceId, List<UUID> ids, UUID operation) {
    database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update dead_letter
                       set operation = :operation, replays = replays + 1
                     where workspace_id = :workspace and id = any(:ids) and closed_at is null
                    """)
                .param("workspace", workspaceId)
                .param("ids", ids.toArray(UUID[]::new))
                .param("operation", operation)
                .update());
  }

  /**
   * Puts one away.
   *
   * @return false when there is no such open one
   */
  public boolean dismiss(UUID workspaceId, UUID id, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        update dead_letter
                           set closed_at = :now, closed = 'dismissed'
                         where workspace_id = :workspace and id = :id and closed_at is null
                        """)
                    .param("workspace", workspaceId)
                    .param("id", id)
                    .param("now", Columns.time(now))
                    .update()
                == 1);
  }

  static DeadLetter read(ResultSet row, int index) throws SQLException {
    return new DeadLetter(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        Columns.id(row, "integration_id"),
        Columns.id(row, "job_id"),
        Columns.optionalText(row, "stream"),
        JobRows.days(row),
        Columns.constant(Failure.Category.class, row, "category"),
        row.getString("code"),
        row.getString("cause"),
        row.getInt("attempts"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "first_at"),
        Columns.optionalId(row, "operation"),
        row.getInt("replays"),
        Columns.optionalInstant(row, "closed_at"),
        Columns.optionalConstant(DeadLetter.Closed.class, row, "closed"));
  }
}
