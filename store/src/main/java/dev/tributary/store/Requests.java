package dev.tributary.store;

import dev.tributary.spi.DayRange;
import java.time.Instant;
import java.util.UUID;

/** Closes what is fulfilled when days were decided. */
final class Requests {
  private static final String DONE =
      """
      update range_request r
         set days_done = d.done,
             done_at = case when d.done = r.last_day - r.first_day + 1 then :at end
        from (select q.id, count(l.day)::int as done
                from range_request q
                left join day_ledger l
                  on l.integration_id = q.integration_id and l.stream = q.stream
                 and l.day between q.first_day and q.last_day and l.decided_at >= q.asked_at
                 and l.problem = 'none'
               where q.workspace_id = :workspace and q.integration_id = :integration
                 and q.done_at is null %s
               group by q.id) d
       where d.id = r.id and r.workspace_id = :workspace
      """;

  /** Days were stored or kept: requests for them are done, and so are their dead letters. */
  static void stored(
      Session session, Fence fence, String stream, DayRange days, Instant decidedAt) {
    done(session, fence.workspaceId(), fence.integrationId(), stream, days, decidedAt);
    closeLetters(
        session,
        fence.workspaceId(),
        fence.integrationId(),
        stream,
        days,
        decidedAt,
        DeadLetter.Closed.APPLIED);
  }

  /** Days were skipped: nobody waits for them any more. */
  static void skipped(
      Session session,
      UUID workspaceId,
      UUID integrationId,
      String stream,
      DayRange days,
      Instant decidedAt) {
    done(session, workspaceId, integrationId, stream, days, decidedAt);
    closeLetters(
        session, workspaceId, integrationId, stream, days, decidedAt, DeadLetter.Closed.SKIPPED);
  }

  /** Those of which every day is decided by now; the others stay open. */
  private static void closeLetters(
      Session session,
      UUID workspaceId,
      UUID integrationId,
      String stream,
      DayRange days,
      Instant decidedAt,
      DeadLetter.Closed closed) {
    run(
        session,
        workspaceId,
        integrationId,
        stream,
        days,
        decidedAt,
        """
        update dead_letter d
           set closed_at = :at, closed = '%1$s'
         where d.workspace_id = :workspace and d.integration_id = :integration
           and d.stream = :stream and d.closed_at is null and d.created_at <= :at
           and coalesce(d.first_day, :last) <= :last and coalesce(d.last_day, :first) >= :first
           and (d.first_day is not null or '%1$s' = 'applied')
           and not exists (select
                             from generate_series(d.first_day, d.last_day, interval '1 day') g (day)
                             left join day_ledger l
                               on l.integration_id = d.integration_id and l.stream = d.stream
                              and l.day = g.day::date
                            where l.decided_at is null or l.decided_at < d.created_at
                               or l.problem <> 'none')
        """
            .formatted(Columns.word(closed)));
  }

  /** The same for all requests of an integration. */
  static void answered(Session session, UUID workspaceId, UUID integrationId, Instant now) {
    session
        .sql()
        .sql(DONE.formatted(""))
        .param("workspace", workspaceId)
        .param("integration", integrationId)
        .param("at", Columns.time(now))
        .update();
  }

  /** Counts the decided days of range requests and closes those that have no other. */
  private static void done(
      Session session,
      UUID workspaceId,
      UUID integrationId,
      String stream,
      DayRange days,
      Instant decidedAt) {
    run(
        session,
        workspaceId,
        integrationId,
        stream,
        days,
        decidedAt,
        DONE.formatted("and q.stream = :stream and q.first_day <= :last and q.last_day >= :first"));
  }

  private static void run(
      Session session,
      UUID workspaceId,
      UUID integrationId,
      String stream,
      DayRange days,
      Instant decidedAt,
      String sql) {
    session
        .sql()
        .sql(sql)
        .param("workspace", workspaceId)
        .param("integration", integrationId)
        .param("stream", stream)
        .param("first", days.first())
        .param("last", days.last())
        .param("at", Columns.time(decidedAt))
        .update();
  }

  private Requests() {}
}
