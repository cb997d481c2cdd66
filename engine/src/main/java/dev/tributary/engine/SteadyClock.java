package dev.tributary.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The database's clock without asking the database every time: its time is taken every few seconds
 * and carried on by this machine's monotonic counter. When the database cannot be asked, the last
 * measurement goes on. Safe for many threads.
 */
public final class SteadyClock implements InstantSource {
  private static final long MEASURE_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  private final InstantSource database;
  private final LongSupplier nanos;
  private volatile Measured measured;

  private record Measured(Instant at, long nanos) {}

  public SteadyClock(InstantSource database) {
    this(database, System::nanoTime);
  }

  SteadyClock(InstantSource database, LongSupplier nanos) {
    this.database = database;
    this.nanos = nanos;
    this.measured = measure();
  }

  @Override
  public Instant instant() {
    Measured last = measured;
    if (nanos.getAsLong() - last.nanos() > MEASURE_EVERY_NANOS) {
      last = measureAgain(last);
    }
    return last.at().plusNanos(nanos.getAsLong() - last.nanos());
  }

  private Measured measureAgain(Measured last) {
    try {
      measured = measure();
    } catch (RuntimeException _) {
      // Whoever needs the database will say so; time goes on meanwhile.
      measured =
          new Measured(last.at().plusNanos(nanos.getAsLong() - last.nanos()), nanos.getAsLong());
    }
    return measured;
  }

  private Measured measure() {
    return new Measured(database.instant(), nanos.getAsLong());
  }
}
