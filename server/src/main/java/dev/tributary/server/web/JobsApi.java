package dev.tributary.server.web;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.spi.SyncResult;
import dev.tributary.spi.SyncResult.SyncError;
import dev.tributary.store.Attempt;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import dev.tributary.store.JobHistory;
import dev.tributary.store.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the command line shows of jobs. {@link ControlGate} lets nobody else in. */
@RestController
@RequestMapping("/control/jobs")
final class JobsApi {
  private static final int LIMIT_MAX = 1_000;
  private static final int ATTEMPTS_MAX = 200;

  private final BackendSource source;

  JobsApi(BackendSource source) {
    this.source = source;
  }

  /**
   * One job.
   *
   * @param nextRetryAt when it goes on; empty unless it waits
   * @param waitingFor what a provider told us to wait for
   * @param cancelling a person wants it to end
   */
  record JobLine(
      UUID id,
      UUID integration,
      String provider,
      String account,
      String status,
      Optional<String> outcome,
      String trigger,
      Instant createdAt,
      Optional<Instant> startedAt,
      Optional<Instant> completedAt,
      int retryCount,
      Optional<Instant> nextRetryAt,
      Optional<String> waitingFor,
      int daysDone,
      int daysPlanned,
      long rows,
      Optional<String> current,
      Optional<String> error,
      boolean cancelling) {

    static JobLine of(Job job, Optional<Integration> integration) {
      return new JobLine(
          job.id(),
          job.integrationId(),
          integration.map(Integration::provider).orElse(""),
          integration.map(known -> known.account().name()).orElse("gone"),
          word(job.status()),
          job.outcome().map(JobsApi::word),
          word(job.trigger()),
          job.createdAt(),
          job.startedAt(),
          job.completedAt(),
          job.retryCount(),
          job.nextRetryAt(),
          job.waitingFor(),
          job.progress().daysDone(),
          job.progress().daysPlanned(),
          job.progress().rows(),
          job.progress().current(),
          job.error(),
          job.cancelRequested());
    }
  }

  /** What went wrong with what. */
  record ErrorLine(
      String category,
      String code,
      String message,
      Optional<String> stream,
      Optional<String> days) {
    static ErrorLine of(SyncError error) {
      return new ErrorLine(
          word(error.category()),
          error.code(),
          error.message(),
          error.stream(),
          error.days().map(Object::toString));
    }
  }

  /** One try of a job. */
  record AttemptLine(
      int claim,
      Optional<String> stream,
      Optional<String> days,
      Instant startedAt,
      double seconds,
      String outcome,
      Optional<ErrorLine> error,
      int requests,
      long bytes,
      long rows,
      Map<String, Long> quota) {

    static AttemptLine of(Attempt attempt) {
      return new AttemptLine(
          attempt.claim(),
          attempt.slice().map(slice -> slice.stream()),
          attempt.slice().map(slice -> slice.days().toString()),
          attempt.startedAt(),
          Duration.between(attempt.startedAt(), attempt.endedAt()).toMillis() / 1_000.0,
          word(attempt.outcome()),
          attempt.error().map(ErrorLine::of),
          attempt.requests(),
          attempt.bytes(),
          attempt.rows(),
          attempt.quota());
    }
  }

  /**
   * What a finished job reports.
   *
   * @param errors what was still missing when it ended
   */
  record ResultLine(
      boolean success,
      long recordsProcessed,
      List<ErrorLine> errors,
      Optional<Instant> nextSyncAt) {

    static ResultLine of(SyncResult result) {
      return new ResultLine(
          result.success(),
          result.recordsProcessed(),
          result.errors().stream().map(ErrorLine::of).toList(),
          result.nextSyncAt());
    }
  }

  /**
   * A job with its tries, newest first.
   *
   * @param result empty until it has ended, and when it was cancelled
   */
  record Detail(JobLine job, Optional<ResultLine> result, List<AttemptLine> attempts) {}

  /** Newest first. */
  @GetMapping
  List<JobLine> jobs(
      @RequestParam Optional<String> account,
      @RequestParam Optional<String> status,
      @RequestParam(defaultValue = "20") int limit) {
    Backend backend = source.get();
    UUID workspace = backend.workspace().id();
    Optional<UUID> integration = account.map(name -> Accounts.one(backend, account).id());
    Map<UUID, Integration> known = new HashMap<>();
    Accounts.all(backend).forEach(one -> known.put(one.id(), one));
    return backend
        .engine()
        .stores()
        .jobHistory()
        .page(
            workspace,
            new JobHistory.Filter(
                integration, Optional.empty(), status.map(JobsApi::status), Optional.empty()),
            Optional.empty(),
            Math.clamp(limit, 1, LIMIT_MAX))
        .stream()
        .map(job -> JobLine.of(job, Optional.ofNullable(known.get(job.integrationId()))))
        .toList();
  }

  @GetMapping("/{id}")
  Detail job(@PathVariable UUID id) throws ConnectException {
    Backend backend = source.get();
    UUID workspace = backend.workspace().id();
    Job job =
        backend
            .engine()
            .stores()
            .jobs()
            .find(workspace, id)
            .orElseThrow(() ->
                new ConnectException(
                    "not_found",
                    "There is no job " + id + "; ./tributary jobs lists them with their ids."));
    return new Detail(
        line(backend, job),
        job.result().map(ResultLine::of),
        backend.engine().stores().jobHistory().attempts(workspace, id, ATTEMPTS_MAX).stream()
            .map(AttemptLine::of)
            .toList());
  }

  /** A waiting job ends at once, a running one at its next safe place. */
  @PostMapping("/{id}/cancel")
  JobLine cancel(@PathVariable UUID id) throws ConnectException {
    Backend backend = source.get();
    return line(
        backend,
        backend
            .engine()
            .connections()
            .cancel(backend.workspace().id(), id)
            .orElseThrow(() ->
                new ConnectException(
                    "not_found",
                    "No job "
                        + id
                        + " waits or runs; ./tributary jobs lists them with their ids.")));
  }

  private static JobLine line(Backend backend, Job job) {
    return JobLine.of(
        job,
        backend
            .engine()
            .stores()
            .integrations()
            .find(backend.workspace().id(), job.integrationId()));
  }

  private static JobStatus status(String word) {
    return Arrays.stream(JobStatus.values())
        .filter(status -> word(status).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new Problem(
                ExitCode.USAGE,
                "--status must be pending, running, completed or failed, not " + word + "."));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
