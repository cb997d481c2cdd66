package dev.tributary.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What jobs did, as far as it is kept: for people who look, and for the end of keeping it. */
public final class JobHistory {
  private static final String FILTERED =
      """
      workspace_id = :workspace
         and (cast(:integration as uuid) is null or integration_id = :integration)
         and (cast(:provider as text) is null
              or integration_id in (select i.id
                                      from integration i
                                     where i.workspace_id = :workspace and i.provider = :provider))
         and (cast(:status as text) is null or status = :status)
         and (cast(:outcome as text) is null or outcome = :outcome)\
      """;

  private final Database database;

  public JobHistory(Database database) {
    this.database = database;
  }

  /**
   * Which jobs of a workspace; what is empty does not matter.
   *
   * @param provider of the integration
   */
  public record Filter(
      Optional<UUID> integration,
      Optional<String> provider,
      Optional<JobStatus> status,
      Optional<Job.Outcome> outcome) {
    public static final Filter ALL =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Jobs that stand alike. */
  public record Standing(JobStatus status, Optional<Job.Outcome> outcome, long jobs) {}

  /** How many jobs ended how. */
  public record Counts(int completed, int failed) {}

  /** Newest first. */
  public List<Job> recent(UUID workspaceId, UUID integrationId, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from sync_job
                     where workspace_id = :workspace and integration_id = :integration
                     order by created_at desc, id desc
                     limit :limit
                    """
                        .formatted(JobRows.COLUMNS))
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .param("limit", limit)
                .query(JobRows::read)
                .list());
  }

  /**
   * Of a whole workspace, newest first.
   *
   * @param after the last one seen before
   */
  public List<Job> page(UUID workspaceId, Filter filter, Optional<UUID> after, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select %s
                      from sync_job
                     where %s
                       and (cast(:after as uuid) is null or id < :after)
                     order by id desc
                     limit :limit
                    """
                        .formatted(JobRows.COLUMNS, FILTERED))
                .params(filtered(workspaceId, filter))
                .param("after", after.orElse(null))
                .param("limit", limit)
                .query(JobRows::read)
                .list());
  }

  /** How many jobs of a workspace stand how, as far as they are kept. */
  public List<Standing> standings(UUID workspaceId, Filter filter) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select status, outcome, count(*) as jobs
                      from sync_job
                     where %s
                     group by status, outcome
                     order by status, outcome nulls first
                    """
                        .formatted(FILTERED))
                .params(filtered(workspaceId, filter))
                .query((row, index) ->
                    new Standing(
                        Columns.constant(JobStatus.class, row, "status"),
                        Columns.optionalConstant(Job.Outcome.class, row, "outcome"),
                        row.getLong("jobs")))
                .list());
  }

  /** Newest first. */
  public List<Attempt> attempts(UUID workspaceId, UUID jobId, int limit) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select id, claim, stream, first_day, last_day, started_at, ended_at, outcome,
                           category, code, message, excerpt, requests, bytes, rows_read, %s
                      from sync_attempt
                     where workspace_id = :workspace and job_id = :job
                     order by started_at desc, id desc
                     limit :limit
                    """
                        .formatted(Columns.map("quota")))
                .param("workspace", workspaceId)
                .param("job", jobId)
                .param("limit", limit)
                .query(JobRows::attempt)
                .list());
  }

  /** How many of the integration's jobs ended how, as far as they are kept. */
  public Counts counts(UUID workspaceId, UUID integrationId) {
    return database.inTenant(
        workspaceId,
        session ->
            session
                .sql()
                .sql(
                    """
                    select count(*) filter (where status = 'completed') as completed,
                           count(*) filter (where status = 'failed') as failed
                      from sync_job
                     where workspace_id = :workspace and integration_id = :integration
                    """)
                .param("workspace", workspaceId)
                .param("integration", integrationId)
                .query((row, index) -> new Counts(row.getInt("completed"), row.getInt("failed")))
                .single());
  }

  /**
   * As system: deletes jobs that ended before a time, with their attempts.
   *
   * @return how many; fewer than {@code limit} when none is left
   */
  public int deleteEndedBefore(Instant time, int limit) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                delete from sync_job
                 where id in (select id from sync_job where completed_at < :time limit :limit)
                """)
            .param("time", Columns.time(time))
            .param("limit", limit)
            .update());
  }

  private static Map<String, @Nullable Object> filtered(UUID workspaceId, Filter filter) {
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("workspace", workspaceId);
    values.put("integration", filter.integration().orElse(null));
    values.put("provider", filter.provider().orElse(null));
    values.put("status", filter.status().map(Columns::word).orElse(null));
    values.put("outcome", filter.outcome().map(Columns::word).orElse(null));
    return values;
  }
}
