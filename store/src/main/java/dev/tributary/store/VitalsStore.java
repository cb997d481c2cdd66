package dev.tributary.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the metrics of an installation are made of, as system and with one statement. */
public final class VitalsStore {
  private static final String SQL =
      """
      with waiting as (
          select t.provider,
                 case when t.priority >= 20 then 'manual'
                      when t.priority >= 10 then 'live'
                      else 'backfill' end as lane,
                 extract(epoch from clock_timestamp() - t.execution_time) as seconds
            from scheduled_tasks t
           where not t.picked and t.execution_time <= clock_timestamp()
             and t.provider is not null
             and not exists (select from provider_pause p where p.provider = t.provider))
      select 'DUE' as sign, provider, lane as detail, count(*)::float8 as value
        from waiting group by provider, lane
      union all
      select 'DUE_SECONDS', provider, lane, max(seconds) from waiting group by provider, lane
      union all
      select 'CLAIMED', provider, '', count(*)
        from scheduled_tasks where picked and provider is not null group by provider
      union all
      select 'WAITING', i.provider,
             case when j.waiting_for is null then 'retry' else 'provider' end, count(*)
        from sync_job j
        join integration i on i.workspace_id = j.workspace_id and i.id = j.integration_id
       where j.status = 'pending' and j.next_retry_at is not null
       group by 2, 3
      union all
      select 'INTEGRATIONS', provider, state, count(*) from integration group by provider, state
      union all
      select 'DEAD_LETTERS', i.provider, d.code, count(*)
        from dead_letter d
        join integration i on i.workspace_id = d.workspace_id and i.id = d.integration_id
       where d.closed_at is null
       group by 2, 3
      union all
      select 'DATA_AGE_SECONDS', a.provider, q.name,
             percentile_cont(q.share) within group (order by a.seconds)
        from (select provider,
                     extract(epoch from clock_timestamp() - coalesce(last_sync_at, created_at))
                         as seconds
                from integration where state = 'active') a
       cross join (values ('0.5', 0.5), ('0.95', 0.95), ('1', 1.0)) q (name, share)
       group by a.provider, q.name, q.share
      union all
      select 'QUOTA_LEFT', provider, bucket, min(remaining::float8 / largest)
        from quota
       where remaining is not null and largest > 0
         and (resets_at is null or resets_at > clock_timestamp())
       group by provider, bucket
      union all
      select 'PROVIDERS_PAUSED', provider, '', 1 from provider_pause
      union all
      select 'NOTICES_PENDING', '', '',
             (select count(*) from notice_delivery where state = 'pending')
      union all
      select 'OLDEST_TRANSACTION', '', '', greatest(
             pg_snapshot_xmax(pg_current_snapshot())::text::float8
                 - pg_snapshot_xmin(pg_current_snapshot())::text::float8,
             (select coalesce(max(age(backend_xmin)), 0) from pg_stat_activity))
      """;

  private final Database database;

  public VitalsStore(Database database) {
    this.database = database;
  }

  /**
   * A node that has taken work.
   *
   * @param turns that it runs
   * @param seenAt when it last gave a sign of life
   */
  public record Worker(String node, int turns, Instant seenAt) {}

  /**
   * @param due integrations that are due and not taken
   * @param dueSeconds for how long the oldest of them has been
   * @param claimed integrations that a worker has taken
   */
  public record Queue(long due, long dueSeconds, long claimed) {}

  /**
   * The server.
   *
   * @param version of PostgreSQL
   * @param bytes of the database on disk
   */
  public record Server(String version, long bytes) {}

  /** How much waits in the queue; paused providers do not count. */
  public Queue queue() {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select count(*) filter (where not picked and execution_time <= clock_timestamp())
                           as due,
                       coalesce(extract(epoch from clock_timestamp() - min(execution_time)
                                            filter (where not picked)), 0)::bigint as seconds,
                       count(*) filter (where picked) as claimed
                  from scheduled_tasks t
                 where t.provider is not null
                   and (picked or not exists (select
                                                from provider_pause p
                                               where p.provider = t.provider))
                """)
            .query((row, index) ->
                new Queue(
                    row.getLong("due"),
                    Math.max(0, row.getLong("seconds")),
                    row.getLong("claimed")))
            .single());
  }

  public Server server() {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select current_setting('server_version') as version,
                       pg_database_size(current_database()) as bytes
                """)
            .query((row, index) -> new Server(row.getString("version"), row.getLong("bytes")))
            .single());
  }

  /** The nodes that work on something now, by name. */
  public List<Worker> workers() {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select picked_by, count(*)::int as turns, max(last_heartbeat) as seen
                  from scheduled_tasks
                 where picked and picked_by is not null and last_heartbeat is not null
                 group by picked_by
                 order by picked_by
                """)
            .query((row, index) ->
                new Worker(
                    row.getString("picked_by"), row.getInt("turns"), Columns.instant(row, "seen")))
            .list());
  }

  /** E-mails of a workspace's notices that are not on their way yet. */
  public int noticesPending(UUID workspaceId) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select count(*)
                  from notice_delivery
                 where workspace_id = :workspace and state = 'pending'
                """)
            .param("workspace", workspaceId)
            .query(Integer.class)
            .single());
  }

  public List<Vital> all() {
    return database.inSystem(session ->
        session
            .sql()
            .sql(SQL)
            .query((row, index) ->
                new Vital(
                    Vital.Sign.valueOf(row.getString("sign")),
                    row.getString("provider"),
                    row.getString("detail"),
                    row.getDouble("value")))
            .list());
  }
}
