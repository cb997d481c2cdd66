package dev.tributary.engine.quota;

import dev.tributary.engine.quota.Quotas.ProviderAccount;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Whether a provider answers at all, as this node sees it. When three different accounts in a row
 * get no answer, nobody asks for a while; then one turn tries, and its first outcome decides. One
 * account alone never stops the others. Safe for many threads; in memory, because an outage is over
 * sooner than nodes could agree on it.
 */
public final class Outages {
  /** Accounts that fail one after the other, without an answer to any account in between. */
  private static final int ACCOUNTS_MAX = 3;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(8);

  /** Those who wait come back spread over so long, not all at once. */
  private static final Duration SPREAD = Duration.ofSeconds(30);

  /** While one turn tries, the others look again after this. */
  private static final Duration PROBE_LASTS = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final DoubleSupplier jitter;
  private final Map<String, Provider> providers = new ConcurrentHashMap<>();

  /**
   * @param jitter from 0 inclusive to 1 exclusive
   */
  public Outages(InstantSource clock, DoubleSupplier jitter) {
    this.clock = clock;
    this.jitter = jitter;
  }

  /** What is known of one provider. */
  private final class Provider {
    final CircuitBreaker breaker;

    /** Guarded by itself. */
    final Set<String> failing = new HashSet<>();

    volatile Instant openUntil = Instant.EPOCH;

    Provider(String name) {
      this.breaker =
          CircuitBreaker.of(
              name,
              CircuitBreakerConfig.custom()
                  .clock(clock.withZone(ZoneOffset.UTC))
                  .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                  .slidingWindowSize(ACCOUNTS_MAX)
                  .minimumNumberOfCalls(ACCOUNTS_MAX)
                  .failureRateThreshold(100)
                  .permittedNumberOfCallsInHalfOpenState(1)
                  .waitIntervalFunctionInOpenState(this::pause)
                  .build());
    }

    private long pause(int times) {
      Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(times - 1, 10));
      Duration pause = doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
      openUntil = clock.instant().plus(pause);
      return pause.toMillis();
    }
  }

  /** Leave to ask a provider, for one turn. Give it back by closing it, whatever happened. */
  public final class Leave implements AutoCloseable {
    private final Provider provider;
    private final boolean probe;
    private volatile boolean told;

    private Leave(Provider provider, boolean probe) {
      this.provider = provider;
      this.probe = probe;
    }

    /** The provider answered, be it with a refusal. */
    public void answered() {
      told = true;
      synchronized (provider.failing) {
        provider.failing.clear();
        provider.breaker.onSuccess(0, TimeUnit.NANOSECONDS);
      }
    }

    /** What a failure says of the provider. */
    public void failed(ProviderAccount account, Failure failure) {
      switch (failure) {
        case Failure.Unavailable _, Failure.Network _ -> silent(account, failure);
        case Failure.TokenRejected _,
            Failure.GrantRejected _,
            Failure.PermissionMissing _,
            Failure.QuotaExhausted _,
            Failure.TooLarge _,
            Failure.InvalidRequest _,
            Failure.AccountGone _,
            Failure.Misconfigured _ ->
            answered();
        // These may be our own doing or that of something in between: they tell nothing.
        case Failure.Throttled _,
            Failure.Malformed _,
            Failure.TooMuchData _,
            Failure.Storage _,
            Failure.Defect _ -> {}
      }
    }

    private void silent(ProviderAccount account, Failure failure) {
      synchronized (provider.failing) {
        boolean first = provider.failing.add(account.account());
        if (probe && !told || first) {
          provider.breaker.onError(0, TimeUnit.NANOSECONDS, new SyncException(failure));
        }
      }
      told = true;
    }

    @Override
    public void close() {
      if (probe && !told) {
        provider.breaker.releasePermission();
      }
    }
  }

  /** Leave to ask, or empty while the provider does not answer. */
  public Optional<Leave> ask(String provider) {
    Provider known = of(provider);
    if (!known.breaker.tryAcquirePermission()) {
      return Optional.empty();
    }
    return Optional.of(
        new Leave(known, known.breaker.getState() == CircuitBreaker.State.HALF_OPEN));
  }

  /** When to ask next, while the provider does not answer; different for everybody who asks. */
  public Optional<Instant> nextTry(String provider) {
    Provider known = of(provider);
    Instant now = clock.instant();
    return switch (known.breaker.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> Optional.empty();
      case HALF_OPEN -> Optional.of(now.plus(PROBE_LASTS).plus(part(PROBE_LASTS)));
      case OPEN, FORCED_OPEN -> {
        Instant from = known.openUntil.isAfter(now) ? known.openUntil : now;
        yield Optional.of(from.plusMillis(1).plus(part(SPREAD)));
      }
    };
  }

  private Duration part(Duration of) {
    return Duration.ofMillis((long) (of.toMillis() * jitter.getAsDouble()));
  }

  private Provider of(String provider) {
    return providers.computeIfAbsent(provider, Provider::new);
  }
}
