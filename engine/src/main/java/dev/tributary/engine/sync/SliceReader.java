package dev.tributary.engine.sync;

import dev.tributary.engine.plan.PlannedSlice;
import dev.tributary.engine.verify.ReadSlice;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.SyncRequest.Purpose;
import dev.tributary.store.EmailCountStore;
import dev.tributary.store.SliceDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Reads a slice step by step to its end. No transaction is open meanwhile. */
final class SliceReader {
  /** More steps than any honest answer has. */
  private static final int STEPS_MAX = 20_000;

  /**
   * A turn gives signs of life as long as it reads, so an attempt must end: rows and totals
   * together within this, and within one more call.
   */
  private static final Duration READ_MAX = Duration.ofMinutes(4);

  private final TurnState turn;
  private final Function<AttemptLog, Call> calls;

  /**
   * @param calls makes the circumstances of each step
   */
  SliceReader(TurnState turn, Function<AttemptLog, Call> calls) {
    this.turn = turn;
    this.calls = calls;
  }

  /** How far a read came. */
  sealed interface Read {
    record Complete(ReadSlice slice) implements Read {}

    /** The provider prepares its answer. */
    record Later(Cursor cursor, Duration delay) implements Read {}
  }

  /**
   * @param from where to go on; empty for the beginning
   * @param readAt when the read began
   */
  Read rows(
      PlannedSlice planned,
      Optional<Cursor> from,
      Instant readAt,
      Connection connection,
      Buffer buffer,
      AttemptLog log)
      throws SyncException, InterruptedException {
    Gathered gathered = new Gathered();
    Optional<Batch.Next.Later> later =
        steps(planned, from, Purpose.ROWS, connection, buffer, log, gathered);
    if (later.isPresent()) {
      return new Read.Later(later.get().cursor(), later.get().delay());
    }
    Rows rows = gathered.rows(planned);
    return new Read.Complete(
        new ReadSlice(
            planned,
            rows,
            SliceDigest.of(planned.stream(), rows),
            gathered.rejects,
            gathered.answer(planned.days()),
            readAt,
            Optional.empty()));
  }

  /** The account's own totals for the days of a slice. */
  SliceDigest totals(PlannedSlice planned, Connection connection, Buffer buffer, AttemptLog log)
      throws SyncException, InterruptedException {
    Gathered gathered = new Gathered();
    if (steps(planned, Optional.empty(), Purpose.TOTALS, connection, buffer, log, gathered)
        .isPresent()) {
      throw new SyncException(
          new Failure.Defect("The adapter put off an account's totals; they are asked at once."));
    }
    return SliceDigest.of(planned.stream(), gathered.rows(planned));
  }

  private Optional<Batch.Next.Later> steps(
      PlannedSlice planned,
      Optional<Cursor> from,
      Purpose purpose,
      Connection connection,
      Buffer buffer,
      AttemptLog log,
      Gathered gathered)
      throws SyncException, InterruptedException {
    Optional<Cursor> cursor = from;
    Set<Cursor> passed = new HashSet<>();
    Instant endsBy = log.startedAt().plus(READ_MAX);
    for (int step = 0; step < STEPS_MAX; step++) {
      if (turn.now().isAfter(endsBy)) {
        throw new SyncException(
            new Failure.Network(
                "Reading %s took more than %d minutes."
                    .formatted(planned.slice(), READ_MAX.toMinutes())));
      }
      Call call = calls.apply(log);
      call.checkpoint();
      turn.tools.guards().rates().take(turn.provider, turn.account, planned.stream().name(), call);
      int requests = log.requests();
      SyncRequest request =
          new SyncRequest(connection, planned.stream(), planned.slice(), cursor, purpose);
      Batch batch = answer(request, call);
      log.answered(batch);
      turn.answered();
      turn.tools
          .guards()
          .rates()
          .spent(
              turn.provider, turn.account, planned.stream().name(), log.requests() - requests - 1);
      turn.tools
          .quotas()
          .seen(
              turn.account,
              turn.tools
                  .guards()
                  .rates()
                  .learn(turn.provider, turn.account, batch.quotas(), turn.now()),
              turn.now());
      buffer.add(batch.rows().bytes());
      gathered.add(planned, batch);
      switch (batch.next()) {
        case Batch.Next.Done() -> {
          return Optional.empty();
        }
        case Batch.Next.Later later -> {
          return Optional.of(later);
        }
        case Batch.Next.More(Cursor next) -> {
          if (!passed.add(next)) {
            throw new SyncException(
                new Failure.Malformed(
                    "The pages of %s lead back to one that was read already."
                        .formatted(planned.slice()),
                    Optional.empty()));
          }
          cursor = Optional.of(next);
        }
      }
    }
    throw new SyncException(
        new Failure.Malformed(
            "The pages of %s do not end.".formatted(planned.slice()), Optional.empty()));
  }

