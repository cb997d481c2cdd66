package dev.tributary.engine.sync;

import dev.tributary.engine.plan.PlannedSlice;
import dev.tributary.engine.quota.Allowance;
import dev.tributary.engine.retry.RetryPolicy;
import dev.tributary.engine.retry.Verdict;
import dev.tributary.engine.vault.Grants;
import dev.tributary.spi.Call;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncException;
import dev.tributary.store.Attempt;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/** Carries out what the retry policy decides. */
final class Reactions {
  /** A stream that was refused is tried again after this. */
  private static final Duration STREAM_RESTS = Duration.ofHours(24);

  /** Days that were given up are tried again after this, beside the person who may ask. */
  static final Duration DAYS_REST = Duration.ofHours(24);

  private static final Duration OPERATOR_ACTS_IN = Duration.ofMinutes(1);

  private final TurnState turn;

  Reactions(TurnState turn) {
    this.turn = turn;
  }

  /**
   * @param opened the credentials in use; empty when they could not be opened
   * @param refreshed whether the token was already made anew for this try
   */
  Step react(
      Failure failure,
      Outlook.Next next,
      Optional<Grants.Opened> opened,
      boolean refreshed,
      AttemptLog log) {
    if (turn.nodeStops()) {
      // Whatever broke, broke because the node stops.
      turn.record(log, Attempt.Outcome.CANCELLED, Optional.empty());
      return new Step.Ended(turn.stopped());
    }
    Instant now = turn.now();
    turn.failed(failure, now);
    PlannedSlice planned = next.planned();
    next.underWay()
        .ifPresent(report -> turn.tools.stores().openSlices().close(turn.fence, report.slice()));
    boolean sliceAlone = failure.scope() == Failure.Scope.SLICE;
    int retries =
        sliceAlone
            ? failuresInARow(planned.slice(), turn.ledger(planned.slice()))
            : turn.job.retryCount();
    Verdict verdict =
        ours(
            RetryPolicy.decide(
                failure,
                attempt(retries, refreshed, planned.days().length()),
                turn.tools.guards().outages().nextTry(turn.provider.id()),
                now));
    turn.record(log, outcome(verdict), Optional.of(failure));
    return switch (verdict) {
      case Verdict.Refresh() -> renew(failure, next, opened, log);
      case Verdict.Shrink() -> {
        turn.outlook.size(
            planned.stream(), turn.outlook.size(planned.stream()).shrunk(planned.days().length()));
        yield new Step.GoOn();
      }
      case Verdict.SkipSlice() -> {
        skipDays(planned.slice(), failure, now);
        yield new Step.GoOn();
      }
      case Verdict.SkipStream() -> {
        leaveOut(planned, failure, now);
        yield new Step.GoOn();
      }
      case Verdict.Retry(Instant at, int _) ->
          sliceAlone
              ? daysFailed(planned.slice(), failure, now)
              : new Step.Ended(new End.Retrying(at, failure));
      case Verdict.GiveUp() ->
          sliceAlone
              ? daysFailed(planned.slice(), failure, now)
              : new Step.Ended(over(failure, Optional.of(planned.slice()), Optional.empty()));
      case Verdict.Snooze(Instant until) ->
          new Step.Ended(new End.Waiting(until, failure.message(), false));
      case Verdict.ProviderDown(Instant nextTry) ->
          new Step.Ended(new End.Waiting(nextTry, doesNotAnswer(), false));
      case Verdict.PauseProvider() -> new Step.Ended(waitForOperator(failure, now));
      case Verdict.Reconnect() -> new Step.Ended(reconnect(failure, opened, now));
      case Verdict.Stop() ->
          new Step.Ended(over(failure, Optional.empty(), Optional.of(IntegrationState.GAVE_UP)));
    };
  }

  /** The set-up that is wrong is ours only where the integration uses it. */
  private Verdict ours(Verdict verdict) {
    return verdict instanceof Verdict.PauseProvider && !turn.usesOurClient()
        ? new Verdict.Stop()
        : verdict;
  }

  private End waitForOperator(Failure failure, Instant now) {
    turn.tools.guards().faults().found(turn.provider, failure.message());
    Instant until =
        turn.faultWait()
            .map(Allowance.WaitUntil::until)
            .orElseGet(() -> now.plus(OPERATOR_ACTS_IN));
    return new End.Waiting(until, failure.message(), false);
  }

  private String doesNotAnswer() {
    return turn.provider.name() + " does not answer";
  }

  /** The turn may not even begin. */
  End providerDown() {
    Instant now = turn.now();
    Instant nextTry =
        turn.tools
            .guards()
            .outages()
            .nextTry(turn.provider.id())
            .orElseGet(() -> now.plusSeconds(1));
    return RetryPolicy.providerDown(nextTry, attempt(turn.job.retryCount(), true, 1), now)
            instanceof Verdict.ProviderDown(Instant at)
        ? new End.Waiting(at, doesNotAnswer(), false)
        : over(
            new Failure.Network(
                "%s has not answered for %d hours."
                    .formatted(turn.provider.name(), RetryPolicy.PATIENCE.toHours())),
            Optional.empty(),
            Optional.empty());
  }

  /** A failure outside of any slice. */
  End whole(Failure failure) {
    return RetryPolicy.decide(failure, attempt(turn.job.retryCount(), true, 1), turn.now())
            instanceof Verdict.Retry(Instant at, int _)
        ? new End.Retrying(at, failure)
        : over(failure, Optional.empty(), Optional.empty());
  }

