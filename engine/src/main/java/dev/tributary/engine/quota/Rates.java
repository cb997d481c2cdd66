package dev.tributary.engine.quota;

import dev.tributary.engine.queue.Pace;
import dev.tributary.engine.quota.Quotas.ProviderAccount;
import dev.tributary.spi.Call;
import dev.tributary.spi.Failure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.SyncException;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketExceptions.BucketExecutionException;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.distributed.proxy.RemoteBucketBuilder;
import io.github.bucket4j.distributed.proxy.optimization.DelayParameters;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.bucket4j.postgresql.PostgreSQLSelectForUpdateBasedProxyManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Keeps the rates that a provider's descriptor declares, over all nodes: token buckets in
 * PostgreSQL, by the database's clock. Safe for many threads.
 *
 * <p>A rate of a hundred requests or more is settled with the database once per hundredth of it, or
 * once a second, so that asking costs no round trip of its own; every node beside the first may go
 * over it by that hundredth. Smaller rates are exact and cost a round trip for every request.
 */
public final class Rates {
  /** Someone who needs to wait longer gives the thread back. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(2);

  /** How soon a cancelled wait ends. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private static final Duration SETTLE_EVERY = Duration.ofSeconds(1);
  private static final Duration KEPT_UNUSED = Duration.ofMinutes(10);
  private static final int EXACT_BELOW = 100;
  private static final int BURST_PART = 10;
  private static final int BUCKETS_MAX = 20_000;

  private final PostgreSQLSelectForUpdateBasedProxyManager<String> manager;
  private final Map<String, BucketProxy> buckets = new ConcurrentHashMap<>();
  private final Pause pause;

  /** How a thread waits; replaced by tests. */
  @FunctionalInterface
  public interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  /**
   * @param pool whose connections no transaction manager owns: the library commits by itself
   * @param clock the database's
   */
  public Rates(DataSource pool, InstantSource clock, Pause pause) {
    this.pause = pause;
    this.manager =
        Bucket4jPostgreSQL.selectForUpdateBasedBuilder(pool)
            .primaryKeyMapper(PrimaryKeyMapper.STRING)
            .table("tributary.rate_bucket")
            .idColumn("id")
            .stateColumn("state")
            .expiresAtColumn("expires_at")
            .clientClock(new ByClock(clock))
            .expirationAfterWrite(
                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_UNUSED))
            .build();
  }

  private record ByClock(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      Instant now = clock.instant();
      return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }

  /**
   * Takes the permits for one request, waiting up to two seconds for them. No connection is held
   * while it waits.
   *
   * @throws SyncException with {@link Failure.Throttled} when it takes longer: wait, at no cost
   * @throws InterruptedException when the call was cancelled
   */
  public void take(ProviderDescriptor provider, ProviderAccount account, String stream, Call call)
      throws SyncException, InterruptedException {
    for (ProviderLimits.Rate rate : counting(provider, stream)) {
      BucketProxy bucket = bucket(rate, account);
      Duration waited = Duration.ZERO;
      while (true) {
        ConsumptionProbe probe = database(() -> bucket.tryConsumeAndReturnRemaining(1));
        if (probe.isConsumed()) {
          break;
        }
        Duration left = Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
        if (waited.plus(left).compareTo(WAIT_MAX) > 0) {
          throw new SyncException(
              new Failure.Throttled(
                  left.compareTo(WAIT_MAX) > 0 ? left : WAIT_MAX,
                  "%s is asked at most %d times in %s for %s; waiting for the next turn."
                      .formatted(
                          provider.name(),
                          rate.requests(),
                          words(rate.per()),
                          rate.scope() == ProviderLimits.Scope.ACCOUNT
                              ? "one " + provider.accountNoun()
                              : "all of them")));
        }
        waited = waited.plus(Pace.away(() -> sleep(left, call)));
      }
    }
  }

  /** Requests that a step made beyond its first; later ones wait for them. */
  public void spent(
      ProviderDescriptor provider, ProviderAccount account, String stream, int requests) {
    if (requests > 0) {
      for (ProviderLimits.Rate rate : counting(provider, stream)) {
        BucketProxy bucket = bucket(rate, account);
        database(() -> bucket.consumeIgnoringRateLimits(requests));
      }
    }
  }

  private Duration sleep(Duration left, Call call) throws InterruptedException {
    Duration slept = Duration.ZERO;
    while (slept.compareTo(left) < 0) {
      call.checkpoint();
      Duration rest = left.minus(slept);
      Duration next = rest.compareTo(LOOK_EVERY) < 0 ? rest : LOOK_EVERY;
      pause.of(next);
      slept = slept.plus(next);
    }
    return slept;
  }

  private static List<ProviderLimits.Rate> counting(ProviderDescriptor provider, String stream) {
    return provider.limits().rates().stream().filter(rate -> rate.counts(stream)).toList();
  }

  private BucketProxy bucket(ProviderLimits.Rate rate, ProviderAccount account) {
    // The figures are part of the name: a changed rate begins with a new bucket.
    String id =
        "%s/%s/%d/%d/%s"
            .formatted(
                account.provider(),
                rate.name(),
                rate.requests(),
                rate.per().toMillis(),
                rate.scope() == ProviderLimits.Scope.ACCOUNT ? account.account() : "");
    if (buckets.size() > BUCKETS_MAX) {
      buckets.clear();
    }
    return buckets.computeIfAbsent(id, key -> build(key, rate));
  }

  private BucketProxy build(String id, ProviderLimits.Rate rate) {
    RemoteBucketBuilder<String> builder = manager.builder();
    if (rate.requests() >= EXACT_BELOW) {
      builder.withOptimization(
          Optimizations.delaying(new DelayParameters(rate.requests() / EXACT_BELOW, SETTLE_EVERY)));
    }
    return builder.build(id, () -> configuration(rate));
  }

  /** What is kept for a burst is taken from the refill, so that no stretch of time has too many. */
  static BucketConfiguration configuration(ProviderLimits.Rate rate) {
    int burst = Math.max(1, rate.requests() / BURST_PART);
    int refill = Math.max(1, rate.requests() - burst);
    return BucketConfiguration.builder()
        .addLimit(limit -> limit.capacity(burst).refillGreedy(refill, rate.per()))
        .build();
  }

  private static String words(Duration per) {
    return per.equals(Duration.ofMinutes(1)) ? "a minute" : per.toSeconds() + " seconds";
  }

  private static <T> T database(Supplier<T> work) {
    try {
      return work.get();
    } catch (BucketExecutionException e) {
      throw new DataAccessResourceFailureException("the rates could not be looked up", e);
    }
  }
}
