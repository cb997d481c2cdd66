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
  private static final String COLUMNS =
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
                     where workspace_id = :workspace and integration_id = :integration
                       and closed_at is null
                     order by id
                    """
                        .formatted(COLUMNS))
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .query(NoticeStore::read)
                .list());
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
