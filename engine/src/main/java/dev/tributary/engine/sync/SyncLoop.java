package dev.tributary.engine.sync;

import dev.tributary.engine.queue.Claim;
import dev.tributary.engine.queue.Turns;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncResult;
import dev.tributary.store.FenceLostException;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.TurnStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.NestedRuntimeException;

/** Runs turns for the queue. */
public final class SyncLoop implements Turns {
  private static final Logger LOG = LoggerFactory.getLogger(SyncLoop.class);

  /** Names in the log's context. */
  public static final String WORKSPACE = "workspace";

  public static final String INTEGRATION = "integration";
  public static final String JOB = "job";

  private final SyncTools tools;
  private final TurnRecord ends;

  public SyncLoop(SyncTools tools) {
    this.tools = tools;
    this.ends = new TurnRecord(tools);
  }

  /** A turn that perhaps has nothing to do. */
  private record Candidate(Claim claim, Integration integration, Outlook outlook) {}

  @Override
  public List<Idle> idle(List<Claim> claims, Instant now) {
    // Looked up under the lock: who asks for work takes it too.
    List<UUID> ids = claims.stream().map(Claim::integration).toList();
    Map<UUID, Integration> held =
        tools.stores().integrations().lockAvailable(ids).stream()
            .filter(this::syncs)
            .collect(Collectors.toMap(Integration::id, Function.identity()));
    List<Candidate> candidates =
        claims.stream()
            .flatMap(claim ->
                Stream.ofNullable(held.get(claim.integration()))
                    .map(one -> new Candidate(claim, one, outlook(one))))
            .toList();
    List<TurnStore.Look> looks =
        Outlook.look(tools.stores(), candidates.stream().map(Candidate::outlook).toList(), now);
    List<Idle> idle = new ArrayList<>();
    for (int n = 0; n < looks.size(); n++) {
      if (!looks.get(n).something() && !looks.get(n).gaveUp()) {
        idle.add(idle(candidates.get(n), looks.get(n), now));
      }
    }
    return idle;
  }

  private Outlook outlook(Integration integration) {
    return new Outlook(
        tools.stores(),
        integration,
        tools.adapters().of(integration.provider()).describe(),
        tools.settings());
  }

  private Idle idle(Candidate turn, TurnStore.Look look, Instant now) {
    Due next = turn.outlook().dueNext(look, now);
    SyncResult nothing = new SyncResult(true, 0, List.of(), Optional.of(next.at()));
    Claim claim = turn.claim();
    Job done =
        TurnStore.nothingDone(claim.workspace(), claim.integration(), claim.value(), nothing, now);
    return new Idle(
        claim,
        done,
        () -> tools.watch().turn(turn.integration(), done).ended(new End.Completed(false).word()));
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
        return Optional.of(now -> ends.notBegun(claim, now));
      }
      Job job = begun.get().job();
      TurnState turn =
          new TurnState(tools, begun.get().integration(), job, job.fence().orElseThrow());
      MDC.put(JOB, job.id().toString());
      End end = watched(turn);
      told(turn, end);
      return Optional.of(now -> ends.record(turn, end, now));
    } catch (FenceLostException e) {
      LOG.info("Integration {} is in other hands: {}", claim.integration(), e.getMessage());
      return Optional.empty();
    }
  }

  /** A turn that begins. */
  private record Begun(Integration integration, Job job) {}

  /**
   * Empty when there is no such integration to be synced by this node any more. A process that was
   * frozen since its claim, or whose turn waited long for its place, may have lost it: then nothing
   * is begun. Job and schedule are locked in the order in which the end of a turn locks them.
   */
  private Optional<Begun> begin(Claim claim, Instant now) {
    return tools
        .stores()
        .integrations()
        .find(claim.workspace(), claim.integration())
        .filter(this::syncs)
        .map(integration -> {
          Job job =
              tools
                  .stores()
                  .jobs()
                  .start(
                      claim.workspace(),
                      claim.integration(),
                      claim.value(),
                      JobTrigger.SCHEDULE,
                      now);
          tools
              .stores()
              .schedule()
              .hold(claim.workspace(), claim.provider(), claim.integration(), claim.value());
          return new Begun(integration, job);
        });
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
    return now -> ends.spend(claim, failure, false, now);
  }

  @Override
  public Ending died(Claim claim) {
    Failure failure = new Failure.Defect("The process that ran the sync died.");
    tools.watch().died(claim.provider());
    return now -> ends.spend(claim, failure, true, now);
  }
}
