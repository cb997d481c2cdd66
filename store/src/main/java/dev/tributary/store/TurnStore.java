package dev.tributary.store;

import dev.tributary.spi.DayRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What every turn asks and writes, in one statement each. Most turns find nothing to read, so these
 * are what a queue of many integrations costs.
 */
public final class TurnStore {
  private static final String LOOK =
      """
      select exists (select
                       from open_slice
                      where workspace_id = :workspace and integration_id = :integration)
             or exists (select
                          from range_request
                         where workspace_id = :workspace and integration_id = :integration
                           and done_at is null)
             or exists (select
                          from day_ledger
                         where workspace_id = :workspace and integration_id = :integration
                           and next_due_at <= :now)
             or (select count(*)
                   from stream_status s
                   join unnest(cast(:streams as text[]), cast(:versions as int[])) w (name, version)
                     on w.name = s.stream
                  where s.workspace_id = :workspace and s.integration_id = :integration
                    and s.definition >= w.version and s.given_up is null)
                < cardinality(cast(:streams as text[]))
             or (select count(*)
                   from day_ledger
                  where workspace_id = :workspace and integration_id = :integration
                    and stream = any(cast(:dated as text[])) and day between :first and :last)
                < cast(:owed as bigint)
             or exists (select
                          from unnest(cast(:auditStreams as text[]), cast(:auditDays as date[]))
                               a (name, day)
                          join day_ledger l on l.integration_id = :integration
                           and l.stream = a.name and l.day = a.day
                         where l.workspace_id = :workspace and l.state = 'final'
                           and l.content_hash is not null and l.fetched_at < :auditedSince)
             as something,
             (select min(next_due_at)
                from day_ledger
               where workspace_id = :workspace and integration_id = :integration
                 and next_due_at > :now and stream = any(cast(:streams as text[])))
             as next_due_at,
             (select min(coalesce(newest.fetched_at, timestamptz 'epoch'))
                from unnest(cast(:snapshots as text[])) w (name)
                left join lateral (select l.fetched_at
                                     from day_ledger l
                                    where l.workspace_id = :workspace
                                      and l.integration_id = :integration and l.stream = w.name
                                      and l.content_hash is not null
                                    order by l.day desc
                                    limit 1) newest on true)
             as snapshots_since,
             exists (select
                       from dead_letter
                      where workspace_id = :workspace and integration_id = :integration
                        and first_day is null and closed_at is null)
             as gave_up
      """;

  private static final String SYNCED =
      """
      with ended as (update sync_job
                        set %s
                      where workspace_id = :workspace and integration_id = :integration
                        and id = :id and fence = :held and status = 'running'
                  returning integration_id)
      update integration
         set last_sync_at = greatest(last_sync_at, :completed)
       where workspace_id = :workspace and id = (select integration_id from ended)
      """;

  private static final String ENDED =
      """
      update sync_job
         set %s
       where workspace_id = :workspace and integration_id = :integration and id = :id
         and fence = :held and status = 'running'
      """;

  private final Database database;

  public TurnStore(Database database) {
    this.database = database;
  }

  /** A stream that is switched on. */
  public record Wanted(String stream, int version, boolean snapshot) {}

  /** A final day that this week's sample has chosen. */
  public record Audit(String stream, LocalDate day) {}

  /**
   * @param owed the days that every stream but snapshots must know
   * @param auditedSince chosen days that were read before are read again
   */
  public record Question(
      List<Wanted> streams, DayRange owed, List<Audit> audits, Instant auditedSince) {}

  /**
   * @param something there may be something to plan, read or prepare; false is certain
   * @param nextDueAt of the ledger, later than now
   * @param snapshotsSince when the snapshot that is oldest was taken; the epoch if one never was,
   *     empty if there are none
   * @param gaveUp there is an open dead letter that is not about days
   */
  public record Look(
      boolean something,
      Optional<Instant> nextDueAt,
      Optional<Instant> snapshotsSince,
      boolean gaveUp) {}

  /** Whether an integration has anything to read by {@code now}. */
  public Look look(UUID workspaceId, UUID integrationId, Question question, Instant now) {
    List<Wanted> dated = question.streams().stream().filter(one -> !one.snapshot()).toList();
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("workspace", workspaceId);
    values.put("integration", integrationId);
    values.put("now", Columns.time(now));
    values.put("streams", names(question.streams()));
    values.put(
        "versions", question.streams().stream().map(Wanted::version).toArray(Integer[]::new));
    values.put("dated", names(dated));
    values.put("snapshots", names(question.streams().stream().filter(Wanted::snapshot).toList()));
    values.put("first", question.owed().first());
    values.put("last", question.owed().last());
    values.put("owed", (long) dated.size() * question.owed().length());
    values.put(
        "auditStreams", question.audits().stream().map(Audit::stream).toArray(String[]::new));
    values.put("auditDays", Columns.days(question.audits().stream().map(Audit::day).toList()));
    values.put("auditedSince", Columns.time(question.auditedSince()));
    return database.inTenant(
        workspaceId,
        session -> session.sql().sql(LOOK).params(values).query(TurnStore::look).single());
  }

  private static String[] names(List<Wanted> streams) {
    return streams.stream().map(Wanted::stream).toArray(String[]::new);
  }

  private static Look look(ResultSet row, int index) throws SQLException {
    return new Look(
        row.getBoolean("something"),
        Columns.optionalInstant(row, "next_due_at"),
        Columns.optionalInstant(row, "snapshots_since"),
        row.getBoolean("gave_up"));
  }

  /**
   * Moves on the job that a worker started, as {@link JobStore#move} does, without reading it
   * again: while it runs, nobody else changes what a transition goes by. The caller holds the
   * integration's lock.
   *
   * @param started as {@link JobStore#start} returned it
   * @throws FenceLostException this claim runs no more
   */
  public Job end(Job started, JobEvent event, Instant now) {
    Fence fence = started.fence().orElseThrow();
    Job after = JobTransitions.after(started, event, now);
    Map<String, @Nullable Object> values = JobRows.values(after);
    values.put("held", fence.value());
    boolean synced = after.outcome().equals(Optional.of(Job.Outcome.SUCCEEDED));
    int changed =
        database.inTenant(
            fence.workspaceId(),
            session ->
                session
                    .sql()
                    .sql((synced ? SYNCED : ENDED).formatted(JobRows.changes(after)))
                    .params(values)
                    .update());
    if (changed == 0) {
      throw new FenceLostException(fence);
    }
    return after;
  }
}
