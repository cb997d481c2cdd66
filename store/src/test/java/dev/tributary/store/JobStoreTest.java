package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncResult;
import dev.tributary.spi.SyncResult.SyncError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class JobStoreTest {
  private static final Instant NOW = Connected.NOW;
  private static final SyncResult GOOD = new SyncResult(true, 5, List.of(), Optional.of(NOW));

  private Database database;
  private JobStore jobs;
  private JobHistory history;
  private Connected shop;

  @BeforeAll
  void open() {
    database = TestServer.database();
    jobs = new JobStore(database);
    history = new JobHistory(database);
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void connect() {
    shop = Connected.on(database, "acme");
  }

  private Job found() {
    return jobs.find(shop.workspaceId(), shop.fence().jobId()).orElseThrow();
  }

  @Test
  void a_claim_that_lost_its_job_can_do_nothing_to_it() {
    Fence lost = shop.fence();
    Job taken = jobs.start(shop.workspaceId(), shop.integrationId(), 2, JobTrigger.SCHEDULE, NOW);

    assertThat(taken.id()).isEqualTo(lost.jobId());
    assertThat(taken.claims()).isEqualTo(2);
    assertThatThrownBy(() -> jobs.move(lost, new JobEvent.Completed(GOOD), NOW))
        .isInstanceOf(FenceLostException.class);
    assertThatThrownBy(() -> jobs.progress(lost, 9, Optional.empty()))
        .isInstanceOf(FenceLostException.class);
    assertThatThrownBy(() -> jobs.addAttempt(lost, attempt(Optional.empty())))
        .isInstanceOf(FenceLostException.class);
    assertThat(jobs.stopWish(lost)).isEqualTo(StopWish.CANCEL);
    assertThat(found()).isEqualTo(taken);
  }

  @Test
  void an_older_claim_starts_nothing() {
    jobs.start(shop.workspaceId(), shop.integrationId(), 5, JobTrigger.SCHEDULE, NOW);

    assertThatThrownBy(
            () -> jobs.start(shop.workspaceId(), shop.integrationId(), 4, JobTrigger.SCHEDULE, NOW))
        .isInstanceOf(FenceLostException.class);
    assertThatThrownBy(
            () -> jobs.start(shop.workspaceId(), shop.integrationId(), 5, JobTrigger.SCHEDULE, NOW))
        .isInstanceOf(FenceLostException.class);
  }

  @Test
  void a_running_job_is_what_one_gets_when_asking_for_another() {
    Job asked = jobs.ask(shop.workspaceId(), shop.integrationId(), JobTrigger.MANUAL, NOW);

    assertThat(asked.id()).isEqualTo(shop.fence().jobId());
    assertThat(asked.trigger()).isEqualTo(JobTrigger.SCHEDULE);
  }

  @Test
  void many_who_ask_at_once_get_the_same_job() throws Exception {
    jobs.move(shop.fence(), new JobEvent.Completed(GOOD), NOW);
    try (ExecutorService people = Executors.newFixedThreadPool(8)) {
      List<Future<UUID>> asked = new ArrayList<>();
      for (int one = 0; one < 8; one++) {
        asked.add(
            people.submit(() ->
                jobs.ask(shop.workspaceId(), shop.integrationId(), JobTrigger.MANUAL, NOW).id()));
      }
      List<UUID> ids = new ArrayList<>();
      for (Future<UUID> one : asked) {
        ids.add(one.get());
      }
      assertThat(ids).containsOnly(ids.getFirst());
    }
    assertThat(history.recent(shop.workspaceId(), shop.integrationId(), 9)).hasSize(2);
  }

  @Test
  void many_who_claim_at_once_run_one_job() throws Exception {
    jobs.move(shop.fence(), new JobEvent.Completed(GOOD), NOW);
    try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> claims = new ArrayList<>();
      for (int one = 0; one < 4; one++) {
        claims.add(
            workers.submit(() -> {
              try {
                jobs.start(shop.workspaceId(), shop.integrationId(), 9, JobTrigger.SCHEDULE, NOW);
                return true;
              } catch (FenceLostException late) {
                return false;
              }
            }));
      }
      int started = 0;
      for (Future<Boolean> claim : claims) {
        started += claim.get() ? 1 : 0;
      }
      assertThat(started).isOne();
    }
    assertThat(jobs.open(shop.workspaceId(), shop.integrationId()).orElseThrow().claims()).isOne();
  }

  @Test
  void a_pending_job_is_started_by_the_next_claim() {
    Job retried =
        jobs.move(shop.fence(), new JobEvent.Retried(NOW.plusSeconds(60), "503 \0 again"), NOW);
    assertThat(jobs.open(shop.workspaceId(), shop.integrationId()).orElseThrow().error())
        .contains("503  again");
    assertThat(retried.status()).isEqualTo(JobStatus.PENDING);

    Job running = jobs.start(shop.workspaceId(), shop.integrationId(), 2, JobTrigger.SCHEDULE, NOW);

    assertThat(running.retryCount()).isOne();
    assertThat(running.nextRetryAt()).isEmpty();
    assertThat(found()).isEqualTo(running);
  }

  @Test
  void a_claim_value_may_start_again_after_the_schedule_row_was_made_anew() {
    jobs.start(shop.workspaceId(), shop.integrationId(), 50, JobTrigger.SCHEDULE, NOW);
    Fence fence = found().fence().orElseThrow();
    jobs.move(fence, new JobEvent.Snoozed(NOW, "quota"), NOW);

    Job again = jobs.start(shop.workspaceId(), shop.integrationId(), 1, JobTrigger.SCHEDULE, NOW);

    assertThat(again.fence().orElseThrow().value()).isOne();
  }

  @Test
  void a_completed_job_keeps_its_result_and_sets_the_last_sync() {
    SyncResult result =
        new SyncResult(
            true,
            1_234,
            List.of(
                new SyncError(
                    Failure.Category.DATA,
                    "malformed",
                    "Acme answered \"nonsense\"\0",
                    Optional.of("pages"),
                    Optional.of(DayRange.of(TestSlices.DAY))),
                new SyncError(
                    Failure.Category.SYSTEM,
                    "network",
                    "no answer",
                    Optional.empty(),
                    Optional.empty())),
            Optional.of(NOW.plusSeconds(7)));

    jobs.move(shop.fence(), new JobEvent.Completed(result), NOW);

    Job kept = found();
    assertThat(kept.outcome()).contains(Job.Outcome.SUCCEEDED);
    SyncResult read = kept.result().orElseThrow();
    assertThat(read.recordsProcessed()).isEqualTo(1_234);
    assertThat(read.nextSyncAt()).contains(NOW.plusSeconds(7));
    assertThat(read.errors()).hasSize(2);
    assertThat(read.errors().getFirst().message()).isEqualTo("Acme answered \"nonsense\"");
    assertThat(read.errors().getFirst().days()).contains(DayRange.of(TestSlices.DAY));
    assertThat(read.errors().getLast()).isEqualTo(result.errors().getLast());
    assertThat(
            new IntegrationStore(database)
                .find(shop.workspaceId(), shop.integrationId())
                .orElseThrow()
                .lastSyncAt())
        .contains(NOW);
    assertThat(jobs.open(shop.workspaceId(), shop.integrationId())).isEmpty();
    assertThat(history.counts(shop.workspaceId(), shop.integrationId()))
        .isEqualTo(new JobHistory.Counts(1, 0));
  }

  @Test
  void a_job_that_gave_up_is_failed_and_sets_no_last_sync() {
    jobs.move(shop.fence(), new JobEvent.GaveUp("six times 503", Optional.empty()), NOW);

    assertThat(found().status()).isEqualTo(JobStatus.FAILED);
    assertThat(history.counts(shop.workspaceId(), shop.integrationId()).failed()).isOne();
    assertThat(
            new IntegrationStore(database)
                .find(shop.workspaceId(), shop.integrationId())
                .orElseThrow()
                .lastSyncAt())
        .isEmpty();
  }

  @Test
  void an_event_that_cannot_happen_writes_nothing() {
    Job before = found();

    assertThatThrownBy(() -> jobs.move(shop.fence(), new JobEvent.Started(1), NOW))
        .isInstanceOf(IllegalTransitionException.class);
    assertThat(found()).isEqualTo(before);
  }

  @Test
  void a_running_job_is_asked_to_stop_and_a_pending_one_stops() {
    assertThat(jobs.stopWish(shop.fence())).isEqualTo(StopWish.NONE);
    Job asked = jobs.requestCancel(shop.workspaceId(), shop.fence().jobId(), NOW).orElseThrow();
    assertThat(asked.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(asked.cancelRequested()).isTrue();
    assertThat(jobs.stopWish(shop.fence())).isEqualTo(StopWish.CANCEL);

    Job cancelled = jobs.move(shop.fence(), new JobEvent.Interrupted(), NOW);
    assertThat(cancelled.outcome()).as("it never waits").contains(Job.Outcome.CANCELLED);
    assertThat(jobs.requestCancel(shop.workspaceId(), shop.fence().jobId(), NOW)).isEmpty();

    Job pending = ask(JobTrigger.MANUAL);
    assertThat(jobs.requestCancel(shop.workspaceId(), pending.id(), NOW).orElseThrow().outcome())
        .contains(Job.Outcome.CANCELLED);
  }

  @Test
  void what_is_asked_for_after_a_cancel_is_another_job() {
    jobs.requestCancel(shop.workspaceId(), shop.fence().jobId(), NOW);
    assertThat(ask(JobTrigger.MANUAL).id()).isEqualTo(shop.fence().jobId());
    ask(JobTrigger.RECONNECT);
    jobs.move(shop.fence(), new JobEvent.Cancelled(), NOW);

    Job next = follow().orElseThrow();
    assertThat(next.id()).isNotEqualTo(shop.fence().jobId());
    assertThat(next.trigger()).as("who asked first began it").isEqualTo(JobTrigger.MANUAL);
    assertThat(next.status()).isEqualTo(JobStatus.PENDING);
    assertThat(next.cancelRequested()).isFalse();
    assertThat(jobs.open(shop.workspaceId(), shop.integrationId())).contains(next);
    assertThat(follow()).as("once").isEmpty();
  }

  @Test
  void a_second_cancel_takes_back_what_was_asked_for_between_them() {
    jobs.requestCancel(shop.workspaceId(), shop.fence().jobId(), NOW);
    ask(JobTrigger.MANUAL);
    jobs.requestCancel(shop.workspaceId(), shop.fence().jobId(), NOW);
    jobs.move(shop.fence(), new JobEvent.Cancelled(), NOW);
    assertThat(follow()).isEmpty();
    assertThat(jobs.open(shop.workspaceId(), shop.integrationId())).isEmpty();
  }

  private Job ask(JobTrigger trigger) {
    return jobs.ask(shop.workspaceId(), shop.integrationId(), trigger, NOW);
  }

  private Optional<Job> follow() {
    return jobs.follow(shop.workspaceId(), shop.integrationId(), NOW);
  }

  @Test
  void progress_is_kept_with_the_job() {
    jobs.progress(shop.fence(), 90, Optional.of("pages 2026-11-09"));

    assertThat(found().progress())
        .isEqualTo(new JobProgress(0, 90, 0, Optional.of("pages 2026-11-09")));
  }

  private static Attempt attempt(Optional<SyncError> error) {
    return new Attempt(
        Ids.next(NOW),
        1,
        Optional.of(new Slice("pages", DayRange.of(TestSlices.DAY))),
        NOW,
        NOW.plusSeconds(2),
        error.isPresent() ? Attempt.Outcome.FAILED : Attempt.Outcome.SUCCEEDED,
        error,
        error.map(SyncError::message),
        3,
        4_096,
        1_000,
        Map.of("tokens", 12L));
  }

  @Test
  void attempts_are_kept_with_what_they_cost() {
    Attempt good = attempt(Optional.empty());
    Attempt bad =
        new Attempt(
            Ids.next(NOW.plusSeconds(5)),
            2,
            Optional.empty(),
            NOW.plusSeconds(5),
            NOW.plusSeconds(6),
            Attempt.Outcome.FAILED,
            Optional.of(
                new SyncError(
                    Failure.Category.AUTHENTICATION,
                    "grant_rejected",
                    "Reconnect",
                    Optional.empty(),
                    Optional.empty())),
            Optional.of("<html>"),
            1,
            0,
            0,
            Map.of());
    jobs.addAttempt(shop.fence(), good);
    jobs.addAttempt(shop.fence(), bad);

    assertThat(history.attempts(shop.workspaceId(), shop.fence().jobId(), 9))
        .containsExactly(bad, good);
  }

  @Test
  void old_jobs_go_with_their_attempts() {
    jobs.addAttempt(shop.fence(), attempt(Optional.empty()));
    jobs.move(shop.fence(), new JobEvent.Completed(GOOD), NOW.minusSeconds(1_000_000));
    Job open = jobs.ask(shop.workspaceId(), shop.integrationId(), JobTrigger.BACKFILL, NOW);

    assertThat(history.deleteEndedBefore(NOW.minusSeconds(1_000), 10)).isOne();

    assertThat(history.recent(shop.workspaceId(), shop.integrationId(), 9)).containsExactly(open);
    assertThat(history.attempts(shop.workspaceId(), shop.fence().jobId(), 9)).isEmpty();
  }

  @Test
  void jobs_of_a_workspace_are_paged_filtered_and_counted() {
    Connected shop = Connected.on(database, "paged");
    Connected other = Connected.in(database, shop.workspaceId(), "other", "9");
    jobs.move(
        shop.fence(),
        new JobEvent.Completed(new SyncResult(true, 0, List.of(), Optional.empty())),
        NOW.plusSeconds(1));
    Job second =
        jobs.ask(shop.workspaceId(), shop.integrationId(), JobTrigger.MANUAL, NOW.plusSeconds(2));

    List<Job> first = history.page(shop.workspaceId(), JobHistory.Filter.ALL, Optional.empty(), 2);
    assertThat(first).hasSize(2).first().isEqualTo(second);
    assertThat(
            history.page(
                shop.workspaceId(), JobHistory.Filter.ALL, Optional.of(first.getLast().id()), 2))
        .hasSize(1);
    JobHistory.Filter ofProvider =
        new JobHistory.Filter(
            Optional.empty(), Optional.of("other"), Optional.empty(), Optional.empty());
    assertThat(history.page(shop.workspaceId(), ofProvider, Optional.empty(), 9))
        .extracting(Job::integrationId)
        .containsExactly(other.integrationId());
    JobHistory.Filter succeeded =
        new JobHistory.Filter(
            Optional.of(shop.integrationId()),
            Optional.of("paged"),
            Optional.of(JobStatus.COMPLETED),
            Optional.of(Job.Outcome.SUCCEEDED));
    assertThat(history.page(shop.workspaceId(), succeeded, Optional.empty(), 9))
        .extracting(Job::id)
        .containsExactly(shop.fence().jobId());
    assertThat(history.standings(shop.workspaceId(), JobHistory.Filter.ALL))
        .containsExactly(
            new JobHistory.Standing(JobStatus.COMPLETED, Optional.of(Job.Outcome.SUCCEEDED), 1),
            new JobHistory.Standing(JobStatus.PENDING, Optional.empty(), 1),
            new JobHistory.Standing(JobStatus.RUNNING, Optional.empty(), 1));
  }
}
