package dev.tributary.engine.sync;

import dev.tributary.engine.queue.Claim;
import dev.tributary.engine.queue.Turns.Due;
import dev.tributary.engine.retry.RetryPolicy;
import dev.tributary.engine.retry.Verdict;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncResult;
import dev.tributary.spi.SyncResult.SyncError;
import dev.tributary.store.Attempt;
import dev.tributary.store.Fence;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import dev.tributary.store.JobEvent;
import dev.tributary.store.JobStatus;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Priority;
import dev.tributary.store.TurnStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes down how turns ended: the job, what was given up, what people are told, and when the
 * integration is due again. Everything happens in the queue's transaction; the integration's lock
 * comes first.
 */
final class TurnRecord {
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private final SyncTools tools;
  private final TurnNotices notices;

  TurnRecord(SyncTools tools) {
    this.tools = tools;
    this.notices = new TurnNotices(tools.stores(), tools.adapters());
  }

  /**
   * A turn that could not begin: its integration was stopped, and perhaps goes on by now, or is one
   * of a provider that only nodes of another version know.
   */
  Optional<Due> notBegun(Claim claim, Instant now) {
    return tools
        .stores()
        .integrations()
        .lock(claim.workspace(), claim.integration())
        .filter(one -> one.state().syncs())
        .map(one -> tools.adapters().find(one.provider()).isPresent())
        .map(known -> Due.at(known ? now : now.plus(LOOK_AGAIN)))
        .or(() -> leaveQueue(claim.workspace(), claim.integration(), now));
  }

  /** A stopped integration has no open job; one whose worker died may have left it behind. */
  private Optional<Due> leaveQueue(UUID workspace, UUID integration, Instant now) {
    tools
        .stores()
        .jobs()
        .open(workspace, integration)
        .ifPresent(job -> tools.stores().jobs().requestCancel(workspace, job.id(), now));
    return Optional.empty();
  }

  /** How a turn of this node ended that still holds its claim. */
  Optional<Due> record(TurnState turn, End end, Instant now) {
    Fence fence = turn.fence;
    Optional<Integration> locked =
        tools.stores().integrations().lock(fence.workspaceId(), fence.integrationId());
    locked.ifPresent(turn.outlook::follow);
    Due next =
        switch (end) {
          case End.Completed(boolean workLeft) -> {
            // Looked up under the lock: a request that came during the turn is seen here.
            TurnStore.Look look = turn.outlook.look(now);
            Due due = due(turn, look, workLeft, now);
            if (turn.errors().isEmpty() && look.gaveUp()) {
              tools.stores().deadLetters().recovered(fence, now);
            }
            end(turn, new JobEvent.Completed(result(turn, Optional.of(due.at()))), now);
            notices.completed(turn.integration, now);
            yield due;
          }
          case End.Cancelled() -> {
            end(turn, new JobEvent.Cancelled(), now);
            yield turn.outlook.dueNext(now);
          }
          case End.Interrupted() ->
              waits(fence, new JobEvent.Interrupted(), now)
                  ? Due.at(now)
                  : turn.outlook.dueNext(now);
          case End.Waiting(Instant until, String why, boolean freshGoesOn) -> {
            boolean waits = waits(fence, new JobEvent.Snoozed(until, why), now);
            Due fresh = turn.outlook.dueNext(now);
            yield !waits || freshGoesOn && fresh.at().isBefore(until)
                ? fresh
                : turn.outlook.dueAt(until, now);
          }
          case End.Retrying(Instant at, Failure failure) -> {
            if (!waits(fence, new JobEvent.Retried(at, failure.message()), now)) {
              yield turn.outlook.dueNext(now);
            }
            notices.retried(turn.integration, turn.job.claims(), failure.message(), at, now);
            yield turn.outlook.dueAt(at, now);
          }
          case End.Over over -> {
            if (cancelled(fence)) {
              // Nor does what it met say how an integration stands that somebody stopped.
              end(turn, new JobEvent.Cancelled(), now);
            } else {
              giveUp(turn.integration, fence, over, result(turn, over), now);
            }
            yield turn.outlook.dueNext(now);
          }
        };
    Due then = orFollow(fence, next, now);
    // Under the lock nobody but this turn's own end can have stopped it.
    boolean syncs =
        !(end instanceof End.Over) && locked.filter(one -> one.state().syncs()).isPresent();
    return syncs ? Optional.of(then) : stays(fence.workspaceId(), fence.integrationId(), then, now);
  }

