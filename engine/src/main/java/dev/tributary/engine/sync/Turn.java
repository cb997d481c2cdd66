package dev.tributary.engine.sync;

import dev.tributary.engine.plan.PlannedSlice;
import dev.tributary.engine.plan.SliceSize;
import dev.tributary.engine.plan.Standing;
import dev.tributary.engine.quota.Allowance;
import dev.tributary.engine.quota.Outages;
import dev.tributary.engine.vault.Grants;
import dev.tributary.engine.verify.Finding;
import dev.tributary.engine.verify.ReadSlice;
import dev.tributary.engine.verify.Usual;
import dev.tributary.engine.verify.Verification;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.Slice;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import dev.tributary.store.Attempt;
import dev.tributary.store.DuplicateRowException;
import dev.tributary.store.FenceLostException;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.OpenSlice;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/**
 * One turn of one integration: plans, reads and stores slices until nothing is due or its time is
 * up. Used by one thread. The only place where failures are caught.
 */
final class Turn {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  private static final int SLICES_MAX = 10_000;
  private static final Duration PLACES_ARE_BACK_IN = Duration.ofSeconds(10);

  private final TurnState turn;
  private final Reactions reactions;
  private final Keeper keeper;
  private final SliceReader reader;

  /** What is read while a slice is stored. */
  private Optional<ReadAhead> ahead = Optional.empty();

  /** What the plan names after the slice that is being read. */
  private Optional<PlannedSlice> following = Optional.empty();

  Turn(TurnState turn) {
    this.turn = turn;
    this.reactions = new Reactions(turn);
    this.keeper =
        new Keeper(turn.tools.stores(), turn.outlook, turn.fence, turn.integration.provider());
    this.reader = new SliceReader(turn, turn::call);
  }

  /**
   * @throws FenceLostException another worker owns the job by now
   */
  End run() {
    Instant now = turn.now();
    // Always the same: whoever goes on after a process died takes the place that it still holds.
    UUID place = turn.integration.id();
    try {
      if (turn.tools.quotas().allowance(turn.account, now) instanceof Allowance.WaitUntil wait) {
        return new End.Waiting(wait.until(), wait.why(), false);
      }
      Optional<Allowance.WaitUntil> fault = turn.faultWait();
      if (fault.isPresent()) {
        return new End.Waiting(fault.get().until(), fault.get().why(), false);
      }
      Optional<Outages.Leave> leave = turn.tools.guards().outages().ask(turn.provider.id());
      if (leave.isEmpty()) {
        return reactions.providerDown();
      }
      try (Outages.Leave given = leave.get()) {
        turn.mayAsk(given);
        return inPlace(place, now);
      }
    } catch (NestedRuntimeException e) {
      if (turn.nodeStops()) {
        // A thread that is interrupted in the middle of a statement loses its connection.
        return turn.stopped();
      }
      LOG.warn("A turn of {} could not use the database.", turn.integration.id(), e);
      return reactions.whole(
          new Failure.Storage("The database could not be used. It is tried again."));
    }
  }

  /** With one of the account's places for requests in flight. */
  private End inPlace(UUID place, Instant now) {
    if (!turn.tools
        .quotas()
        .enter(turn.account, place, turn.provider.limits().inFlightMax(), now)) {
      return new End.Waiting(
          now.plus(PLACES_ARE_BACK_IN), "other syncs of the same account", false);
    }
    try {
      turn.outlook.prepare(turn.fence, now);
      return slices(now.plus(turn.tools.settings().turnMax()));
    } finally {
      try {
        dropAhead();
      } finally {
        turn.tools.quotas().leave(turn.account, place);
      }
    }
  }

  private End slices(Instant turnEnds) {
    Optional<Grants.Opened> opened = Optional.empty();
    for (int n = 0; n < SLICES_MAX; n++) {
      Instant now = turn.now();
      if (turn.stopWanted()) {
        return turn.stopped();
      }
      if (!now.isBefore(turnEnds) || n > 0 && turn.changed()) {
        return new End.Completed(true);
      }
      Allowance allowance = turn.tools.quotas().allowance(turn.account, now);
      if (allowance instanceof Allowance.WaitUntil wait) {
        return new End.Waiting(wait.until(), wait.why(), false);
      }
      List<Outlook.Next> next = turn.outlook.next(now, allowance instanceof Allowance.Free);
      if (next.isEmpty()) {
        turn.outlook.withdrawHopeless(now);
        return nothingToRead(allowance, now);
      }
      announce(next);
      following =
          next.stream()
              .skip(1)
              .findFirst()
              .filter(one -> one.underWay().isEmpty())
              .map(Outlook.Next::planned);
      Optional<ReadAhead> ready = takeAhead(next.getFirst());
      Outlook.Next first =
          ready
              .map(one -> new Outlook.Next(one.planned(), Optional.empty()))
              .orElse(next.getFirst());
      Step step = read(first, opened, false, ready);
      if (step instanceof Step.Renewed(Grants.Opened renewed)) {
        step = read(first, Optional.of(renewed), true, Optional.empty());
      }
      switch (step) {
        case Step.Ended(End end) -> {
          return end;
        }
        case Step.Read(Grants.Opened credentials) -> opened = Optional.of(credentials);
        case Step.Renewed(Grants.Opened credentials) -> opened = Optional.of(credentials);
        case Step.GoOn() -> {}
      }
    }
    return new End.Completed(true);
  }

