package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.SyncResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobTransitionsTest {
  private static final Instant NOW = Connected.NOW;
  private static final SyncResult GOOD = new SyncResult(true, 5, List.of(), Optional.empty());
  private static final SyncResult PARTLY = new SyncResult(false, 5, List.of(), Optional.empty());

  static Job fresh() {
    return new Job(
        new UUID(1, 1),
        new UUID(2, 2),
        new UUID(3, 3),
        JobStatus.PENDING,
        JobTrigger.MANUAL,
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
        NOW);
  }

  private static Job after(Job job, JobEvent event) {
    return JobTransitions.after(job, event, NOW);
  }

  @Test
  void an_ended_job_never_moves_again() {
    Job running = after(fresh(), new JobEvent.Started(1));
    for (Job ended :
        List.of(
            after(running, new JobEvent.Completed(GOOD)),
            after(running, new JobEvent.GaveUp("no use", Optional.empty())),
            after(running, new JobEvent.Cancelled()),
            after(fresh(), new JobEvent.Cancelled()))) {
      for (JobEvent event : events()) {
        assertThatThrownBy(() -> after(ended, event))
            .isInstanceOf(IllegalTransitionException.class)
            .hasMessageContaining(ended.status().toString());
      }
    }
  }

  @Test
  void a_pending_job_can_only_start_or_wait_on_or_be_cancelled() {
    for (JobEvent event : events()) {
      switch (event) {
        case JobEvent.Started started ->
            assertThat(after(fresh(), event).status()).isEqualTo(JobStatus.RUNNING);
        case JobEvent.Cancelled cancelled ->
            assertThat(after(fresh(), event).outcome()).contains(Job.Outcome.CANCELLED);
        case JobEvent.Postponed(Instant until, String error) -> {
          Job after = after(fresh(), event);
          assertThat(after.status()).isEqualTo(JobStatus.PENDING);
          assertThat(after.claims()).isZero();
          assertThat(after.nextRetryAt()).contains(until);
          assertThat(after.error()).contains(error);
        }
        case JobEvent.Completed any -> refused(event);
        case JobEvent.Retried any -> refused(event);
        case JobEvent.Snoozed any -> refused(event);
        case JobEvent.Interrupted any -> refused(event);
        case JobEvent.GaveUp any -> refused(event);
      }
    }
  }

  private static void refused(JobEvent event) {
    assertThatThrownBy(() -> after(fresh(), event)).isInstanceOf(IllegalTransitionException.class);
  }

  @Test
  void a_claim_that_is_not_later_takes_nothing_over() {
    Job running = after(fresh(), new JobEvent.Started(7));

    assertThatThrownBy(() -> after(running, new JobEvent.Started(7)))
        .isInstanceOf(IllegalTransitionException.class);
    Job taken = after(running, new JobEvent.Started(8));
    assertThat(taken.claims()).as("the dead worker's claim stays spent").isEqualTo(2);
    assertThat(taken.fence().orElseThrow().value()).isEqualTo(8);
  }

  @Test
  void a_retry_spends_the_claim_and_a_snooze_gives_it_back() {
    Job running = after(fresh(), new JobEvent.Started(1));

    Job retried = after(running, new JobEvent.Retried(NOW.plusSeconds(60), "503"));
    assertThat(retried.claims()).isEqualTo(1);
    assertThat(retried.error()).contains("503");
    assertThat(retried.nextRetryAt()).contains(NOW.plusSeconds(60));

    Job again = after(retried, new JobEvent.Started(2));
    assertThat(again.retryCount()).isEqualTo(1);
    Job snoozed = after(again, new JobEvent.Snoozed(NOW.plusSeconds(3600), "hourly quota"));
    assertThat(snoozed.claims()).isEqualTo(1);
    assertThat(snoozed.waitingFor()).contains("hourly quota");
    assertThat(snoozed.error()).as("what failed before is not forgotten").contains("503");
    assertThat(snoozed.fence()).isEmpty();

    Job interrupted = after(running, new JobEvent.Interrupted());
    assertThat(interrupted.claims()).isZero();
    assertThat(interrupted.nextRetryAt()).isEmpty();
  }

  @Test
  void a_job_whose_end_was_asked_for_never_waits_again() {
    Job running = cancelled(after(fresh(), new JobEvent.Started(1)));
    for (JobEvent event :
        List.of(
            new JobEvent.Retried(NOW.plusSeconds(60), "503"),
            new JobEvent.Snoozed(NOW.plusSeconds(60), "quota"),
            new JobEvent.Interrupted())) {
      Job ended = after(running, event);
      assertThat(ended.outcome()).as(event.toString()).contains(Job.Outcome.CANCELLED);
      assertThat(ended.nextRetryAt()).isEmpty();
      assertThat(ended.completedAt()).contains(NOW);
    }
    assertThat(after(running, new JobEvent.Retried(NOW, "503")).error()).contains("503");
    assertThat(after(running, new JobEvent.Completed(GOOD)).outcome())
        .as("what was done before anybody looked is done")
        .contains(Job.Outcome.SUCCEEDED);
  }

  private static Job cancelled(Job job) {
    return new Job(
        job.id(),
        job.workspaceId(),
        job.integrationId(),
        job.status(),
        job.trigger(),
        job.claimValue(),
        job.claims(),
        job.firstStartedAt(),
        job.startedAt(),
        job.completedAt(),
        job.error(),
        job.nextRetryAt(),
        job.waitingFor(),
        job.progress(),
        job.outcome(),
        job.result(),
        true,
        job.createdAt());
  }

  @Test
  void success_forgets_the_error_and_part_of_it_does_not() {
    Job retried = after(after(fresh(), new JobEvent.Started(1)), new JobEvent.Retried(NOW, "503"));
    Job running = after(retried, new JobEvent.Started(2));

    Job good = after(running, new JobEvent.Completed(GOOD));
    assertThat(good.outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(good.error()).isEmpty();
    Job partly = after(running, new JobEvent.Completed(PARTLY));
    assertThat(partly.outcome()).contains(Job.Outcome.PARTLY);
    assertThat(partly.error()).contains("503");
    assertThat(partly.completedAt()).contains(NOW);
  }

  @Test
  void the_first_start_is_remembered_through_all_claims() {
    Job first = after(fresh(), new JobEvent.Started(1));
    Job snoozed = after(first, new JobEvent.Snoozed(NOW, "quota"));
    Instant later = NOW.plusSeconds(99);

    Job second = JobTransitions.after(snoozed, new JobEvent.Started(2), later);

    assertThat(second.firstStartedAt()).contains(NOW);
    assertThat(second.startedAt()).contains(later);
  }

  @Test
  void no_history_breaks_the_rules() {
    Random random = new Random(20_261_122);
    for (int history = 0; history < 2_000; history++) {
      Job job = fresh();
      int spent = 0;
      for (int step = 0; step < 40; step++) {
        JobEvent event = events().get(random.nextInt(events().size()));
        if (event instanceof JobEvent.Started) {
          event = new JobEvent.Started(step);
        }
        Job before = job;
        try {
          job = after(job, event);
        } catch (IllegalTransitionException refused) {
          assertThat(job).isSameAs(before);
          continue;
        }
        spent += event instanceof JobEvent.Started ? 1 : 0;
        spent -= event instanceof JobEvent.Snoozed || event instanceof JobEvent.Interrupted ? 1 : 0;
        assertThat(job.claims()).isEqualTo(spent);
        assertThat(job.fence().isPresent()).isEqualTo(job.status() == JobStatus.RUNNING);
        assertThat(job.completedAt().isPresent()).isEqualTo(job.outcome().isPresent());
      }
    }
  }

  private static List<JobEvent> events() {
    List<JobEvent> events = new ArrayList<>();
    events.add(new JobEvent.Started(9));
    events.add(new JobEvent.Completed(GOOD));
    events.add(new JobEvent.Cancelled());
    events.add(new JobEvent.Retried(NOW, "e"));
    events.add(new JobEvent.Snoozed(NOW, "w"));
    events.add(new JobEvent.Interrupted());
    events.add(new JobEvent.GaveUp("e", Optional.of(PARTLY)));
    return events;
  }
}
