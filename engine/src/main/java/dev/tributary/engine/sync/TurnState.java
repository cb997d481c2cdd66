package dev.tributary.engine.sync;

import dev.tributary.engine.quota.Allowance;
import dev.tributary.engine.quota.Outages;
import dev.tributary.engine.quota.Quotas.ProviderAccount;
import dev.tributary.engine.watch.Watch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Failure;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncResult.SyncError;
import dev.tributary.store.Attempt;
import dev.tributary.store.Fence;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.StopWish;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the parts of one turn share. Used by one thread, but for what {@link ReadAhead} needs. */
final class TurnState {
  /** A wish to stop is looked up in the database no more often than this. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  final SyncTools tools;
  final Integration integration;
  final Job job;
  final Fence fence;
  final IntegrationAdapter adapter;
  final ProviderDescriptor provider;
  final ProviderAccount account;
  final Outlook outlook;
  final Watch.OfTurn watch;
  final TurnNotices notices;
  private final List<SyncError> errors = new ArrayList<>();
  private Instant lastProgress;
  private int daysDone;
  private long rowsRead;
  private Instant lookedAt = Instant.MIN;
  private StopWish wish = StopWish.NONE;
  private volatile Optional<Outages.Leave> leave = Optional.empty();
  private volatile Optional<Boolean> ourClient = Optional.empty();

  TurnState(SyncTools tools, Integration integration, Job job, Fence fence) {
    this.tools = tools;
    this.integration = integration;
    this.job = job;
    this.fence = fence;
    this.adapter = tools.adapters().of(integration.provider());
    this.provider = adapter.describe();
    this.account = new ProviderAccount(integration.provider(), integration.account().id());
    this.outlook = new Outlook(tools.stores(), integration, provider, tools.settings());
    this.watch = tools.watch().turn(integration, job);
    this.notices = new TurnNotices(tools.stores(), tools.adapters());
    Instant claimed = job.firstStartedAt().orElseGet(this::now);
    this.lastProgress = integration.lastAppliedAt().filter(claimed::isBefore).orElse(claimed);
    this.daysDone = job.progress().daysDone();
    this.rowsRead = job.progress().rows();
  }

  Instant now() {
    return tools.clock().instant();
  }

  void stored(int days, long rows, Instant now) {
    daysDone += days;
    rowsRead += rows;
    lastProgress = now;
    watch.stored(days, rows);
  }

  int daysDone() {
    return daysDone;
  }

  long rowsRead() {
    return rowsRead;
  }

  /** When a slice was last stored, or the job first claimed if that is later. */
  Instant lastProgress() {
    return lastProgress;
  }

  List<SyncError> errors() {
    return List.copyOf(errors);
  }

  void error(Failure failure, Slice slice) {
    errors.add(AttemptLog.error(failure, Optional.of(slice)));
  }

  /** The ledger days of a slice; missing days are absent. */
  Map<LocalDate, LedgerDay> ledger(Slice slice) {
    return tools
        .stores()
        .ledger()
        .days(integration.workspaceId(), integration.id(), slice.stream(), slice.days())
        .stream()
        .collect(Collectors.toMap(LedgerDay::day, Function.identity()));
  }

  AttemptLog attempt(Optional<Slice> slice) {
    return new AttemptLog(job.claims(), slice, now(), watch.attempt(slice));
  }

  void record(AttemptLog log, Attempt.Outcome outcome, Optional<Failure> failure) {
    tools.stores().jobs().addAttempt(fence, log.ended(outcome, failure, now()));
  }

  /** The provider may be asked with this leave from now on. */
  void mayAsk(Outages.Leave given) {
    leave = Optional.of(given);
  }

  /** Until when everybody waits for the operator, unless this turn is the one that tries again. */
  Optional<Allowance.WaitUntil> faultWait() {
    return tools.guards().faults().of(provider.id()).isPresent() && usesOurClient()
        ? tools.guards().faults().waitFor(provider.id())
        : Optional.empty();
  }

  /** The provider answered a read. */
  void answered() {
    leave.ifPresent(Outages.Leave::answered);
    if (tools.guards().faults().of(provider.id()).isPresent() && usesOurClient()) {
      tools.guards().faults().answered(provider.id());
    }
  }

  /** Tells the quotas and the guards what a failure means for them. */
  void failed(Failure failure, Instant now) {
    tools.quotas().failed(account, failure, now);
    leave.ifPresent(given -> given.failed(account, failure));
  }

  /**
   * Whether the integration came by the installation's own client at the provider. A key or a
   * service account has its owner's set-up, which is right or wrong for itself.
   */
  boolean usesOurClient() {
    if (ourClient.isEmpty()) {
      ourClient =
          Optional.of(
              tools
                  .stores()
                  .grants()
                  .find(integration.workspaceId(), integration.grantId())
                  .filter(grant -> grant.login() == ProviderDescriptor.Login.OAUTH)
                  .isPresent());
    }
    return ourClient.get();
  }

  /** A call to the provider that begins now. */
  Call call(AttemptLog log) {
    return call(log, () -> false);
  }

  /** As {@link #call(AttemptLog)}, and cancelled too when it is not wanted any more. */
  Call call(AttemptLog log, BooleanSupplier unwanted) {
    return new Call(
        tools.clock(),
        now().plus(tools.settings().callMax()),
        () -> unwanted.getAsBoolean() || stopWanted(),
        log);
  }

  boolean nodeStops() {
    return tools.stopping().getAsBoolean();
  }

  /** Whether the turn should end at its next safe place: the node stops, or a person wants it. */
  synchronized boolean stopWanted() {
    if (nodeStops() || wish != StopWish.NONE) {
      return true;
    }
    Instant now = now();
    if (lookedAt.plus(LOOK_EVERY).isAfter(now)) {
      return false;
    }
    lookedAt = now;
    wish = tools.stores().jobs().stopWish(fence);
    return wish != StopWish.NONE;
  }

  /** Whether settings or schedule changed since the turn began: the next one goes by the new. */
  boolean changed() {
    return tools
        .stores()
        .integrations()
        .version(integration.workspaceId(), integration.id())
        .stream()
        .anyMatch(version -> version != integration.version());
  }

  /** How a turn ends that is not wanted any more. */
  synchronized End stopped() {
    if (nodeStops()) {
      return new End.Interrupted();
    }
    if (wish == StopWish.NONE) {
      // A call was interrupted before the turn itself had looked.
      wish = tools.stores().jobs().stopWish(fence);
    }
    return switch (wish) {
      case CANCEL -> new End.Cancelled();
      case NONE, PROVIDER_PAUSED -> new End.Interrupted();
    };
  }
}
