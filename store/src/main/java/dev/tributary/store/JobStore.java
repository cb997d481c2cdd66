package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Jobs on their way, and each attempt as it ends. An integration has at most one job that is
 * pending or running. What ended is looked at by {@link JobHistory}.
 */
public final class JobStore {
  private static final int ASKS_MAX = 5;

  private final Database database;

  public JobStore(Database database) {
    this.database = database;
  }

  /**
   * The job that is open already, or a new pending one. A running one that is being cancelled is
   * followed by another, see {@link #follow}. The caller holds the integration's lock.
   */
  public Job ask(UUID workspaceId, UUID integrationId, JobTrigger trigger, Instant now) {
    return database.inTenant(
        workspaceId,
        session -> {
          // The job is not locked: its worker locks it while it stores a slice, and who asks does
          // not wait for that. It may end between the two statements, hence the repetition.
          for (int tries = 0; tries < ASKS_MAX; tries++) {
            insert(session, fresh(workspaceId, integrationId, trigger, now));
            Optional<Job> open = open(session, workspaceId, integrationId);
            if (open.isPresent()) {
              if (open.get().cancelRequested()) {
                askNext(session, workspaceId, integrationId, Optional.of(trigger));
              }
              return open.get();
            }
          }
          throw new IllegalStateException(
              "jobs of integration " + integrationId + " end as fast as they are asked for");
        });
  }

  /** Whoever asked first for the next job began it. */
  private static void askNext(
      Session session, UUID workspaceId, UUID integrationId, Optional<JobTrigger> trigger) {
    session
        .sql()
        .sql(
            """
            update integration
               set next_trigger = case when cast(:trigger as text) is not null
                                       then coalesce(next_trigger, :trigger) end
             where workspace_id = :workspace and id = :integration
            """)
        .param("workspace", workspaceId)
        .param("integration", integrationId)
        .param("trigger", trigger.map(Columns::word).orElse(null))
        .update();
  }

  /**
   * Begins what was asked for while the job that ended just now was being cancelled. The caller
   * holds the integration's lock.
   *
   * @return the new pending job; empty when nobody asked
   */
  public Optional<Job> follow(UUID workspaceId, UUID integrationId, Instant now) {
    return database.inTenant(
        workspaceId,
        session -> {
          Optional<Job> next =
              session
                  .sql()
                  .sql(
                      """
                      select next_trigger
                        from integration
                       where workspace_id = :workspace and id = :integration
                         and next_trigger is not null
                      """)
                  .param("workspace", workspaceId)
                  .param("integration", integrationId)
                  .query((row, index) -> Columns.constant(JobTrigger.class, row, "next_trigger"))
                  .optional()
                  .map(trigger -> fresh(workspaceId, integrationId, trigger, now));
          next.ifPresent(job -> {
            askNext(session, workspaceId, integrationId, Optional.empty());
            insert(session, job);
          });
          return next;
        });
  }

  /** The pending or running job. */
  public Optional<Job> open(UUID workspaceId, UUID integrationId) {
    return database.inTenant(workspaceId, session -> open(session, workspaceId, integrationId));
  }

  private static Optional<Job> open(Session session, UUID workspaceId, UUID integrationId) {
    return select(
            session,
            "integration_id = :id and status in ('pending', 'running')",
            workspaceId,
            integrationId)
        .query(JobRows::read)
        .optional();
  }

  public Optional<Job> find(UUID workspaceId, UUID id) {
    return database.inTenant(
        workspaceId,
        session -> select(session, "id = :id", workspaceId, id).query(JobRows::read).optional());
  }

  /**
   * A worker claims the integration: its pending job is started, or a new one that runs at once. A
   * job that still runs under a smaller claim value lost its worker; it is taken over and its claim
   * stays spent.
   *
   * @param claimValue rises with every claim of the integration
   * @throws FenceLostException a later claim runs already
   */
  public Job start(
      UUID workspaceId, UUID integrationId, long claimValue, JobTrigger trigger, Instant now) {
    return database.inTenant(
        workspaceId,
        session -> {
          Job fresh =
              JobTransitions.after(
                  fresh(workspaceId, integrationId, trigger, now),
                  new JobEvent.Started(claimValue),
                  now);
          // Nearly every claim is of an integration without an open job.
          if (insert(session, fresh)) {
            return fresh;
          }
          Job job = openForUpdate(session, workspaceId, integrationId).orElseThrow();
          if (job.claimValue().orElse(Long.MIN_VALUE) >= claimValue
              && job.status() == JobStatus.RUNNING) {
            throw new FenceLostException(
                new Fence(workspaceId, integrationId, job.id(), claimValue));
          }
          return update(session, JobTransitions.after(job, new JobEvent.Started(claimValue), now));
        });
  }

