package dev.tributary.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What people and programs did. Entries are added and read, never changed. */
public final class AuditStore {
  private final Database database;

  public AuditStore(Database database) {
    this.database = database;
  }

  public void add(AuditEntry entry) {
    database.inTenant(
        entry.workspaceId(),
        session ->
            session
                .sql()
                .sql(
                    """
                    insert into audit_log (id, workspace_id, at, actor, action, subject, detail, address)
                    values (:id, :workspace, :at, :actor, :action, :subject, :detail, :address)
                    """)
                .param("id", entry.id())
                .param("workspace", entry.workspaceId())
                .param("at", Columns.time(entry.at()))
                .param("actor", Columns.clean(entry.actor()))
                .param("action", entry.action())
                .param("subject", Columns.clean(entry.subject()))
                .param("detail", Columns.clean(entry.detail()))
                .param("address", Columns.clean(entry.address()))
                .update());
  }

  /** Newest first. */
  public List<AuditEntry> recent(UUID workspaceId, int limit) {
    return before(workspaceId, Optional.empty(), limit);
  }

  /**
   * Newest first.
   *
   * @param before the id of the last entry seen, for what comes after it
   */
  public List<AuditEntry> before(UUID workspaceId, Optional<UUID> before, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select id, workspace_id, at, actor, action, subject, detail, address
                      from audit_log
                     where workspace_id = :workspace
                       and (cast(:before as uuid) is null
                            or (at, id) < (select at, id
                                             from audit_log
                                            where workspace_id = :workspace and id = :before))
                     order by at desc, id desc
                     limit :limit
                    """)
                .param("workspace", workspaceId)
                .param("before", before.orElse(null))
                .param("limit", limit)
                .query((row, index) ->
                    new AuditEntry(
                        Columns.id(row, "id"),
                        Columns.id(row, "workspace_id"),
                        Columns.instant(row, "at"),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("detail"),
                        row.getString("address")))
                .list());
  }
}
