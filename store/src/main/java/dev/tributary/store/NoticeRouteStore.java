package dev.tributary.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/** Where workspaces want their notices. */
public final class NoticeRouteStore {
  private final Database database;

  public NoticeRouteStore(Database database) {
    this.database = database;
  }

  /** By address. */
  public List<NoticeRoute> of(UUID workspaceId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select address, kinds, enabled
                      from notice_route
                     where workspace_id = :workspace
                     order by address
                    """)
                .param("workspace", workspaceId)
                .query(NoticeRouteStore::read)
                .list());
  }

  /** Adds a route, or replaces the one to the same address. */
  public void put(UUID workspaceId, NoticeRoute route, Instant now) {
    database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    insert into notice_route (workspace_id, address, kinds, enabled, updated_at)
                    values (:workspace, :address, :kinds, :enabled, :now)
                        on conflict (workspace_id, address) do update
                       set kinds = excluded.kinds, enabled = excluded.enabled,
                           updated_at = excluded.updated_at
                    """)
                .param("workspace", workspaceId)
                .param("address", route.address())
                .param(
                    "kinds",
                    route.kinds().stream().map(Columns::word).sorted().toArray(String[]::new))
                .param("enabled", route.enabled())
                .param("now", Columns.time(now))
                .update());
  }

  /**
   * @return false when there is no such route
   */
  public boolean remove(UUID workspaceId, String address) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                    .sql()
                    .sql(
                        """
                        delete from notice_route
                         where workspace_id = :workspace and address = :address
                        """)
                    .param("workspace", workspaceId)
                    .param("address", address.strip().toLowerCase(Locale.ROOT))
                    .update()
                == 1);
  }

  private static NoticeRoute read(ResultSet row, int index) throws SQLException {
    return new NoticeRoute(
        row.getString("address"),
        Columns.texts(row, "kinds").stream()
            .map(word -> NoticeKind.valueOf(word.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet()),
        row.getBoolean("enabled"));
  }
}