  private End nothingToRead(Allowance allowance, Instant now) {
    return allowance instanceof Allowance.FreshOnly(String bucket, Instant until)
            && !turn.outlook.next(now, true).isEmpty()
        ? new End.Waiting(until, "history waits for the quota " + bucket, true)
        : new End.Completed(false);
  }

  /** Lets people see what is read next and how much is left. */
  private void announce(List<Outlook.Next> next) {
    int left = next.stream().mapToInt(one -> one.planned().days().length()).sum();
    String current = next.getFirst().planned().slice().toString();
    turn.tools.stores().jobs().progress(turn.fence, turn.daysDone() + left, Optional.of(current));
  }

  /** The slice that was read ahead, if the plan still wants it next; else it is thrown away. */
  private Optional<ReadAhead> takeAhead(Outlook.Next wanted) {
    if (wanted.underWay().isPresent()
        || ahead.filter(one -> one.serves(wanted.planned())).isEmpty()) {
      dropAhead();
      return Optional.empty();
    }
    Optional<ReadAhead> ready = ahead;
    ahead = Optional.empty();
    return ready;
  }

  private void dropAhead() {
    Optional<ReadAhead> dropped = ahead;
    ahead = Optional.empty();
    dropped.ifPresent(unwanted -> {
      unwanted.close();
      turn.record(unwanted.log(), Attempt.Outcome.CANCELLED, Optional.empty());
    });
  }

  private void readAhead(Connection connection) {
    long free = turn.tools.settings().nodeBytesMax() - turn.tools.bytesInUse().get();
    if (turn.tools.settings().readAhead()
        && following.isPresent()
        && free > 2 * turn.tools.settings().sliceBytesMax()) {
      ahead = Optional.of(new ReadAhead(turn, following.get(), connection));
    }
  }

  private Step read(
      Outlook.Next next,
      Optional<Grants.Opened> known,
      boolean refreshed,
      Optional<ReadAhead> ready) {
    PlannedSlice planned = next.planned();
    AttemptLog log =
        ready.map(ReadAhead::log).orElseGet(() -> turn.attempt(Optional.of(planned.slice())));
    Optional<Grants.Opened> opened = known.filter(this::lasts);
    try (Buffer buffer =
        ready
            .map(ReadAhead::buffer)
            .orElseGet(() -> new Buffer(turn.tools.bytesInUse(), turn.tools.settings()))) {
      if (opened.isEmpty()) {
        opened = Optional.of(open(log));
      }
      Optional<End> end = readAndKeep(next, connection(opened.get()), buffer, log, ready);
      return end.isPresent() ? new Step.Ended(end.get()) : new Step.Read(opened.get());
    } catch (InterruptedException _) {
      // The queue's own thread: nobody above needs the signal, the turn ends here.
      turn.record(log, Attempt.Outcome.CANCELLED, Optional.empty());
      return new Step.Ended(turn.stopped());
    } catch (SyncException e) {
      return reactions.react(e.failure(), next, opened, refreshed, log);
    } catch (DuplicateRowException _) {
      Failure failure =
          new Failure.Malformed(planned.slice() + " has the same key twice.", Optional.empty());
      return reactions.react(failure, next, opened, refreshed, log);
    } catch (FenceLostException | NestedRuntimeException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("Reading {} of {} broke.", planned.slice(), turn.integration.id(), e);
      Failure failure =
          new Failure.Defect(
              "Reading %s met a mistake of ours (%s); the log has the details."
                  .formatted(planned.slice(), e.getClass().getSimpleName()));
      return reactions.react(failure, next, opened, refreshed, log);
    } finally {
      ready.ifPresent(ReadAhead::close);
    }
  }

