package dev.tributary.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What people did to the installation as a whole, as system: deeds that belong to no workspace.
 * Entries are added and read, never changed.
 */
public final class InstallationLog {
  private final Database database;

  public InstallationLog(Database database) {
    this.database = database;
  }

  /**
   * @param action for example {@code provider.paused}
   * @param subject what it was done to
   * @param detail one sentence for people, free of secrets
   */
  public record Entry(
      UUID id, Instant at, String actor, String action, String subject, String detail) {}

  public void add(Entry entry) {
    database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                insert into installation_log (id, at, actor, action, subject, detail)
                values (:id, :at, :actor, :action, :subject, :detail)
                """)
            .param("id", entry.id())
            .param("at", Columns.time(entry.at()))
            .param("actor", Columns.clean(entry.actor()))
            .param("action", entry.action())
            .param("subject", Columns.clean(entry.subject()))
            .param("detail", Columns.clean(entry.detail()))
            .update());
  }

  /** Newest first. */
  public List<Entry> recent(int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select id, at, actor, action, subject, detail
                  from installation_log
                 order by at desc, id desc
                 limit :limit
                """)
            .param("limit", limit)
            .query((row, index) ->
                new Entry(
                    Columns.id(row, "id"),
                    Columns.instant(row, "at"),
                    row.getString("actor"),
                    row.getString("action"),
                    row.getString("subject"),
                    row.getString("detail")))
            .list());
  }
}