  /**
   * Puts days on their ladder, or gives them up with a dead letter.
   *
   * @param ledger the days' entries before this failure
   */
  void failDays(Slice slice, Failure failure, Map<LocalDate, LedgerDay> ledger, Instant now) {
    RetryPolicy.Attempt attempt =
        attempt(failuresInARow(slice, ledger), true, slice.days().length());
    Optional<Instant> again =
        RetryPolicy.decide(failure, attempt, now) instanceof Verdict.Retry(Instant at, int _)
            ? Optional.of(at)
            : Optional.empty();
    turn.tools
        .stores()
        .ledger()
        .failed(
            turn.fence,
            slice.stream(),
            slice.days(),
            failure.code(),
            failure.message(),
            Optional.of(again.orElseGet(() -> now.plus(DAYS_REST))));
    int failures = attempt.retries() + 1;
    again.ifPresent(
        at -> turn.notices.retried(turn.integration, slice, failures, failure.message(), at, now));
    if (again.isEmpty()) {
      turn.notices.gaveUp(
          turn.integration, slice, failure.code(), failure.message(), failures, now);
      turn.tools
          .stores()
          .deadLetters()
          .put(
              turn.fence,
              Optional.of(slice.stream()),
              Optional.of(slice.days()),
              failure.category(),
              failure.code(),
              failure.message(),
              failures,
              now);
    }
    turn.error(failure, slice);
  }

  private Step daysFailed(Slice slice, Failure failure, Instant now) {
    turn.tools
        .stores()
        .database()
        .tenant(
            turn.fence.workspaceId(),
            () -> {
              failDays(slice, failure, turn.ledger(slice), now);
              return slice;
            });
    return new Step.GoOn();
  }

  private void skipDays(Slice slice, Failure failure, Instant now) {
    turn.tools
        .stores()
        .ledger()
        .skip(turn.fence, slice.stream(), slice.days(), "too_much_data", failure.message(), now);
    turn.error(failure, slice);
  }

  private void leaveOut(PlannedSlice planned, Failure failure, Instant now) {
    turn.tools
        .stores()
        .streams()
        .giveUp(
            turn.fence,
            planned.stream().name(),
            failure.code(),
            failure.message(),
            Optional.of(now.plus(STREAM_RESTS)));
    turn.error(failure, planned.slice());
  }

  private Step renew(
      Failure failure, Outlook.Next next, Optional<Grants.Opened> opened, AttemptLog log) {
    if (opened.isEmpty()) {
      return react(failure, next, opened, true, log);
    }
    Secret refused = opened.get().credentials().accessToken();
    AttemptLog renewal = turn.attempt(Optional.empty());
    try {
      Call call = turn.call(renewal);
      Grants.Opened renewed =
          turn.tools
              .calls()
              .call(
                  turn.job.id(),
                  turn.tools.settings().callMax().plus(Calls.GRACE),
                  () ->
                      turn.tools
                          .grants()
                          .renew(
                              turn.integration.workspaceId(),
                              turn.integration.grantId(),
                              turn.adapter,
                              refused,
                              call));
      return renewed.credentials().accessToken().equals(refused)
          ? new Step.Ended(reconnect(failure, opened, turn.now()))
          : new Step.Renewed(renewed);
    } catch (SyncException e) {
      return react(e.failure(), next, opened, true, renewal);
    } catch (InterruptedException _) {
      return new Step.Ended(turn.stopped());
    }
  }

  /** Believes a refusal only if nobody replaced the credentials meanwhile. */
  private End reconnect(Failure failure, Optional<Grants.Opened> opened, Instant now) {
    boolean believed =
        opened.isEmpty()
            || turn.tools
                .grants()
                .reject(
                    turn.integration.workspaceId(),
                    turn.integration.grantId(),
                    opened.get().version(),
                    failure.message(),
                    now);
    return believed
        ? over(failure, Optional.empty(), Optional.of(IntegrationState.RECONNECT_NEEDED))
        : new End.Completed(true);
  }

  private End over(Failure failure, Optional<Slice> slice, Optional<IntegrationState> state) {
    return End.Over.of(failure, slice, turn.job.claims(), state);
  }

  private RetryPolicy.Attempt attempt(int retries, boolean refreshed, int days) {
    return new RetryPolicy.Attempt(
        retries, turn.tools.jitter().getAsDouble(), refreshed, days, turn.lastProgress());
  }

  private static int failuresInARow(Slice slice, Map<LocalDate, LedgerDay> ledger) {
    return slice
        .days()
        .days()
        .flatMap(day -> Optional.ofNullable(ledger.get(day)).stream())
        .filter(entry -> entry.problem() == Problem.FAILED)
        .mapToInt(LedgerDay::problemCount)
        .max()
        .orElse(0);
  }

  private static Attempt.Outcome outcome(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Shrink() -> Attempt.Outcome.SHRUNK;
      case Verdict.Snooze _, Verdict.ProviderDown _, Verdict.PauseProvider _ ->
          Attempt.Outcome.SNOOZED;
      case Verdict.Refresh _,
          Verdict.Retry _,
          Verdict.GiveUp _,
          Verdict.Reconnect _,
          Verdict.SkipSlice _,
          Verdict.SkipStream _,
          Verdict.Stop _ ->
          Attempt.Outcome.FAILED;
    };
  }
}