  /**
   * Moves the running job on by {@link JobTransitions#after}. A job completed with success sets the
   * integration's last sync.
   *
   * @throws FenceLostException this claim runs no more
   */
  public Job move(Fence fence, JobEvent event, Instant now) {
    return database.inTenant(
        fence.workspaceId(),
        session -> {
          lockIntegration(session, fence);
          Fences.hold(session, fence);
          Job job =
              select(session, "id = :id", fence.workspaceId(), fence.jobId())
                  .query(JobRows::read)
                  .single();
          Job after = update(session, JobTransitions.after(job, event, now));
          if (after.outcome().equals(Optional.of(Job.Outcome.SUCCEEDED))) {
            session
                .sql()
                .sql(
                    """
                    update integration
                       set last_sync_at = greatest(last_sync_at, :now)
                     where workspace_id = :workspace and id = :integration
                    """)
                .param("workspace", fence.workspaceId())
                .param("integration", fence.integrationId())
                .param("now", Columns.time(now))
                .update();
          }
          return after;
        });
  }

  /**
   * A pending job waits on, because the claim that was to begin it was lost; a running one belongs
   * to another claim and is left alone. The caller holds the integration's lock.
   */
  public void postpone(
      UUID workspaceId, UUID integrationId, JobEvent.Postponed event, Instant now) {
    database.inTenant(
        workspaceId,
        session ->
            openForUpdate(session, workspaceId, integrationId)
                .filter(job -> job.status() == JobStatus.PENDING)
                .map(job -> update(session, JobTransitions.after(job, event, now))));
  }

  /** Always before the job, as who asks for work does: two orders would be a deadlock. */
  private static void lockIntegration(Session session, Fence fence) {
    session
        .sql()
        .sql(
            """
            select id
              from integration
             where workspace_id = :workspace and id = :integration
               for no key update
            """)
        .param("workspace", fence.workspaceId())
        .param("integration", fence.integrationId())
        .query(UUID.class)
        .optional();
  }

  /** Says how far the running job is; rows and days done are counted by {@link SliceStore}. */
  public void progress(Fence fence, int daysPlanned, Optional<String> current) {
    database.inTenant(
        fence.workspaceId(),
        session -> {
          Fences.hold(session, fence);
          return session
              .sql()
              .sql(
                  """
                  update sync_job
                     set days_planned = :planned, current = :current
                   where workspace_id = :workspace and id = :job
                  """)
              .param("workspace", fence.workspaceId())
              .param("job", fence.jobId())
              .param("planned", daysPlanned)
              .param("current", current.orElse(null))
              .update();
        });
  }

  /**
   * Asks for the end of an open job: a pending one is cancelled at once, a running one when its
   * worker looks. What was asked for after an earlier cancel is cancelled too; what is asked for
   * after this one gets a job of its own.
   *
   * @return the job afterwards; empty when there is no such open job
   */
  public Optional<Job> requestCancel(UUID workspaceId, UUID id, Instant now) {
    return database.inTenant(
        workspaceId,
        session -> {
          lockAndForget(session, workspaceId, id);
          boolean open =
              session
                      .sql()
                      .sql(
                          """
                          update sync_job
                             set cancel_requested = true
                           where workspace_id = :workspace and id = :id
                             and status in ('pending', 'running')
                          """)
                      .param("workspace", workspaceId)
                      .param("id", id)
                      .update()
                  == 1;
          if (!open) {
            return Optional.empty();
          }
          Job job = select(session, "id = :id", workspaceId, id).query(JobRows::read).single();
          if (job.status() == JobStatus.RUNNING) {
            Announcements.announce(session, Announcements.CANCEL);
          }
          return Optional.of(
              job.status() == JobStatus.PENDING
                  ? update(session, JobTransitions.after(job, new JobEvent.Cancelled(), now))
                  : job);
        });
  }

  /** The integration's row comes first here too. */
  private static void lockAndForget(Session session, UUID workspaceId, UUID jobId) {
    session
        .sql()
        .sql(
            """
            update integration
               set next_trigger = null
             where workspace_id = :workspace
               and id = (select integration_id
                           from sync_job
                          where workspace_id = :workspace and id = :job
                            and status in ('pending', 'running'))
            """)
        .param("workspace", workspaceId)
        .param("job", jobId)
        .update();
  }

