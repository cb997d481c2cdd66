package dev.tributary.store;

import static dev.tributary.store.Invariant.REPORT_IT;

import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.Invariant.Bounds;
import java.util.List;
import java.util.stream.Collectors;

/** What is true of jobs, their claims and their dead letters. */
final class QueueInvariants {
  private static final String RESTART =
      REPORT_IT + "the claim is given up when the process that holds it is restarted.";

  /** The row by which the scheduler runs an integration. */
  private static final String ROW =
      """
      scheduled_tasks t
                     on t.task_name = :task
                    and t.task_instance = i.workspace_id || '/' || i.provider || '/' || i.id\
      """;

  static List<Invariant> all(List<ProviderDescriptor> providers) {
    String known =
        providers.isEmpty()
            ? "null"
            : providers.stream()
                .map(provider -> "'" + provider.id() + "'")
                .collect(Collectors.joining(", "));
    return List.of(
        new Invariant(
            "running-has-claim",
            "Every running job has a claimed place in the queue.",
            RESTART,
            Bounds.ALL,
            """
            select 'job ' || j.id
              from sync_job j
              left join integration i on i.id = j.integration_id
              left join %s
             where j.status = 'running' and t.picked is not true
            """
                .formatted(ROW)),
        new Invariant(
            "fence-not-ahead",
            "No open job carries a newer claim than its place in the queue.",
            RESTART,
            Bounds.ALL,
            """
            select 'job ' || j.id
              from sync_job j
              join integration i on i.id = j.integration_id
              join %s
             where j.status in ('pending', 'running') and j.fence > t.version
            """
                .formatted(ROW)),
        new Invariant(
            "claims-alive",
            "While jobs end, no claim is older than five minutes without a sign of life.",
            "Look at the log of the process that the place names; "
                + "another one takes over what is overdue, so report it.",
            Bounds.ALL,
            """
            select t.task_instance || ' of ' || t.picked_by
              from scheduled_tasks t
             where t.picked and t.last_heartbeat < cast(:now as timestamptz) - interval '5 minutes'
               and exists (select
                             from sync_job j
                            where j.completed_at > cast(:now as timestamptz) - interval '1 minute')
            """),
        new Invariant(
            "one-open-job",
            "No connection has two jobs that wait or run.",
            REPORT_IT + "cancel one of the two.",
            Bounds.ALL,
            """
            select 'connection ' || j.integration_id
              from sync_job j
             where j.status in ('pending', 'running')
             group by j.integration_id
            having count(*) > 1
            """),
        new Invariant(
            "asked-after-cancel",
            "What was asked for after a cancel waits for nothing but the cancelled job's end.",
            REPORT_IT + "ask for the sync again.",
            Bounds.ALL,
            """
            select 'connection ' || i.id
              from integration i
             where i.next_trigger is not null
               and not exists (select
                                 from sync_job j
                                where j.integration_id = i.id and j.status = 'running'
                                  and j.cancel_requested)
            """),
        new Invariant(
            "open-job-can-run",
            "No job waits for a connection that does not sync.",
            REPORT_IT + "cancel the job.",
            Bounds.ALL,
            """
            select 'job ' || j.id
              from sync_job j
              left join integration i on i.id = j.integration_id
             where j.status = 'pending' and i.state is distinct from 'active'
            """),
        new Invariant(
            "active-has-place",
            "Every active connection of a provider that is here has a place in the queue.",
            "Start a server: it gives lost places back within the hour.",
            Bounds.ALL,
            """
            select 'connection ' || i.id
              from integration i
              left join %s
             where i.state = 'active' and t.task_instance is null and i.provider in (%s)
            """
                .formatted(ROW, known)),
        new Invariant(
            "place-has-active",
            "No place in the queue waits for a connection that is gone or does not sync.",
            REPORT_IT + "it takes no harm: whoever claims the place removes it.",
            Bounds.ALL,
            """
            select t.task_instance
              from scheduled_tasks t
              left join integration i
                on t.task_instance = i.workspace_id || '/' || i.provider || '/' || i.id
             where t.task_name = :task and not t.picked and i.state is distinct from 'active'
            """),
        new Invariant(
            "retry-times-agree",
            "No job's next try is earlier than the queue's.",
            REPORT_IT + "./tributary sync pulls it forward.",
            Bounds.ALL,
            """
            select 'job ' || j.id || ' at ' || coalesce(cast(j.next_retry_at as text), 'once')
                      || ', the queue''s at ' || t.execution_time
              from sync_job j
              join integration i on i.id = j.integration_id
              join %s
             where j.status = 'pending' and not t.picked
               and t.execution_time > coalesce(j.next_retry_at + interval '1 second',
                                               cast(:now as timestamptz) + interval '61 seconds')
            """
                .formatted(ROW)),
        new Invariant(
            "wait-has-end",
            "Every job that waits for a provider knows until when.",
            REPORT_IT + "./tributary sync pulls it forward.",
            Bounds.ALL,
            """
            select 'job ' || j.id
              from sync_job j
             where j.status = 'pending' and j.waiting_for is not null and j.next_retry_at is null
            """),
        new Invariant(
            "claims-bounded",
            "No open job was claimed more than six times without being given up.",
            REPORT_IT + "cancel the job.",
            Bounds.ALL,
            """
            select 'job ' || j.id
              from sync_job j
             where j.status in ('pending', 'running') and j.claims > 6
            """),
        new Invariant(
            "failed-has-letter",
            "Every job that gave up left a dead letter.",
            REPORT_IT + "./tributary sync tries again.",
            Bounds.LAST_DAY,
            """
            select 'job ' || j.id
              from sync_job j
             where j.status = 'failed'
               and j.completed_at > cast(:now as timestamptz) - interval '1 day'
               and not exists (select
                                 from dead_letter d
                                where d.integration_id = j.integration_id
                                  and (d.job_id = j.id
                                       or d.created_at >= j.completed_at - interval '1 second'))
            """),
        new Invariant(
            "ended-has-result",
            "Every job that got through tells its result.",
            REPORT_IT + "the stored days are not touched by it.",
            Bounds.LAST_DAY,
            """
            select 'job ' || j.id
              from sync_job j
             where j.outcome in ('succeeded', 'partly')
               and j.completed_at > cast(:now as timestamptz) - interval '1 day'
               and j.success is distinct from (j.outcome = 'succeeded')
            """),
        new Invariant(
            "success-is-noted",
            "No connection's last sync is older than its last successful job.",
            REPORT_IT + "the next successful sync puts it right.",
            Bounds.LAST_DAY,
            """
            select distinct 'connection ' || i.id
              from sync_job j
              join integration i on i.id = j.integration_id
             where j.outcome = 'succeeded'
               and j.completed_at > cast(:now as timestamptz) - interval '1 day'
               and (i.last_sync_at is null or i.last_sync_at < j.completed_at)
            """));
  }

  private QueueInvariants() {}
}