  /** What was asked for while this job was being cancelled begins when it has ended. */
  private Due orFollow(Fence ended, Due next, Instant now) {
    return tools
        .stores()
        .jobs()
        .follow(ended.workspaceId(), ended.integrationId(), now)
        .map(job ->
            new Due(
                now,
                Optional.of(job.trigger() == JobTrigger.MANUAL ? Priority.MANUAL : Priority.LIVE)))
        .orElse(next);
  }

  private static Due due(TurnState turn, TurnStore.Look look, boolean workLeft, Instant now) {
    if (!look.something()) {
      return workLeft ? Due.at(now) : turn.outlook.dueNext(look, now);
    }
    List<Outlook.Next> left = turn.outlook.next(now, true);
    return left.isEmpty() && !workLeft
        ? turn.outlook.dueNext(now)
        : new Due(now, left.stream().findFirst().map(one -> one.planned().priority()));
  }

  /** Who stopped the integration meanwhile stopped what its turn left to do. */
  private Optional<Due> stays(UUID workspace, UUID integration, Due next, Instant now) {
    boolean syncs =
        tools
            .stores()
            .integrations()
            .find(workspace, integration)
            .filter(after -> after.state().syncs())
            .isPresent();
    return syncs ? Optional.of(next) : leaveQueue(workspace, integration, now);
  }

  private void giveUp(
      Integration integration, Fence fence, End.Over over, SyncResult result, Instant now) {
    tools
        .stores()
        .deadLetters()
        .put(
            fence,
            over.slice().map(Slice::stream),
            over.slice().map(Slice::days),
            over.category(),
            over.code(),
            over.message(),
            Math.max(1, over.attempts()),
            now);
    move(fence, new JobEvent.GaveUp(over.message(), Optional.of(result)), now);
    notices.gaveUp(integration, over, now);
    over.state()
        .ifPresent(state ->
            tools
                .stores()
                .integrations()
                .setState(
                    fence.workspaceId(),
                    fence.integrationId(),
                    state,
                    Optional.of(new Integration.Reason(over.code(), over.message())),
                    now));
  }

  private boolean cancelled(Fence fence) {
    return tools
        .stores()
        .jobs()
        .find(fence.workspaceId(), fence.jobId())
        .filter(Job::cancelRequested)
        .isPresent();
  }

  /** By the worker that started it, whose claim may be lost. */
  private void end(TurnState turn, JobEvent event, Instant now) {
    tools.stores().turns().end(turn.job, event, now);
  }

  private Job move(Fence fence, JobEvent event, Instant now) {
    return tools.stores().jobs().move(fence, event, now);
  }

  /** False when the job was ended instead, because somebody had cancelled it. */
  private boolean waits(Fence fence, JobEvent event, Instant now) {
    return move(fence, event, now).status() == JobStatus.PENDING;
  }

  private static SyncResult result(TurnState turn, Optional<Instant> nextSyncAt) {
    return new SyncResult(turn.errors().isEmpty(), turn.rowsRead(), turn.errors(), nextSyncAt);
  }

  private static SyncResult result(TurnState turn, End.Over over) {
    return new SyncResult(false, turn.rowsRead(), List.of(error(over)), Optional.empty());
  }

  private static SyncError error(End.Over over) {
    return new SyncError(
        over.category(),
        over.code(),
        over.message(),
        over.slice().map(Slice::stream),
        over.slice().map(Slice::days));
  }