  private Optional<End> readAndKeep(
      Outlook.Next next,
      Connection connection,
      Buffer buffer,
      AttemptLog log,
      Optional<ReadAhead> ready)
      throws SyncException, InterruptedException {
    PlannedSlice planned = next.planned();
    Instant startedAt = next.underWay().map(OpenSlice::startedAt).orElseGet(turn::now);
    Optional<Cursor> from = next.underWay().map(OpenSlice::cursor);
    SliceReader.Read read =
        ready.isPresent()
            ? ready.get().result()
            : reader.rows(planned, from, startedAt, connection, buffer, log);
    return switch (read) {
      case SliceReader.Read.Later(Cursor cursor, Duration delay) -> {
        turn.tools
            .stores()
            .openSlices()
            .keep(
                turn.fence,
                new OpenSlice(planned.slice(), cursor, startedAt, turn.now().plus(delay)));
        yield Optional.empty();
      }
      case SliceReader.Read.Complete(ReadSlice slice) -> judge(slice, connection, buffer, log);
    };
  }

  private Connection connection(Grants.Opened opened) {
    return new Connection(
        turn.integration.id(),
        turn.integration.account(),
        opened.credentials(),
        turn.integration.settings());
  }

  private boolean lasts(Grants.Opened opened) {
    Instant soon = turn.now().plus(turn.tools.settings().callMax());
    return opened.credentials().expiresAt().filter(soon::isAfter).isEmpty();
  }

  private Grants.Opened open(AttemptLog log) throws SyncException, InterruptedException {
    UUID workspace = turn.integration.workspaceId();
    UUID grant = turn.integration.grantId();
    Optional<Grants.Opened> ready =
        turn.tools.grants().ready(workspace, grant, turn.adapter, turn.now());
    if (ready.isPresent()) {
      return ready.get();
    }
    Call call = turn.call(log);
    return turn.tools
        .calls()
        .call(
            turn.job.id(),
            turn.tools.settings().callMax().plus(Calls.GRACE),
            () -> turn.tools.grants().open(workspace, grant, turn.adapter, call));
  }

  /** Verifies a slice and stores what is good of it. */
  private Optional<End> judge(ReadSlice slice, Connection connection, Buffer buffer, AttemptLog log)
      throws SyncException, InterruptedException {
    PlannedSlice planned = slice.planned();
    StreamDescriptor stream = planned.stream();
    Map<LocalDate, LedgerDay> around =
        turn.ledger(new Slice(stream.name(), Usual.around(planned.days())));
    Set<LocalDate> whole =
        planned
            .days()
            .days()
            .filter(day -> Standing.whole(stream, day, slice.readAt(), turn.outlook.calendar()))
            .collect(Collectors.toSet());
    Map<LocalDate, Long> totals =
        around.values().stream()
            .filter(LedgerDay::stored)
            .collect(Collectors.toMap(LedgerDay::day, LedgerDay::mainTotal));
    Verification verification =
        new Verification(turn.integration.account(), around, new Usual(totals));
    ReadSlice known =
        verification.needsTotals(slice, whole)
            ? slice.withTotals(reader.totals(planned, connection, buffer, log))
            : slice;
    return switch (verification.check(known, whole)) {
      case Finding.Refused(Failure.Malformed failure) -> throw new SyncException(failure);
      case Finding.AccountChanged(HealthStatus.Change change, String message) -> {
        turn.record(log, Attempt.Outcome.HELD, Optional.empty());
        yield Optional.of(
            new End.Over(
                Failure.Category.DATA,
                change.name().toLowerCase(Locale.ROOT) + "_changed",
                message,
                Optional.of(planned.slice()),
                turn.job.claims(),
                Optional.of(IntegrationState.HELD)));
      }
      case Finding.Judged judged -> {
        readAhead(connection);
        keep(known, judged, around, buffer.bytes());
        turn.record(
            log,
            judged.held().isEmpty() ? Attempt.Outcome.SUCCEEDED : Attempt.Outcome.HELD,
            Optional.empty());
        yield Optional.empty();
      }
    };
  }

  private void keep(
      ReadSlice slice, Finding.Judged judged, Map<LocalDate, LedgerDay> around, long bytes) {
    PlannedSlice planned = slice.planned();
    Instant now = turn.now();
    int stored =
        keeper.keep(
            slice,
            judged,
            around,
            (day, failure) ->
                reactions.failDays(
                    new Slice(planned.stream().name(), DayRange.of(day)), failure, around, now),
            now);
    turn.stored(stored, slice.rows().size(), now);
    SliceSize size = turn.outlook.size(planned.stream());
    turn.outlook.size(
        planned.stream(),
        size.seen(planned.days().length(), bytes, turn.tools.settings().sliceBytesMax()));
  }
}
