package dev.tributary.engine.sync;

import dev.tributary.engine.queue.Claim;
import dev.tributary.engine.queue.Turns;
import dev.tributary.engine.retry.RetryPolicy;
import dev.tributary.engine.retry.Verdict;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncResult;
import dev.tributary.spi.SyncResult.SyncError;
import dev.tributary.store.Attempt;
import dev.tributary.store.Fence;
import dev.tributary.store.FenceLostException;
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
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.NestedRuntimeException;

/** Runs turns for the queue and records how they ended. */
public final class SyncLoop implements Turns {
  private static final Logger LOG = LoggerFactory.getLogger(SyncLoop.class);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  /** Names in the log's context. */
  public static final String WORKSPACE = "workspace";

  public static final String INTEGRATION = "integration";
  public static final String JOB = "job";

  private final SyncTools tools;
  private final TurnNotices notices;

  public SyncLoop(SyncTools tools) {
    this.tools = tools;
    this.notices = new TurnNotices(tools.stores(), tools.adapters());
  }

  @Override
  public Optional<Due> idle(Claim claim, Instant now) {
    // Looked up under the lock: who asks for work takes it too.
    return tools
        .stores()
        .integrations()
        .lock(claim.workspace(), claim.integration())
        .filter(this::syncs)
        .flatMap(integration -> idle(claim, integration, now));
  }

  private Optional<Due> idle(Claim claim, Integration integration, Instant now) {
    Outlook outlook =
        new Outlook(
            tools.stores(),
            integration,
            tools.adapters().of(integration.provider()).describe(),
            tools.settings());
    TurnStore.Look look = outlook.look(now);
    if (look.something() || look.gaveUp()) {
      return Optional.empty();
    }
    Due next = outlook.dueNext(look, now);
    SyncResult nothing = new SyncResult(true, 0, List.of(), Optional.of(next.at()));
    return tools
        .stores()
        .turns()
        .idle(claim.workspace(), claim.integration(), claim.value(), nothing, now)
        .map(job -> {
          tools.watch().turn(integration, job).ended(new End.Completed(false).word());
          return next;
        });
  }

  private boolean syncs(Integration integration) {
    return integration.state().syncs() && tools.adapters().find(integration.provider()).isPresent();
  }

  /** What is logged during a turn names it. */
  @Override
  public Optional<Ending> run(Claim claim) {
    MDC.put(WORKSPACE, claim.workspace().toString());
    MDC.put(INTEGRATION, claim.integration().toString());
    try {
      return turn(claim);
    } finally {
      MDC.remove(JOB);
      MDC.remove(INTEGRATION);
      MDC.remove(WORKSPACE);
    }
  }

  private Optional<Ending> turn(Claim claim) {
    try {
      Optional<Begun> begun =
          tools.stores().database().system(() -> begin(claim, tools.clock().instant()));
      if (begun.isEmpty()) {
        return Optional.of(now -> leaveQueue(claim.workspace(), claim.integration(), now));
      }
      Job job = begun.get().job();
      TurnState turn =
          new TurnState(tools, begun.get().integration(), job, job.fence().orElseThrow());
      MDC.put(JOB, job.id().toString());
      End end = watched(turn);
      told(turn, end);
      return Optional.of(now -> record(turn, end, now));
    } catch (FenceLostException e) {
      LOG.info("Integration {} is in other hands: {}", claim.integration(), e.getMessage());
      return Optional.empty();
    }
  }

  /** A turn that begins. */
  private record Begun(Integration integration, Job job) {}

  /** Empty when there is no such integration to be synced any more. */
  private Optional<Begun> begin(Claim claim, Instant now) {
    return tools
        .stores()
        .integrations()
        .find(claim.workspace(), claim.integration())
        .filter(this::syncs)
        .map(integration ->
            new Begun(
                integration,
                tools
                    .stores()
                    .jobs()
                    .start(
                        claim.workspace(),
                        claim.integration(),
                        claim.value(),
                        JobTrigger.SCHEDULE,
                        now)));
  }

  private void told(TurnState turn, End end) {
    Instant started = turn.job.startedAt().orElse(turn.job.createdAt());
    LOG.info(
        "A turn of {} {} ended: {}; {} days with {} rows, {} ms.",
        turn.integration.provider(),
        turn.integration.id(),
        end.word(),
        turn.daysDone() - turn.job.progress().daysDone(),
        turn.rowsRead() - turn.job.progress().rows(),
        Duration.between(started, tools.clock().instant()).toMillis());
  }

  private static End watched(TurnState turn) {
    String outcome = "broke";
    try {
      End end = new Turn(turn).run();
      outcome = end.word();
      return end;
    } catch (FenceLostException e) {
      outcome = "lost";
      throw e;
    } finally {
      turn.watch.ended(outcome);
    }
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

  private Optional<Due> record(TurnState turn, End end, Instant now) {
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
            giveUp(turn.integration, fence, over, result(turn, over), now);
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

  @Override
  public void endUnwanted() {
    Set<UUID> calling = tools.calls().owners();
    if (!calling.isEmpty()) {
      tools.calls().interrupt(tools.stores().jobs().unwanted(calling));
    }
  }

  @Override
  public Ending broke(Claim claim, Throwable cause) {
    Failure failure =
        cause instanceof NestedRuntimeException
            ? new Failure.Storage("The database could not be used. It is tried again.")
            : new Failure.Defect(
                "A turn met a mistake of ours (%s); the log has the details."
                    .formatted(cause.getClass().getSimpleName()));
    LOG.error("A turn of integration {} broke.", claim.integration(), cause);
    return now -> spend(claim, failure, false, now);
  }

  @Override
  public Ending died(Claim claim) {
    Failure failure = new Failure.Defect("The process that ran the sync died.");
    tools.watch().died(claim.provider());
    return now -> spend(claim, failure, true, now);
  }

  /** A claim that ended without a word costs an attempt; the sixth gives up. */
  private Optional<Due> spend(Claim claim, Failure failure, boolean atOnce, Instant now) {
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
      return stays(
          claim.workspace(), claim.integration(), Due.at(atOnce ? now : now.plus(LOOK_AGAIN)), now);
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
      Due regular = Due.at(tools.settings().rhythm(integration.get()).after(now));
      return stays(
          claim.workspace(), claim.integration(), orFollow(fence.get(), regular, now), now);
    }
    Optional<Slice> slice = job.progress().current().flatMap(SyncLoop::slice);
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
    return integration.flatMap(one -> {
      Instant next = tools.settings().rhythm(one).after(now);
      Due regular = new Due(next, Optional.of(Priority.LIVE));
      return stays(
          claim.workspace(), claim.integration(), orFollow(fence.get(), regular, now), now);
    });
  }

  /** What is known of a try that could not tell its end itself. */
  private static Attempt lost(Job job, Failure failure, boolean died, Instant now) {
    Optional<Slice> slice = job.progress().current().flatMap(SyncLoop::slice);
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