  /** A claim that ended without a word costs an attempt; the sixth gives up. */
  Optional<Due> spend(Claim claim, Failure failure, boolean atOnce, Instant now) {
    Optional<Integration> integration =
        tools.stores().integrations().lock(claim.workspace(), claim.integration());
    Optional<Job> running =
        tools
            .stores()
            .jobs()
            .open(claim.workspace(), claim.integration())
            .filter(job -> job.claimValue().orElse(-1) == claim.value());
    Optional<Fence> fence = running.flatMap(Job::fence);
    if (integration.isEmpty() || running.isEmpty() || fence.isEmpty()) {
      Instant next = atOnce ? now : now.plus(LOOK_AGAIN);
      tools
          .stores()
          .jobs()
          .postpone(
              claim.workspace(),
              claim.integration(),
              new JobEvent.Postponed(next, failure.message()),
              now);
      return stays(claim.workspace(), claim.integration(), Due.at(next), now);
    }
    Job job = running.get();
    tools.stores().jobs().addAttempt(fence.get(), lost(job, failure, atOnce, now));
    RetryPolicy.Attempt attempt =
        new RetryPolicy.Attempt(job.retryCount(), tools.jitter().getAsDouble(), true, 1, now);
    if (RetryPolicy.decide(failure, attempt, now) instanceof Verdict.Retry(Instant at, int _)) {
      Instant next = atOnce ? now : at;
      if (waits(fence.get(), new JobEvent.Retried(next, failure.message()), now)) {
        notices.retried(integration.get(), job.claims(), failure.message(), next, now);
        return stays(claim.workspace(), claim.integration(), Due.at(next), now);
      }
      return regular(claim, fence.get(), integration.get(), now);
    }
    if (job.cancelRequested()) {
      move(fence.get(), new JobEvent.Cancelled(), now);
      return regular(claim, fence.get(), integration.get(), now);
    }
    Optional<Slice> slice = job.progress().current().flatMap(TurnRecord::slice);
    slice.ifPresent(poison ->
        tools
            .stores()
            .ledger()
            .failed(
                fence.get(),
                poison.stream(),
                poison.days(),
                failure.code(),
                failure.message(),
                Optional.of(now.plus(Reactions.DAYS_REST))));
    End.Over over = End.Over.of(failure, slice, job.claims(), Optional.empty());
    giveUp(
        integration.get(),
        fence.get(),
        over,
        new SyncResult(false, job.progress().rows(), List.of(error(over)), Optional.empty()),
        now);
    return regular(claim, fence.get(), integration.get(), now);
  }

  /** With the next regular sync, or with what was asked for meanwhile. */
  private Optional<Due> regular(Claim claim, Fence ended, Integration integration, Instant now) {
    Due next = new Due(tools.settings().rhythm(integration).after(now), Optional.of(Priority.LIVE));
    return stays(claim.workspace(), claim.integration(), orFollow(ended, next, now), now);
  }

  /** What is known of a try that could not tell its end itself. */
  private static Attempt lost(Job job, Failure failure, boolean died, Instant now) {
    Optional<Slice> slice = job.progress().current().flatMap(TurnRecord::slice);
    return new Attempt(
        Ids.next(now),
        job.claims(),
        slice,
        job.startedAt().orElse(now),
        now,
        died ? Attempt.Outcome.DIED : Attempt.Outcome.FAILED,
        Optional.of(AttemptLog.error(failure, slice)),
        Optional.empty(),
        0,
        0,
        0,
        Map.of());
  }

  /** The slice that a job named as its current one. */
  static Optional<Slice> slice(String current) {
    String[] words = current.split(" ", -1);
    return switch (words.length) {
      case 2 -> Optional.of(new Slice(words[0], DayRange.of(LocalDate.parse(words[1]))));
      case 4 ->
          Optional.of(
              new Slice(
                  words[0], new DayRange(LocalDate.parse(words[1]), LocalDate.parse(words[3]))));
      default -> Optional.empty();
    };
  }
}
