package dev.tributary.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Deletes everything of an integration or of a workspace, as system, in batches that hold no lock
 * for long. Which tables there are is asked of the database, so that none can be forgotten. The
 * audit log stays.
 */
public final class Erasure {
  private static final int BATCH = 20_000;

  private final Database database;

  public Erasure(Database database) {
    this.database = database;
  }

  private record Table(String name, long id) {}

  private record Reference(long from, long to) {}

  /**
   * Deletes rows until none is left. End the integration's job first, so that nothing is added.
   *
   * @return how many rows
   */
  public long integration(UUID workspaceId, UUID integrationId) {
    long rows = 0;
    for (Table table : tables("integration_id")) {
      rows +=
          empty(
              table,
              "workspace_id = :workspace and integration_id = :id",
              workspaceId,
              integrationId);
    }
    return rows;
  }

  /** Deletes everything of a workspace but its own row and the audit log. */
  public long workspace(UUID workspaceId) {
    long rows = 0;
    for (Table table : ordered(tables("workspace_id"))) {
      rows += empty(table, "workspace_id = :workspace and :id = :id", workspaceId, workspaceId);
    }
    return rows
        + database.inSystem(session ->
            session
                .sql()
                .sql("delete from scheduled_tasks where workspace = :workspace")
                .param("workspace", workspaceId.toString())
                .update());
  }

  private long empty(Table table, String where, UUID workspaceId, UUID id) {
    // Places repeat between partitions, hence the condition again.
    String sql =
        """
        delete from %1$s
         where ctid = any(array(select ctid from %1$s where %2$s limit %3$d))
           and %2$s
        """
            .formatted(table.name(), where, BATCH);
    long rows = 0;
    int deleted;
    do {
      deleted =
          database.inSystem(session ->
              session.sql().sql(sql).param("workspace", workspaceId).param("id", id).update());
      rows += deleted;
    } while (deleted > 0);
    return rows;
  }

  private List<Table> tables(String column) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select format('%I.%I', n.nspname, c.relname) as name, c.oid::bigint as id
                  from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                  join pg_attribute a on a.attrelid = c.oid and a.attname = :column
                                     and not a.attisdropped
                 where n.nspname in ('tributary', 'kpi') and c.relkind in ('r', 'p')
                   and not c.relispartition
                   and c.relname not in ('audit_log', 'workspace')
                   and (c.relname <> 'integration' or :column = 'workspace_id')
                 order by 1
                """)
            .param("column", column)
            .query((row, index) -> new Table(row.getString("name"), row.getLong("id")))
            .list());
  }

  /** Tables that refer to others come before them. */
  private List<Table> ordered(List<Table> tables) {
    List<Reference> references =
        database.inSystem(session ->
            session
                .sql()
                .sql(
                    """
                    select conrelid::bigint as source, confrelid::bigint as target
                      from pg_constraint
                     where contype = 'f' and conrelid <> confrelid
                    """)
                .query((row, index) -> new Reference(row.getLong("source"), row.getLong("target")))
                .list());
    List<Table> ordered = new ArrayList<>();
    List<Table> left = new ArrayList<>(tables);
    while (!left.isEmpty()) {
      Set<Long> open = new HashSet<>();
      left.forEach(table -> open.add(table.id()));
      List<Table> free =
          left.stream()
              .filter(table ->
                  references.stream()
                      .noneMatch(one -> one.to() == table.id() && open.contains(one.from())))
              .toList();
      if (free.isEmpty()) {
        throw new IllegalStateException("tables refer to each other in a circle: " + left);
      }
      ordered.addAll(free);
      left.removeAll(free);
    }
    return ordered;
  }
}