  /**
   * Ends the open job at once, running or not, inside a transaction that holds the integration's
   * lock: its worker loses the right to write and finds that out by itself. Waits for a slice that
   * is being stored.
   */
  public Optional<Job> end(UUID workspaceId, UUID integrationId, Instant now) {
    return database.inTenant(
        workspaceId,
        session ->
            openForUpdate(session, workspaceId, integrationId)
                .map(job ->
                    update(session, JobTransitions.after(job, new JobEvent.Cancelled(), now))));
  }

  /** Whether the job is to end before its time; a claim that was lost counts as cancelled. */
  public StopWish stopWish(Fence fence) {
    return database.inTenant(
        fence.workspaceId(),
        session ->
            session
                .sql()
                .sql(
                    """
                    select case
                               when not exists(select
                                                 from sync_job
                                                where workspace_id = :workspace and id = :job
                                                  and fence = :fence and status = 'running'
                                                  and not cancel_requested) then 'CANCEL'
                               when exists(select
                                             from integration i
                                             join provider_pause p on p.provider = i.provider
                                            where i.workspace_id = :workspace
                                              and i.id = :integration) then 'PROVIDER_PAUSED'
                               else 'NONE'
                               end
                    """)
                .param("workspace", fence.workspaceId())
                .param("integration", fence.integrationId())
                .param("job", fence.jobId())
                .param("fence", fence.value())
                .query((row, index) -> StopWish.valueOf(row.getString(1)))
                .single());
  }

  /** As system: which of these running jobs are to end before their time. */
  public Set<UUID> unwanted(Set<UUID> jobs) {
    return database.inSystem(session ->
        session
            .sql()
            .sql(
                """
                select j.id
                  from sync_job j
                  join integration i on i.workspace_id = j.workspace_id and i.id = j.integration_id
                 where j.id = any(:jobs)
                   and (j.cancel_requested or j.status <> 'running'
                        or i.provider in (select provider from provider_pause))
                """)
            .param("jobs", jobs.toArray(UUID[]::new))
            .query((row, index) -> Columns.id(row, "id"))
            .set());
  }

  public void addAttempt(Fence fence, Attempt attempt) {
    database.inTenant(
        fence.workspaceId(),
        session -> {
          Fences.hold(session, fence);
          return session
              .sql()
              .sql(
                  """
                  insert into sync_attempt
                      (id, workspace_id, job_id, claim, stream, first_day, last_day, started_at,
                       ended_at, outcome, category, code, message, excerpt, requests, bytes,
                       rows_read, quota)
                  values (:id, :workspace, :job, :claim, :stream, :first, :last, :started,
                          :ended, :outcome, :category, :code, :message, :excerpt, :requests, :bytes,
                          :rows, jsonb_object(:quotaKeys, :quotaValues))
                  """)
              .params(JobRows.values(fence.workspaceId(), fence.jobId(), attempt))
              .update();
        });
  }

  static Job fresh(UUID workspaceId, UUID integrationId, JobTrigger trigger, Instant now) {
    return new Job(
        Ids.next(now),
        workspaceId,
        integrationId,
        JobStatus.PENDING,
        trigger,
        OptionalLong.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        JobProgress.NONE,
        Optional.empty(),
        Optional.empty(),
        false,
        now);
  }

  private static StatementSpec select(Session session, String where, UUID workspaceId, UUID id) {
    return session
        .sql()
        .sql(
            "select %s from sync_job where workspace_id = :workspace and %s"
                .formatted(JobRows.COLUMNS, where))
        .param("workspace", workspaceId)
        .param("id", id);
  }

  private static Optional<Job> openForUpdate(
      Session session, UUID workspaceId, UUID integrationId) {
    return select(
            session,
            "integration_id = :id and status in ('pending', 'running') for update",
            workspaceId,
            integrationId)
        .query(JobRows::read)
        .optional();
  }

  /** False when the integration has an open job already. */
  private static boolean insert(Session session, Job job) {
    return session
            .sql()
            .sql(
                """
                insert into sync_job (id, workspace_id, integration_id, status, trigger, fence,
                                      claims, first_started_at, started_at, created_at)
                values (:id, :workspace, :integration, :status, :trigger, :fence,
                        :claims, :firstStarted, :started, :created)
                    on conflict (integration_id) where status in ('pending', 'running') do nothing
                """)
            .params(JobRows.values(job))
            .update()
        == 1;
  }

  private static Job update(Session session, Job job) {
    session
        .sql()
        .sql(
            """
            update sync_job
               set %s
             where workspace_id = :workspace and id = :id
            """
                .formatted(JobRows.changes(job)))
        .params(JobRows.values(job))
        .update();
    return job;
  }
}
