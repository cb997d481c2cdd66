package dev.tributary.engine.sync;

import dev.tributary.engine.plan.PlannedSlice;
import dev.tributary.engine.queue.Pace;
import dev.tributary.spi.Connection;
import dev.tributary.spi.SyncException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Reads the slice that the plan names next while the one before it is stored, so that provider and
 * database work at the same time. Still only one request of a turn is under way at any time. The
 * plan is made anew before the result is used: what it no longer wants is thrown away.
 */
final class ReadAhead implements AutoCloseable {
  /** Never reached: calls have their own deadlines. */
  private static final Duration ENDS_IN = Duration.ofDays(1);

  private final PlannedSlice planned;
  private final Instant startedAt;
  private final Buffer buffer;
  private final AttemptLog log;
  private final FutureTask<SliceReader.Read> read;
  private final Thread thread;
  private volatile boolean unwanted;

  ReadAhead(TurnState turn, PlannedSlice planned, Connection connection) {
    this.planned = planned;
    this.startedAt = turn.now();
    this.buffer = new Buffer(turn.tools.bytesInUse(), turn.tools.settings());
    this.log = turn.attempt(Optional.of(planned.slice()));
    SliceReader reader = new SliceReader(turn, own -> turn.call(own, () -> unwanted));
    this.read =
        new FutureTask<>(
            () -> reader.rows(planned, Optional.empty(), startedAt, connection, buffer, log));
    this.thread = Thread.ofVirtual().name("tributary-read-ahead").start(read);
  }

  PlannedSlice planned() {
    return planned;
  }

  Buffer buffer() {
    return buffer;
  }

  AttemptLog log() {
    return log;
  }

  /** Whether this is, or begins, what the plan wants now. */
  boolean serves(PlannedSlice wanted) {
    return wanted.stream().name().equals(planned.stream().name())
        && wanted.priority() == planned.priority()
        && wanted.waiver() == planned.waiver()
        && wanted.days().contains(planned.days())
        && wanted.days().last().equals(planned.days().last());
  }

  /** Waits for the end of the read and gives its result or throws its failure. */
  SliceReader.Read result() throws SyncException, InterruptedException {
    try {
      Pace.away(() -> thread.join(ENDS_IN));
      return read.get();
    } catch (ExecutionException e) {
      switch (Objects.requireNonNull(e.getCause())) {
        case SyncException failure -> throw failure;
        case InterruptedException stopped -> throw stopped;
        case RuntimeException defect -> throw defect;
        case Error error -> throw error;
        default -> throw new IllegalStateException("a read ahead broke", e);
      }
    }
  }

  /** Ends the read, whatever it is doing, and gives its memory back. */
  @Override
  public void close() {
    unwanted = true;
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    buffer.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
