package dev.tributary.server.api.runs;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Paging;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.store.Job;
import dev.tributary.store.JobHistory;
import dev.tributary.store.JobStatus;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Sync jobs: what runs, waits and has ended, as far as it is kept (30 days). */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/jobs")
final class SyncJobApi {
  private static final int TRIES_MAX = 200;

  private final BackendSource source;

  SyncJobApi(BackendSource source) {
    this.source = source;
  }

  /**
   * Newest first.
   *
   * @param integration absent for all, as the others
   */
  @Allowed(Permission.READ)
  @GetMapping
  Page<SyncJobDocument> jobs(
      Place place,
      Paging paging,
      @RequestParam Optional<UUID> integration,
      @RequestParam Optional<String> provider,
      @RequestParam Optional<String> status,
      @RequestParam Optional<String> outcome) {
    Backend backend = source.get();
    Known known = Known.of(backend, place.workspaceId());
    List<Job> jobs =
        backend
            .engine()
            .stores()
            .jobHistory()
            .page(
                place.workspaceId(),
                filter(integration, provider, status, outcome),
                Known.position(paging.after()),
                paging.fetch());
    return paging.page(jobs, job -> job.id().toString(), job -> SyncJobDocument.of(job, known));
  }

  /**
   * How many jobs stand how.
   *
   * @param outcome absent while they are open
   */
  record Counted(JobStatus status, Optional<Job.Outcome> outcome, long jobs) {}

  /** How many of them stand how. */
  @Allowed(Permission.READ)
  @GetMapping("/counts")
  Page<Counted> counts(
      Place place,
      @RequestParam Optional<UUID> integration,
      @RequestParam Optional<String> provider) {
    return Page.whole(
        source
            .get()
            .engine()
            .stores()
            .jobHistory()
            .standings(
                place.workspaceId(),
                filter(integration, provider, Optional.empty(), Optional.empty()))
            .stream()
            .map(one -> new Counted(one.status(), one.outcome(), one.jobs()))
            .toList());
  }

  private static JobHistory.Filter filter(
      Optional<UUID> integration,
      Optional<String> provider,
      Optional<String> status,
      Optional<String> outcome) {
    return new JobHistory.Filter(
        integration,
        provider,
        status.map(word -> Words.of("status", word, JobStatus.values())),
        outcome.map(word -> Words.of("outcome", word, Job.Outcome.values())));
  }

  /** One job. */
  @Allowed(Permission.READ)
  @GetMapping("/{job}")
  SyncJobDocument job(Place place, @PathVariable UUID job) {
    Backend backend = source.get();
    return SyncJobDocument.of(find(backend, place, job), Known.of(backend, place.workspaceId()));
  }

  private static Job find(Backend backend, Place place, UUID job) {
    return backend
        .engine()
        .stores()
        .jobs()
        .find(place.workspaceId(), job)
        .orElseThrow(() -> ApiProblem.notFound("job"));
  }

  /** Its last 200 tries, newest first, each with its own error. */
  @Allowed(Permission.READ)
  @GetMapping("/{job}/attempts")
  Page<SyncJobDocument.Try> attempts(Place place, @PathVariable UUID job) {
    Backend backend = source.get();
    find(backend, place, job);
    return Page.whole(
        backend
            .engine()
            .stores()
            .jobHistory()
            .attempts(place.workspaceId(), job, TRIES_MAX)
            .stream()
            .map(SyncJobDocument.Try::of)
            .toList());
  }

  /** A waiting job ends at once, a running one at its next safe place; what is stored stays. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{job}/cancel")
  SyncJobDocument cancel(Place place, @PathVariable UUID job) throws ConnectException {
    Backend backend = source.get();
    find(backend, place, job);
    Job after =
        backend
            .engine()
            .connections()
            .cancel(place.workspaceId(), job)
            .orElseThrow(() ->
                ApiProblem.of(
                    Kind.CONFLICT, "job_ended", "This job has ended; there is nothing to cancel."));
    return SyncJobDocument.of(after, Known.of(backend, place.workspaceId()));
  }
}
