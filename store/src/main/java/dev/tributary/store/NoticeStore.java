package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** What administrators were told. Writing joins the transaction that gives the reason. */
public final class NoticeStore {
  static final String COLUMNS =
      """
      id, workspace_id, incident, kind, ends, integration_id, subject, text, link, count, raised_at,
      last_at, closed_at, read_at, read_by
      """;

  private final Database database;

  public NoticeStore(Database database) {
    this.database = database;
  }

  /**
   * Opens an incident, or counts it once more.
   *
   * @return whether it is new
   */
  public boolean raise(UUID workspaceId, Notice notice, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            named(
                    session,
                    """
                    insert into notification as old
                        (id, workspace_id, incident, kind, severity, integration_id, subject, text,
                         link, raised_at, last_at)
                    values (:id, :workspace, :incident, :kind, :severity, :integration, :subject,
                            :text, :link, :now, :now)
                        on conflict (workspace_id, incident) where closed_at is null
                        do update
                       set count = old.count + 1, last_at = greatest(old.last_at, excluded.last_at)
                    returning count = 1
                    """,
                    workspaceId,
                    notice,
                    now)
                .query(Boolean.class)
                .single());
  }

  /** Adds the end of an incident that {@link #close} closed. */
  public void addRecovery(UUID workspaceId, Notification ended, Notice recovery, Instant now) {
    database.inTenant(
        workspaceId,
        session ->
            named(
                    session,
                    """
                    insert into notification
                        (id, workspace_id, incident, kind, ends, ends_kind, severity,
                         integration_id, subject, text, link, raised_at, last_at, closed_at)
                    values (:id, :workspace, :incident, :kind, :ends, :endsKind, :severity,
                            :integration, :subject, :text, :link, :now, :now, :now)
                    """,
                    workspaceId,
                    recovery,
                    now)
                .param("ends", ended.id())
                .param("endsKind", Columns.word(ended.notice().kind()))
                .update());
  }

  private static StatementSpec named(
      Session session, String sql, UUID workspaceId, Notice notice, Instant now) {
    return session
        .sql()
        .sql(sql)
        .param("id", Ids.next(now))
        .param("workspace", workspaceId)
        .param("incident", notice.incident())
        .param("kind", Columns.word(notice.kind()))
        .param("severity", Columns.word(notice.kind().severity()))
        .param("integration", notice.integration().orElse(null))
        .param("subject", Columns.clean(notice.subject()))
        .param("text", Columns.clean(notice.text()))
        .param("link", notice.link())
        .param("now", Columns.time(now));
  }

  /** Ends an incident; empty when it is not open. */
  public Optional<Notification> close(UUID workspaceId, String incident, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update notification
                       set closed_at = :now
                     where workspace_id = :workspace and incident = :incident
                       and closed_at is null
                    returning %s
                    """
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("incident", incident)
                .param("now", Columns.time(now))
                .query(NoticeStore::read)
                .optional());
  }

  /** Open incidents of one integration, oldest first. */
  public List<Notification> open(UUID workspaceId, UUID integrationId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from notification
                     where workspace_id = :workspace
                       and integration_id = :integration
                       and closed_at is null
                     order by id
                    """
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .query(NoticeStore::read)
                .list());
  }

  /**
   * Newest first.
   *
   * @param openOnly leaves out what is over
   * @param after the last one seen before
   */
  public List<Notification> page(
      UUID workspaceId, boolean openOnly, Optional<UUID> after, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from notification
                     where workspace_id = :workspace and (not :open or closed_at is null)
                       and (cast(:after as uuid) is null or id < :after)
                     order by id desc
                     limit :limit
                    """
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("open", openOnly)
                .param("after", after.orElse(null))
                .param("limit", limit)
                .query(NoticeStore::read)
                .list());
  }

  public Optional<Notification> find(UUID workspaceId, UUID id) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    "select %s from notification where workspace_id = :workspace and id = :id"
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("id", id)
                .query(NoticeStore::read)
                .optional());
  }

  public int unread(UUID workspaceId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select count(*)
                      from notification
                     where workspace_id = :workspace and read_at is null
                    """)
                .param("workspace", workspaceId)
                .query(Integer.class)
                .single());
  }

  /**
   * Takes note of one, or of all.
   *
   * @param id empty for all
   * @return how many had not been read
   */
  public int read(UUID workspaceId, Optional<UUID> id, String by, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update notification
                       set read_at = :now, read_by = :by
                     where workspace_id = :workspace and read_at is null
                       and (cast(:id as uuid) is null or id = :id)
                    """)
                .param("workspace", workspaceId)
                .param("id", id.orElse(null))
                .param("by", Columns.clean(by))
                .param("now", Columns.time(now))
                .update());
  }

  /** An integration whose newest data is old. */
  public record Stale(UUID workspaceId, UUID integrationId) {}

  /**
   * As system: active integrations whose newest data is from before a time, though it was time for
   * newer: the last job did not succeed, or the next one is overdue.
   */
  public List<Stale> stale(Instant before, Instant now, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select i.workspace_id, i.id
                  from integration i
                  left join scheduled_tasks t
                    on t.task_instance = i.workspace_id || '/' || i.provider || '/' || i.id
                 where i.state = 'active' and i.created_at <= :before
                   and not exists (select
                                     from stream_status s
                                    where s.workspace_id = i.workspace_id
                                      and s.integration_id = i.id
                                      and s.last_applied_at > :before)
                   and (t.execution_time is null or t.execution_time <= :now
                        or (select j.outcome
                              from sync_job j
                             where j.integration_id = i.id
                             order by j.created_at desc
                             limit 1) is distinct from 'succeeded')
                   and not exists (select
                                     from notification n
                                    where n.integration_id = i.id and n.kind = 'stale_data'
                                      and n.closed_at is null)
                 order by i.id
                 limit :limit
                """)
            .param("before", Columns.time(before))
            .param("now", Columns.time(now))
            .param("limit", limit)
            .query(
                (row, index) -> new Stale(Columns.id(row, "workspace_id"), Columns.id(row, "id")))
            .list());
  }

  /** As system: integrations told to be stale that have data since, or sync no more. */
  public List<Stale> staleNoMore(Instant before) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select n.workspace_id, n.integration_id as id
                  from notification n
                  join integration i
                    on i.workspace_id = n.workspace_id and i.id = n.integration_id
                 where n.kind = 'stale_data' and n.closed_at is null
                   and (i.state <> 'active'
                        or exists (select
                                     from stream_status s
                                    where s.workspace_id = i.workspace_id
                                      and s.integration_id = i.id
                                      and s.last_applied_at > :before))
                """)
            .param("before", Columns.time(before))
            .query(
                (row, index) -> new Stale(Columns.id(row, "workspace_id"), Columns.id(row, "id")))
            .list());
  }

  /** Ends every incident of an integration without a word: a person stopped it. */
  public int closeAll(UUID workspaceId, UUID integrationId, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update notification
                       set closed_at = :now
                     where workspace_id = :workspace and integration_id = :integration
                       and closed_at is null
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("now", Columns.time(now))
                .update());
  }

  static Notification read(ResultSet row, int index) throws SQLException {
    Optional<Instant> readAt = Columns.optionalInstant(row, "read_at");
    String readBy = Columns.optionalText(row, "read_by").orElse("");
    return new Notification(
        Columns.id(row, "id"),
        Columns.id(row, "workspace_id"),
        new Notice(
            Columns.constant(NoticeKind.class, row, "kind"),
            row.getString("incident"),
            Columns.optionalId(row, "integration_id"),
            row.getString("subject"),
            row.getString("text"),
            row.getString("link")),
        Columns.optionalId(row, "ends"),
        row.getInt("count"),
        Columns.instant(row, "raised_at"),
        Columns.instant(row, "last_at"),
        Columns.optionalInstant(row, "closed_at"),
        readAt.map(at -> new Notification.Read(at, readBy)));
  }
}
