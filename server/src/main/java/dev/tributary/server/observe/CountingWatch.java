package dev.tributary.server.observe;

import dev.tributary.engine.watch.Watch;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncResult.SyncError;
import dev.tributary.store.Attempt;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts turns, tries, requests and rows of this node by provider. */
final class CountingWatch implements Watch {
  private static final Duration[] BOUNDS = {
    Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(60)
  };

  private final MeterRegistry registry;
  private final AtomicInteger running = new AtomicInteger();

  CountingWatch(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("tributary.turns.running", running, AtomicInteger::get)
        .description("Turns that run on this node")
        .register(registry);
  }

  @Override
  public OfTurn turn(Integration integration, Job job) {
    running.incrementAndGet();
    counter("tributary.turns.started", "Turns that this node began", integration.provider())
        .increment();
    return new CountedTurn(integration.provider());
  }

  @Override
  public void died(String provider) {
    counter("tributary.workers.died", "Claims that this node took from dead workers", provider)
        .increment();
  }

  private Counter counter(String name, String description, String provider) {
    return Counter.builder(name)
        .description(description)
        .tag("provider", provider)
        .register(registry);
  }

  private final class CountedTurn implements OfTurn {
    private final String provider;
    private final Timer.Sample began = Timer.start(registry);

    CountedTurn(String provider) {
      this.provider = provider;
    }

    @Override
    public OfAttempt attempt(Optional<Slice> slice) {
      return new CountedAttempt(provider);
    }

    @Override
    public void stored(int days, long rows) {
      counter("tributary.rows.stored", "Rows of slices that were stored", provider).increment(rows);
      counter("tributary.days.stored", "Days that were stored or found unchanged", provider)
          .increment(days);
    }

    @Override
    public void ended(String outcome) {
      running.decrementAndGet();
      began.stop(
          Timer.builder("tributary.turns")
              .description("Turns that ended on this node")
              .tag("provider", provider)
              .tag("outcome", outcome)
              .serviceLevelObjectives(BOUNDS)
              .register(registry));
    }
  }

  private final class CountedAttempt implements OfAttempt {
    private final String provider;

    CountedAttempt(String provider) {
      this.provider = provider;
    }

    @Override
    public void requested(RequestObserver.Request request) {
      Timer.builder("tributary.provider.requests")
          .description("Requests that this node sent to providers")
          .tag("provider", provider)
          .tag("status", request.status() == 0 ? "none" : String.valueOf(request.status()))
          .register(registry)
          .record(request.duration());
    }

    @Override
    public void ended(Attempt attempt) {
      Counter.builder("tributary.attempts")
          .description("Tries that ended on this node, by the code of what failed")
          .tag("provider", provider)
          .tag("outcome", attempt.outcome().name().toLowerCase(Locale.ROOT))
          .tag("code", attempt.error().map(SyncError::code).orElse("none"))
          .register(registry)
          .increment();
    }
  }
}
