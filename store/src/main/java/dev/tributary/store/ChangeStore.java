package dev.tributary.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells what changed in a workspace without anything being written for it: PostgreSQL keeps with
 * every row the transaction that wrote it ({@code xmin}), and with every snapshot the oldest one
 * that was still open. What is looked at is bounded: what is there or open, the newest ones, and
 * what ended in the last minutes.
 */
public final class ChangeStore {
  /** Longer than a position is good: the time of an end is told before others see it. */
  private static final Duration LOOKS_BACK = ChangeView.REMEMBERED.plusMinutes(2);

  /** Rows keep the lower half of the transaction's number; it is told in full below the top. */
  private static final String WRITER = "top - ((top - %s.xmin::text::bigint) & 4294967295)";

  private static final String SQL =
      """
      with snapshot as materialized (
          select pg_snapshot_xmin(s)::text::bigint as oldest,
                 pg_snapshot_xmax(s)::text::bigint as top
            from pg_current_snapshot() s),
      one as materialized (
          select i.id, greatest(W(i), (select max(W(h))
                                         from health_check h
                                        where h.integration_id = i.id)) as writer,
                 (select max(W(t))
                    from stream_status t
                   where t.integration_id = i.id) as applied
            from integration i, snapshot
           where i.workspace_id = :workspace),
      job as materialized (
          select j.*
            from one, snapshot,
                 lateral (select n.id, n.integration_id, W(n) as writer
                            from sync_job n
                           where n.integration_id = one.id
                           order by n.created_at desc
                           limit 2) j),
      request as (
          select r.operation, W(r) as writer
            from one, snapshot, range_request r
           where r.integration_id = one.id and r.done_at is null and r.operation is not null
           union all
          select r.operation, W(r)
            from range_request r, snapshot
           where r.workspace_id = :workspace and r.operation is not null and r.done_at > :since)
      select 'SNAPSHOT' as kind, null::uuid as id, null::uuid as integration, oldest as writer,
             (select hashtext(string_agg(id::text, '' order by id)) from one) as members
        from snapshot
       union all
      select 'INTEGRATION', id, id, writer, null from one
       union all
      select 'LEDGER', id, id,
             greatest(applied, (select max(job.writer) from job where job.integration_id = one.id)),
             null
        from one
       union all
      select 'JOB', id, integration_id, writer, null from job
       union all
      select 'OPERATION', operation, null, max(writer), null from request group by operation
       union all
      (select 'NOTIFICATION', n.id, n.integration_id, W(n), null
         from notification n, snapshot
        where n.workspace_id = :workspace
        order by n.id desc
        limit 200)
       union all
      (select 'NOTIFICATION', n.id, n.integration_id, W(n), null
         from notification n, snapshot
        where n.workspace_id = :workspace and n.closed_at > :since
        limit 1000)
       union all
      (select 'NOTIFICATION', n.id, n.integration_id, W(n), null
         from notification n, snapshot
        where n.workspace_id = :workspace and n.read_at > :since
        limit 1000)
       union all
      (select 'DEAD_LETTER', d.id, d.integration_id, W(d), null
         from dead_letter d, snapshot
        where d.workspace_id = :workspace and d.closed_at is null
        order by d.id desc
        limit 1000)
       union all
      (select 'DEAD_LETTER', d.id, d.integration_id, W(d), null
         from dead_letter d, snapshot
        where d.workspace_id = :workspace and d.closed_at > :since
        limit 1000)
      """
          .transform(sql -> {
            String told = sql;
            for (String alias : new String[] {"i", "h", "t", "n", "r", "d"}) {
              told = told.replace("W(" + alias + ")", WRITER.formatted(alias));
            }
            return told;
          });

  private final Database database;

  public ChangeStore(Database database) {
    this.database = database;
  }

  private record Row(String kind, Optional<UUID> id, Optional<UUID> of, long writer, int members) {}

  /**
   * @param now by the database's clock
   */
  public ChangeView look(UUID workspaceId, Instant now) {
    return database.inTenant(
        workspaceId,
        session -> {
          Map<Changed, Long> writers = new HashMap<>();
          ChangePosition position = new ChangePosition(0, 0, now);
          for (Row row :
              session
                  .sql()
                  .sql(SQL)
                  .param("workspace", workspaceId)
                  .param("since", Columns.time(now.minus(LOOKS_BACK)))
                  .query((row, index) ->
                      new Row(
                          row.getString("kind"),
                          Columns.optionalId(row, "id"),
                          Columns.optionalId(row, "integration"),
                          row.getLong("writer"),
                          row.getInt("members")))
                  .list()) {
            if (row.id.isEmpty()) {
              position = new ChangePosition(row.writer, row.members, now);
            } else {
              writers.merge(
                  new Changed(Changed.Kind.valueOf(row.kind), row.id.get(), row.of),
                  row.writer,
                  Math::max);
            }
          }
          return new ChangeView(position, writers);
        });
  }
}
