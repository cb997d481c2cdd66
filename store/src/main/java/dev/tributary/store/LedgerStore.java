package dev.tributary.store;

import dev.tributary.spi.DayRange;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** The day ledger. Content is written by {@link SliceStore} alone. */
public final class LedgerStore {
  private static final String WITHIN =
      """
      workspace_id = :workspace and integration_id = :integration and stream = :stream
         and day between :first and :last\
      """;

  private final Database database;

  public LedgerStore(Database database) {
    this.database = database;
  }

  /** Entries due by {@code now}, newest day first. */
  public List<LedgerDay> due(UUID workspaceId, UUID integrationId, Instant now, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from day_ledger
                     where workspace_id = :workspace and integration_id = :integration
                       and next_due_at <= :now
                     order by day desc, stream
                     limit :limit
                    """
                        .formatted(LedgerRows.COLUMNS))
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("now", Columns.time(now))
                .param("limit", limit)
                .query(LedgerRows::read)
                .list());
  }

  /** When the next entry is due, in the past for overdue ones. */
  public Optional<Instant> nextDueAt(UUID workspaceId, UUID integrationId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select next_due_at
                      from day_ledger
                     where workspace_id = :workspace and integration_id = :integration
                       and next_due_at is not null
                     order by next_due_at
                     limit 1
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .query((row, index) -> Columns.instant(row, "next_due_at"))
                .optional());
  }

  /** The entries within a range, oldest first; missing days are absent. */
  public List<LedgerDay> days(UUID workspaceId, UUID integrationId, String stream, DayRange range) {
    return select(
        workspaceId,
        integrationId,
        stream,
        range,
        "select %s from day_ledger where %s order by day".formatted(LedgerRows.COLUMNS, WITHIN));
  }

  /** Whether days of a stream failed at least so often in a row. */
  public boolean failing(UUID workspaceId, UUID integrationId, String stream, int times) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select exists(select
                                    from day_ledger
                                   where workspace_id = :workspace
                                     and integration_id = :integration and stream = :stream
                                     and next_due_at is not null and problem = 'failed'
                                     and problem_count >= :times)
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("stream", stream)
                .param("times", times)
                .query(Boolean.class)
                .single());
  }

  /** The newest entry that has content. */
  public Optional<LedgerDay> newest(UUID workspaceId, UUID integrationId, String stream) {
    return select(
            workspaceId,
            integrationId,
            stream,
            new DayRange(LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31)),
            """
            select %s from day_ledger
             where %s and content_hash is not null
             order by day desc
             limit 1
            """
                .formatted(LedgerRows.COLUMNS, WITHIN))
        .stream()
        .findFirst();
  }

  private List<LedgerDay> select(
      UUID workspaceId, UUID integrationId, String stream, DayRange range, String sql) {
    return database.inTenant(
        workspaceId,
        session ->
            named(session, sql, workspaceId, integrationId, stream, range)
                .query(LedgerRows::read)
                .list());
  }

  private static StatementSpec named(
      Session session,
      String sql,
      UUID workspaceId,
      UUID integrationId,
      String stream,
      DayRange range) {
    return session
        .sql()
        .sql(sql)
        .param("workspace", workspaceId)
        .param("integration", integrationId)
        .param("stream", stream)
        .param("first", range.first())
        .param("last", range.last());
  }

  /** Days within the range that have no entry, oldest first. */
  public List<LocalDate> missing(
      UUID workspaceId, UUID integrationId, String stream, DayRange range) {
    return database.inTenant(
        workspaceId,
        session ->
            named(
                    session,
                    """
                    select g.day::date as day
                      from generate_series(cast(:first as date), cast(:last as date),
                                           interval '1 day') g (day)
                     where not exists (select
                                         from day_ledger l
                                        where l.workspace_id = :workspace
                                          and l.integration_id = :integration
                                          and l.stream = :stream and l.day = g.day::date)
                     order by 1
                    """,
                    workspaceId,
                    integrationId,
                    stream,
                    range)
                .query((row, index) -> Columns.day(row, "day"))
                .list());
  }

  /** A read of these days failed: what is stored stays, the days are due again then. */
  public void failed(
      Fence fence,
      String stream,
      DayRange days,
      String code,
      String reason,
      Optional<Instant> nextDueAt) {
    database.inTenant(
        fence.workspaceId(),
        session -> {
          Fences.hold(session, fence);
          return decided(
                  session,
                  """
                  insert into day_ledger as old
                      (workspace_id, integration_id, stream, day, state, problem, problem_code,
                       reason, problem_count, next_due_at)
                  select :workspace, :integration, :stream, g.day::date, 'open', 'failed', :code,
                         :reason, 1, :at
                    from generate_series(cast(:first as date), cast(:last as date),
                                         interval '1 day') g (day)
                      on conflict (integration_id, stream, day) do update
                     set state = case when old.state <> 'skipped' then old.state
                                      when old.content_hash is null or old.partial
                                     then 'open'
                                      else 'settling' end,
                         problem = 'failed',
                         problem_code = excluded.problem_code,
                         reason = excluded.reason,
                         problem_count = case when old.problem = 'failed'
                                              then old.problem_count + 1 else 1 end,
                         held_hash = null,
                         next_due_at = excluded.next_due_at
                  """,
                  fence,
                  stream,
                  days,
                  code,
                  reason)
              .param("at", Columns.time(nextDueAt))
              .update();
        });
  }

  /**
   * Gives the days up, with a reason; content that is stored stays. Not due again. Requests for the
   * days made before {@code now} are done with them, and so are dead letters.
   */
  public void skip(
      Fence fence, String stream, DayRange days, String code, String reason, Instant now) {
    database.inTenant(
        fence.workspaceId(),
        session -> {
          Fences.hold(session, fence);
          skip(
              session, fence.workspaceId(), fence.integrationId(), stream, days, code, reason, now);
          return days;
        });
  }

  /** As {@link #skip}, because a person wants it; the caller holds the integration's lock. */
  public void skip(
      UUID workspaceId,
      UUID integrationId,
      String stream,
      DayRange days,
      String code,
      String reason,
      Instant now) {
    database.inTenant(
        workspaceId,
        session -> {
          skip(session, workspaceId, integrationId, stream, days, code, reason, now);
          return days;
        });
  }

  private static void skip(
      Session session,
      UUID workspaceId,
      UUID integrationId,
      String stream,
      DayRange days,
      String code,
      String reason,
      Instant now) {
    named(
            session,
            """
            insert into day_ledger as old
                (workspace_id, integration_id, stream, day, state, problem_code, reason,
                 decided_at)
            select :workspace, :integration, :stream, g.day::date, 'skipped', :code, :reason,
                   :at
              from generate_series(cast(:first as date), cast(:last as date),
                                   interval '1 day') g (day)
                on conflict (integration_id, stream, day) do update
               set state = 'skipped',
                   problem = 'none',
                   problem_code = excluded.problem_code,
                   reason = excluded.reason,
                   problem_count = 0,
                   held_hash = null,
                   decided_at = excluded.decided_at,
                   next_due_at = null
            """,
            workspaceId,
            integrationId,
            stream,
            days)
        .param("code", code)
        .param("reason", Columns.clean(reason))
        .param("at", Columns.time(now))
        .update();
    Requests.skipped(session, workspaceId, integrationId, stream, days, now);
  }

  private static StatementSpec decided(
      Session session,
      String sql,
      Fence fence,
      String stream,
      DayRange days,
      String code,
      String reason) {
    return named(session, sql, fence.workspaceId(), fence.integrationId(), stream, days)
        .param("code", code)
        .param("reason", Columns.clean(reason));
  }

  /**
   * Moves the time at which existing entries are due, for audits and after a changed definition.
   * Skipped days are left alone.
   */
  public void makeDue(Fence fence, String stream, List<LocalDate> days, Instant at) {
    database.inTenant(
        fence.workspaceId(),
        session -> {
          Fences.hold(session, fence);
          return session
              .sql()
              .sql(
                  """
                  update day_ledger
                     set next_due_at = :at
                   where workspace_id = :workspace and integration_id = :integration
                     and stream = :stream and day = any(cast(:days as date[]))
                     and state <> 'skipped'
                  """)
              .param("workspace", fence.workspaceId())
              .param("integration", fence.integrationId())
              .param("stream", stream)
              .param("days", Columns.days(days))
              .param("at", Columns.time(at))
              .update();
        });
  }

  /** What is due after {@code now} until a time waits for {@code next} instead; failures do not. */
  public void waitFor(
      UUID workspaceId, UUID integrationId, Instant now, Instant until, Instant next) {
    database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    update day_ledger
                       set next_due_at = :next
                     where workspace_id = :workspace and integration_id = :integration
                       and next_due_at > :now and next_due_at <= :until and problem = 'none'
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("now", Columns.time(now))
                .param("until", Columns.time(until))
                .param("next", Columns.time(next))
                .update());
  }

  /** How completely a stream is stored within a range. */
  public Coverage coverage(UUID workspaceId, UUID integrationId, String stream, DayRange range) {
    return database.inTenant(
        workspaceId,
        session ->
            named(
                    session,
                    """
                    select count(*) filter (where content_hash is not null) as days,
                           count(*) filter (where content_hash is null and state = 'skipped')
                               as skipped,
                           coalesce(sum(row_count), 0)::bigint as rows,
                           count(*) filter (where content_hash is not null and partial) as partial,
                           count(*) filter (where content_hash is not null and state <> 'final')
                               as may_change,
                           count(*) filter (where problem = 'failed') as failed,
                           count(*) filter (where problem = 'held') as held,
                           max(day) filter (where content_hash is not null and not partial)
                               as data_through
                      from day_ledger
                     where %s
                    """
                        .formatted(WITHIN),
                    workspaceId,
                    integrationId,
                    stream,
                    range)
                .query((row, index) ->
                    new Coverage(
                        stream,
                        row.getInt("days"),
                        range.length() - row.getInt("days") - row.getInt("skipped"),
                        row.getInt("skipped"),
                        row.getLong("rows"),
                        row.getInt("partial"),
                        row.getInt("may_change"),
                        row.getInt("failed"),
                        row.getInt("held"),
                        Optional.ofNullable(row.getObject("data_through", LocalDate.class))))
                .single());
  }

  /** The history of a day's totals, newest first. */
  public List<Revision> revisions(
      UUID workspaceId, UUID integrationId, String stream, LocalDate day) {
    return database.inTenant(
        workspaceId,
        session ->
            named(
                    session,
                    """
                    select stream, day, recorded_at, cause, definition, rows_before, rows_after,
                           measures, totals_before, totals_after
                      from revision
                     where %s
                     order by recorded_at desc
                    """
                        .formatted(WITHIN),
                    workspaceId,
                    integrationId,
                    stream,
                    DayRange.of(day))
                .query(LedgerStore::revision)
                .list());
  }

  private static Revision revision(ResultSet row, int index) throws SQLException {
    List<String> measures = Columns.texts(row, "measures");
    BigDecimal[] after = (BigDecimal[]) row.getArray("totals_after").getArray();
    @Nullable Array beforeArray = row.getArray("totals_before");
    BigDecimal[] before =
        beforeArray == null ? new BigDecimal[0] : (BigDecimal[]) beforeArray.getArray();
    List<Revision.Total> totals = new ArrayList<>();
    for (int one = 0; one < measures.size(); one++) {
      totals.add(
          new Revision.Total(
              measures.get(one),
              one < before.length ? Optional.of(before[one]) : Optional.empty(),
              after[one]));
    }
    Optional<Long> rowsBefore = Optional.ofNullable(row.getObject("rows_before", Long.class));
    return new Revision(
        row.getString("stream"),
        Columns.day(row, "day"),
        Columns.instant(row, "recorded_at"),
        Columns.constant(RevisionCause.class, row, "cause"),
        row.getInt("definition"),
        rowsBefore,
        row.getLong("rows_after"),
        totals);
  }
}
