package dev.tributary.server.api.runs;

import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncResult;
import dev.tributary.spi.SyncResult.SyncError;
import dev.tributary.store.Attempt;
import dev.tributary.store.Job;
import dev.tributary.store.JobStatus;
import dev.tributary.store.JobTrigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One turn of syncing an integration.
 *
 * @param provider absent when the integration is gone, as {@code account}
 * @param account the account's name
 * @param outcome how it ended
 * @param trigger what it was made for
 * @param startedAt when it was last taken by a worker
 * @param error the last one, one sentence
 * @param retryCount how many of its starts were retries; waits that a provider announced are none
 * @param nextRetryAt when a pending job goes on; absent when it is only queued
 * @param waitingFor what a provider told us to wait for
 * @param result absent until it has ended
 * @param cancelling a person wants it to end
 */
record SyncJobDocument(
    UUID id,
    UUID integrationId,
    Optional<String> provider,
    Optional<String> account,
    JobStatus status,
    Optional<Job.Outcome> outcome,
    JobTrigger trigger,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> completedAt,
    Optional<String> error,
    int retryCount,
    Optional<Instant> nextRetryAt,
    Optional<String> waitingFor,
    Progress progress,
    Optional<Result> result,
    boolean cancelling) {

  /**
   * @param daysPlanned as far as is known, 0 for unknown
   * @param rows read and verified, whether or not they changed anything
   * @param current what is being read
   */
  record Progress(int daysDone, int daysPlanned, long rows, Optional<String> current) {}

  /**
   * @param recordsProcessed rows
   * @param errors what was still missing at the end
   * @param nextSyncAt when the integration is due again
   */
  record Result(
      boolean success, long recordsProcessed, List<Error> errors, Optional<Instant> nextSyncAt) {}

  /**
   * What went wrong with what.
   *
   * @param code stable, for programs
   * @param message one sentence
   */
  record Error(
      Failure.Category category,
      String code,
      String message,
      Optional<String> stream,
      Optional<Days> days) {
    static Error of(SyncError error) {
      return new Error(
          error.category(),
          error.code(),
          error.message(),
          error.stream(),
          error.days().map(Days::of));
    }
  }

  /**
   * One try at one slice, or at something else a job does.
   *
   * @param claim which start of the job made it, from 1
   * @param stream absent when it was not about a slice
   * @param excerpt the beginning of an answer that could not be understood
   * @param bytes of answers
   * @param rows that were read
   * @param quota what it consumed, by the quota's name
   */
  record Try(
      UUID id,
      int claim,
      Optional<String> stream,
      Optional<Days> days,
      Instant startedAt,
      double seconds,
      Attempt.Outcome outcome,
      Optional<Error> error,
      Optional<String> excerpt,
      int requests,
      long bytes,
      long rows,
      Map<String, Long> quota) {
    static Try of(Attempt attempt) {
      return new Try(
          attempt.id(),
          attempt.claim(),
          attempt.slice().map(slice -> slice.stream()),
          attempt.slice().map(slice -> Days.of(slice.days())),
          attempt.startedAt(),
          attempt.duration().toMillis() / 1_000.0,
          attempt.outcome(),
          attempt.error().map(Error::of),
          attempt.excerpt(),
          attempt.requests(),
          attempt.bytes(),
          attempt.rows(),
          attempt.quota());
    }
  }

  static SyncJobDocument of(Job job, Known known) {
    return new SyncJobDocument(
        job.id(),
        job.integrationId(),
        known.provider(job.integrationId()),
        known.account(job.integrationId()),
        job.status(),
        job.outcome(),
        job.trigger(),
        job.createdAt(),
        job.startedAt(),
        job.completedAt(),
        job.error(),
        job.retryCount(),
        job.nextRetryAt(),
        job.waitingFor(),
        new Progress(
            job.progress().daysDone(),
            job.progress().daysPlanned(),
            job.progress().rows(),
            job.progress().current()),
        job.result().map(SyncJobDocument::result),
        job.cancelRequested());
  }

  private static Result result(SyncResult result) {
    return new Result(
        result.success(),
        result.recordsProcessed(),
        result.errors().stream().map(Error::of).toList(),
        result.nextSyncAt());
  }
}
