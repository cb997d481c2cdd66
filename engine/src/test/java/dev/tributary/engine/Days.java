package dev.tributary.engine;

import dev.tributary.store.ContentHash;
import dev.tributary.store.DayFlags;
import dev.tributary.store.DayState;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Problem;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** Ledger days for tests. */
public final class Days {

  public static final ContentHash EMPTY = ContentHash.EMPTY;

  /** A whole stored day. */
  public static LedgerDay stored(
      String stream, LocalDate day, DayState state, long rows, long mainTotal, Instant dueAt) {
    boolean partial = state == DayState.OPEN;
    return new LedgerDay(
        stream,
        day,
        state,
        Problem.NONE,
        Optional.empty(),
        Optional.empty(),
        0,
        1,
        1,
        Optional.of(new ContentHash(7, day.toEpochDay())),
        rows,
        mainTotal,
        Optional.of(Instant.EPOCH),
        Optional.of(Instant.EPOCH),
        Optional.of(dueAt),
        new DayFlags(false, false, false, partial, false, false),
        Optional.empty());
  }

  public static LedgerDay due(String stream, LocalDate day, DayState state) {
    return stored(stream, day, state, 5, 50, Instant.EPOCH);
  }

  /** A day that was tried and never stored. */
  public static LedgerDay failed(String stream, LocalDate day, int failures) {
    return new LedgerDay(
        stream,
        day,
        DayState.OPEN,
        Problem.FAILED,
        Optional.of("malformed"),
        Optional.of("The answer was cut off."),
        failures,
        0,
        0,
        Optional.empty(),
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.of(Instant.EPOCH),
        DayFlags.NONE,
        Optional.empty());
  }

  /** The same day with an answer held. */
  public static LedgerDay held(LedgerDay day, ContentHash answer, int times) {
    return new LedgerDay(
        day.stream(),
        day.day(),
        day.state(),
        Problem.HELD,
        Optional.of("contradiction"),
        Optional.of("fell by half"),
        times,
        day.version(),
        day.definition(),
        day.hash(),
        day.rows(),
        day.mainTotal(),
        day.fetchedAt(),
        day.changedAt(),
        day.nextDueAt(),
        day.flags(),
        Optional.of(answer));
  }

  private Days() {}
}
