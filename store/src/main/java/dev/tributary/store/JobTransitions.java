package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** The one place that says which state of a job follows which. */
public final class JobTransitions {

  /**
   * The job as it is after the event. Pure. A job whose end was asked for never waits again: what
   * would make it pending ends it as cancelled.
   *
   * @throws IllegalTransitionException the event cannot happen to a job in this state
   */
  public static Job after(Job job, JobEvent event, Instant now) {
    return switch (event) {
      case JobEvent.Started(long claimValue) ->
          switch (job.status()) {
            case PENDING -> started(job, claimValue, now);
            case RUNNING -> {
              // Its worker died: the claim stays spent and a later one takes over.
              if (job.claimValue().orElse(Long.MAX_VALUE) >= claimValue) {
                throw new IllegalTransitionException(job, event);
              }
              yield started(job, claimValue, now);
            }
            case COMPLETED, FAILED -> throw new IllegalTransitionException(job, event);
          };
      case JobEvent.Completed(var result) ->
          ended(
              running(job, event),
              JobStatus.COMPLETED,
              result.success() ? Job.Outcome.SUCCEEDED : Job.Outcome.PARTLY,
              result.success() ? Optional.empty() : job.error(),
              Optional.of(result),
              now);
      case JobEvent.Cancelled cancelled ->
          switch (job.status()) {
            case PENDING, RUNNING ->
                ended(
                    job,
                    JobStatus.COMPLETED,
                    Job.Outcome.CANCELLED,
                    job.error(),
                    Optional.empty(),
                    now);
            case COMPLETED, FAILED -> throw new IllegalTransitionException(job, event);
          };
      case JobEvent.Retried(Instant nextRetryAt, String error) ->
          pending(
              running(job, event),
              job.claims(),
              Optional.of(error),
              Optional.of(nextRetryAt),
              Optional.empty(),
              now);
      case JobEvent.Snoozed(Instant until, String waitingFor) ->
          pending(
              running(job, event),
              job.claims() - 1,
              job.error(),
              Optional.of(until),
              Optional.of(waitingFor),
              now);
      case JobEvent.Postponed(Instant nextRetryAt, String error) ->
          switch (job.status()) {
            case PENDING ->
                pending(
                    job,
                    job.claims(),
                    Optional.of(error),
                    Optional.of(nextRetryAt),
                    Optional.empty(),
                    now);
            case RUNNING, COMPLETED, FAILED -> throw new IllegalTransitionException(job, event);
          };
      case JobEvent.Interrupted interrupted ->
          pending(
              running(job, event),
              job.claims() - 1,
              job.error(),
              Optional.empty(),
              Optional.empty(),
              now);
      case JobEvent.GaveUp(String error, var result) ->
          ended(
              running(job, event),
              JobStatus.FAILED,
              Job.Outcome.GAVE_UP,
              Optional.of(error),
              result,
              now);
    };
  }

  private static Job running(Job job, JobEvent event) {
    return switch (job.status()) {
      case RUNNING -> job;
      case PENDING, COMPLETED, FAILED -> throw new IllegalTransitionException(job, event);
    };
  }

  private static Job started(Job job, long claimValue, Instant now) {
    return new Job(
        job.id(),
        job.workspaceId(),
        job.integrationId(),
        JobStatus.RUNNING,
        job.trigger(),
        OptionalLong.of(claimValue),
        job.claims() + 1,
        Optional.of(job.firstStartedAt().orElse(now)),
        Optional.of(now),
        Optional.empty(),
        job.error(),
        Optional.empty(),
        Optional.empty(),
        job.progress(),
        Optional.empty(),
        Optional.empty(),
        job.cancelRequested(),
        job.createdAt());
  }

  private static Job pending(
      Job job,
      int claims,
      Optional<String> error,
      Optional<Instant> nextRetryAt,
      Optional<String> waitingFor,
      Instant now) {
    if (job.cancelRequested()) {
      return ended(job, JobStatus.COMPLETED, Job.Outcome.CANCELLED, error, Optional.empty(), now);
    }
    return new Job(
        job.id(),
        job.workspaceId(),
        job.integrationId(),
        JobStatus.PENDING,
        job.trigger(),
        job.claimValue(),
        claims,
        job.firstStartedAt(),
        job.startedAt(),
        Optional.empty(),
        error,
        nextRetryAt,
        waitingFor,
        job.progress(),
        Optional.empty(),
        Optional.empty(),
        job.cancelRequested(),
        job.createdAt());
  }

  private static Job ended(
      Job job,
      JobStatus status,
      Job.Outcome outcome,
      Optional<String> error,
      Optional<dev.tributary.spi.SyncResult> result,
      Instant now) {
    return new Job(
        job.id(),
        job.workspaceId(),
        job.integrationId(),
        status,
        job.trigger(),
        job.claimValue(),
        job.claims(),
        job.firstStartedAt(),
        job.startedAt(),
        Optional.of(now),
        error,
        Optional.empty(),
        Optional.empty(),
        job.progress(),
        Optional.of(outcome),
        result,
        job.cancelRequested(),
        job.createdAt());
  }

  private JobTransitions() {}
}
