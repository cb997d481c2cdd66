package dev.tributary.store;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.SyncResult;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What every turn asks and writes, in one statement each. Most turns find nothing to read, so these
 * are what a queue of many integrations costs.
 */
public final class TurnStore {
  /** Lists are texts with commas here, for PostgreSQL has no arrays of arrays of all lengths. */
  private static final String LOOK =
      """
      select l.something, l.next_due_at, l.snapshots_since, l.gave_up
        from unnest(cast(:workspaces as uuid[]), cast(:integrations as uuid[]), :streams, :versions,
                    :dated, :snapshots, cast(:firsts as date[]), cast(:lasts as date[]),
                    :auditStreams, :auditDays, cast(:auditedSince as timestamptz[]))
             with ordinality q (workspace, integration, streams, versions, dated, snapshots,
                                first_owed, last_owed, audit_streams, audit_days, audited_since, nth)
       cross join lateral
             look(q.workspace, q.integration, :now, string_to_array(q.streams, ','),
                  cast(string_to_array(q.versions, ',') as int[]), string_to_array(q.dated, ','),
                  string_to_array(q.snapshots, ','), q.first_owed, q.last_owed,
                  string_to_array(q.audit_streams, ','),
                  cast(string_to_array(q.audit_days, ',') as date[]), q.audited_since) l
       order by q.nth
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
      UUID workspaceId,
      UUID integrationId,
      List<Wanted> streams,
      DayRange owed,
      List<Audit> audits,
      Instant auditedSince) {

    private String names(Predicate<Wanted> which) {
      return texts(streams.stream().filter(which).toList(), Wanted::stream);
    }
  }

  /**
   * @param something there may be something to plan, read or prepare; false is certain
   * @param nextDueAt of the ledger; in the past for overdue days
   * @param snapshotsSince when the snapshot that is oldest was taken; the epoch if one never was,
   *     empty if there are none
   * @param gaveUp there is an open dead letter that is not about days
   */
  public record Look(
      boolean something,
      Optional<Instant> nextDueAt,
      Optional<Instant> snapshotsSince,
      boolean gaveUp) {}

  /**
   * As system: whether integrations have anything to read by {@code now}.
   *
   * @return in the questions' order
   */
  public List<Look> look(List<Question> questions, Instant now) {
    if (questions.isEmpty()) {
      return List.of();
    }
    return database.inSystem(session ->
        session
            .sql()
            .sql(LOOK)
            .param("workspaces", each(questions, Question::workspaceId, UUID[]::new))
            .param("integrations", each(questions, Question::integrationId, UUID[]::new))
            .param("now", Columns.time(now))
            .param("streams", each(questions, one -> one.names(_ -> true), String[]::new))
            .param(
                "versions",
                each(questions, one -> texts(one.streams(), Wanted::version), String[]::new))
            .param("dated", each(questions, one -> one.names(it -> !it.snapshot()), String[]::new))
            .param("snapshots", each(questions, one -> one.names(Wanted::snapshot), String[]::new))
            .param("firsts", each(questions, one -> one.owed().first().toString(), String[]::new))
            .param("lasts", each(questions, one -> one.owed().last().toString(), String[]::new))
            .param(
                "auditStreams",
                each(questions, one -> texts(one.audits(), Audit::stream), String[]::new))
            .param(
                "auditDays", each(questions, one -> texts(one.audits(), Audit::day), String[]::new))
            .param(
                "auditedSince",
                each(questions, one -> one.auditedSince().toString(), String[]::new))
            .query(TurnStore::look)
            .list());
  }

  private static <T> T[] each(
      List<Question> questions, Function<Question, T> value, IntFunction<T[]> array) {
    return questions.stream().map(value).toArray(array);
  }

  private static <T> String texts(List<T> list, Function<T, Object> text) {
    return list.stream().map(text).map(Object::toString).collect(Collectors.joining(","));
  }

  private static Look look(ResultSet row, int index) throws SQLException {
    return new Look(
        row.getBoolean("something"),
        Columns.optionalInstant(row, "next_due_at"),
        Columns.optionalInstant(row, "snapshots_since"),
        row.getBoolean("gave_up"));
  }

  /**
   * The job of a turn that had nothing to do: started and completed with success. It is recorded by
   * {@link ScheduleStore#idle}.
   */
  public static Job nothingDone(
      UUID workspaceId, UUID integrationId, long claimValue, SyncResult nothing, Instant now) {
    Job fresh = JobStore.fresh(workspaceId, integrationId, JobTrigger.SCHEDULE, now);
    Job started = JobTransitions.after(fresh, new JobEvent.Started(claimValue), now);
    return JobTransitions.after(started, new JobEvent.Completed(nothing), now);
  }

  /**
   * Ends the job that a worker started, as {@link JobStore#move} does, without reading it again:
   * while it runs, nobody else changes what an end goes by. Whether it may wait instead is another
   * matter, for somebody may have cancelled it. The caller holds the integration's lock.
   *
   * @param started as {@link JobStore#start} returned it
   * @param event completes or cancels it
   * @throws FenceLostException this claim runs no more
   */
  public Job end(Job started, JobEvent event, Instant now) {
    Fence fence = started.fence().orElseThrow();
    Job after = JobTransitions.after(started, event, now);
    if (after.status() == JobStatus.PENDING) {
      throw new IllegalArgumentException("only JobStore.move lets a job wait: " + event);
    }
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