  private Batch answer(SyncRequest request, Call call) throws SyncException, InterruptedException {
    try {
      return turn.tools
          .calls()
          .call(
              turn.job.id(),
              turn.tools.settings().callMax().plus(Calls.GRACE),
              () -> turn.adapter.sync(request, call));
    } catch (SyncException failed) {
      return new CountedSlices(
              turn.adapter, turn.integration, new EmailCountStore(turn.tools.stores().database()))
          .instead(request, failed);
    }
  }

  /** What the steps of one read brought. */
  private static final class Gathered {
    private final List<Rows> parts = new ArrayList<>();
    private final List<Batch.Reject> rejects = new ArrayList<>();
    private OptionalLong promised = OptionalLong.empty();
    private LocalDate coveredFrom = LocalDate.MIN;
    private LocalDate coveredTo = LocalDate.MAX;
    private Optional<ZoneId> zone = Optional.empty();
    private Optional<String> currency = Optional.empty();
    private Batch.Quality quality = Batch.Quality.FULL;

    void add(PlannedSlice planned, Batch batch) throws SyncException {
      if (batch.rows().size() > 0) {
        parts.add(batch.rows());
      }
      rejects.addAll(batch.rejects());
      Batch.Answer answer = batch.answer();
      if (answer.rowsPromised().isPresent()) {
        promised = OptionalLong.of(Math.max(promised.orElse(0), answer.rowsPromised().getAsLong()));
      }
      cover(answer.covered());
      zone = same(planned, "time zone", zone, answer.zone());
      currency = same(planned, "currency", currency, answer.currency());
      quality = quality.and(answer.quality());
    }

    /** Covered is what every step covers. */
    private void cover(DayRange days) {
      coveredFrom = days.first().isAfter(coveredFrom) ? days.first() : coveredFrom;
      coveredTo = days.last().isBefore(coveredTo) ? days.last() : coveredTo;
    }

    private static <T> Optional<T> same(
        PlannedSlice planned, String what, Optional<T> before, Optional<T> now)
        throws SyncException {
      if (before.isPresent() && now.isPresent() && !before.equals(now)) {
        throw new SyncException(
            new Failure.Malformed(
                "The %s changed from %s to %s between two pages of %s."
                    .formatted(what, before.get(), now.get(), planned.slice()),
                Optional.empty()));
      }
      return now.isPresent() ? now : before;
    }

    Rows rows(PlannedSlice planned) {
      if (parts.size() == 1) {
        return parts.getFirst();
      }
      Rows.Builder all = Rows.builder(planned.stream());
      parts.forEach(all::addAll);
      return all.build();
    }

    Batch.Answer answer(DayRange asked) throws SyncException {
      return new Batch.Answer(promised, covered(asked), zone, currency, quality);
    }

    private DayRange covered(DayRange asked) throws SyncException {
      if (coveredFrom.isAfter(asked.last())) {
        // One step found that nothing of it is kept any more, which holds for all of it.
        return DayRange.of(coveredFrom);
      }
      if (coveredTo.isBefore(coveredFrom)) {
        throw new SyncException(
            new Failure.Malformed(
                "The pages for %s speak of different days.".formatted(asked), Optional.empty()));
      }
      return new DayRange(coveredFrom, coveredTo);
    }
  }
}
