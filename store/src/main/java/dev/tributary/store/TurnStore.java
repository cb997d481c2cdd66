package dev.tributary.store;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.SyncResult;
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
      select something, next_due_at, snapshots_since, gave_up
        from look(:workspace, :integration, :now, cast(:streams as text[]),
                  cast(:versions as int[]), cast(:dated as text[]), cast(:snapshots as text[]),
                  cast(:first as date), cast(:last as date), cast(:auditStreams as text[]),
                  cast(:auditDays as date[]), :auditedSince)
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
