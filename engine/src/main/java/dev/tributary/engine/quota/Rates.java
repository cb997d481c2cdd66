package dev.tributary.engine.quota;

import dev.tributary.engine.queue.Pace;
import dev.tributary.engine.quota.Quotas.ProviderAccount;
import dev.tributary.spi.Call;
import dev.tributary.spi.Failure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.QuotaReading;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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
  private static final Duration WINDOW_MIN = Duration.ofSeconds(1);
  private static final int EXACT_BELOW = 100;
  private static final int BURST_PART = 10;
  private static final int BUCKETS_MAX = 20_000;

  /** Enough that the burst of one, which is taken from the refill, costs little. */
  private static final int LEARNED_MIN = 29;

  private final PostgreSQLSelectForUpdateBasedProxyManager<String> manager;
  private final Map<String, BucketProxy> buckets = new ConcurrentHashMap<>();
  private final Map<String, Learned> learned = new ConcurrentHashMap<>();
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

  /** A limit as the provider told it: so many requests in each window. */
  private record Learned(long limit, Duration window) {}

  /** A rate as it is kept: so many of its requests may come at once. */
  private record Kept(ProviderLimits.Rate rate, int burst) {
    /**
     * @param limit of which a tenth may come at once: of one second where the provider told it,
     *     else of the whole rate
     */
    static Kept of(ProviderLimits.Rate rate, int limit) {
      return new Kept(rate, Math.max(1, limit / BURST_PART));
    }

    boolean exact() {
      return rate.requests() < EXACT_BELOW;
    }
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
   * Learns what a provider says about the rates that its descriptor declares: a reading with the
   * name of a rate gives the account's own limit, by which all go from now on. Every node learns it
   * from the first answer.
   *
   * @return the other readings, which are quotas
   */
  public List<QuotaReading> learn(
      ProviderDescriptor provider,
      ProviderAccount account,
      List<QuotaReading> readings,
      Instant now) {
    List<QuotaReading> quotas = new ArrayList<>();
    for (QuotaReading reading : readings) {
      boolean rate =
          provider.limits().rates().stream()
              .anyMatch(declared -> declared.name().equals(reading.bucket()));
      if (!rate) {
        quotas.add(reading);
      } else if (reading.limit().isPresent() && reading.limit().getAsLong() > 0) {
        Duration left =
            reading.resetsAt().map(at -> Duration.between(now, at)).orElse(Duration.ZERO);
        Learned told =
            new Learned(
                Math.min(reading.limit().getAsLong(), Integer.MAX_VALUE),
                left.compareTo(WINDOW_MIN) < 0 ? WINDOW_MIN : left);
        if (learned.size() > BUCKETS_MAX) {
          learned.clear();
        }
        learned.merge(key(account, reading.bucket()), told, Rates::longer);
      }
    }
    return quotas;
  }

  /** What is left of a window is at most the window. */
  private static Learned longer(Learned before, Learned now) {
    return before.limit() == now.limit() && before.window().compareTo(now.window()) > 0
        ? before
        : now;
  }

  private static String key(ProviderAccount account, String rate) {
    return account.provider() + "/" + rate + "/" + account.account();
  }

  /** The rate as the account's limit makes it; as declared until one is told. */
  private Kept own(ProviderAccount account, ProviderLimits.Rate declared) {
    return Optional.ofNullable(learned.get(key(account, declared.name())))
        .map(told -> {
          double seconds = told.window().toMillis() / 1_000.0;
          int inSecond = (int) Math.ceil(told.limit() / seconds);
          int requests = Math.max(LEARNED_MIN, inSecond);
          Duration per = told.window().multipliedBy(requests).dividedBy(told.limit());
          return Kept.of(
              new ProviderLimits.Rate(
                  declared.name(),
                  declared.scope(),
                  declared.streams(),
                  requests,
                  per.compareTo(WINDOW_MIN) < 0 ? WINDOW_MIN : per),
              inSecond);
        })
        .orElseGet(() -> Kept.of(declared, declared.requests()));
  }

  /**
   * Takes the permits for one request, waiting up to two seconds for them. No connection is held
   * while it waits.
   *
   * @throws SyncException with {@link Failure.Throttled} when it takes longer: wait, at no cost
   * @throws InterruptedException when the call was cancelled; a permit reserved for it is lost
   */
  public void take(ProviderDescriptor provider, ProviderAccount account, String stream, Call call)
      throws SyncException, InterruptedException {
    for (Kept kept : counting(provider, account, stream)) {
      BucketProxy bucket = bucket(kept, account);
      boolean taken = kept.exact() ? reserve(bucket, call) : probe(bucket, call);
      if (!taken) {
        throw new SyncException(throttled(provider, kept.rate, database(() -> left(bucket))));
      }
    }
  }

  /** Those who wait for the few permits of a small rate are served in turn. */
  private boolean reserve(BucketProxy bucket, Call call) throws InterruptedException {
    AtomicLong wait = new AtomicLong();
    boolean reserved =
        database(() -> bucket.asBlocking().tryConsumeUninterruptibly(1, WAIT_MAX, wait::set));
    if (wait.get() > 0) {
      Pace.away(() -> sleep(Duration.ofNanos(wait.get()), call));
    }
    return reserved;
  }

  /** A bucket that is settled now and then knows no reservations. */
  private boolean probe(BucketProxy bucket, Call call) throws InterruptedException {
    Duration waited = Duration.ZERO;
    while (true) {
      ConsumptionProbe probe = database(() -> bucket.tryConsumeAndReturnRemaining(1));
      if (probe.isConsumed()) {
        return true;
      }
      Duration left = Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
      if (waited.plus(left).compareTo(WAIT_MAX) > 0) {
        return false;
      }
      waited = waited.plus(Pace.away(() -> sleep(left, call)));
    }
  }

  private static Duration left(BucketProxy bucket) {
    return Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
  }

  private static Failure throttled(
      ProviderDescriptor provider, ProviderLimits.Rate rate, Duration left) {
    return new Failure.Throttled(
        left.compareTo(WAIT_MAX) > 0 ? left : WAIT_MAX,
        false,
        "%s is asked at most %d times in %s for %s; waiting for the next turn."
            .formatted(
                provider.name(),
                rate.requests(),
                words(rate.per()),
                rate.scope() == ProviderLimits.Scope.ACCOUNT
                    ? "one " + provider.accountNoun()
                    : "all of them"));
  }

  /** Requests that a step made beyond its first; later ones wait for them. */
  public void spent(
      ProviderDescriptor provider, ProviderAccount account, String stream, int requests) {
    if (requests > 0) {
      for (Kept kept : counting(provider, account, stream)) {
        BucketProxy bucket = bucket(kept, account);
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

  private List<Kept> counting(ProviderDescriptor provider, ProviderAccount account, String stream) {
    return provider.limits().rates().stream()
        .filter(rate -> rate.counts(stream))
        .map(rate -> own(account, rate))
        .toList();
  }

  private BucketProxy bucket(Kept kept, ProviderAccount account) {
    ProviderLimits.Rate rate = kept.rate;
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
    return buckets.computeIfAbsent(id, key -> build(key, kept));
  }

  private BucketProxy build(String id, Kept kept) {
    RemoteBucketBuilder<String> builder = manager.builder();
    if (!kept.exact()) {
      builder.withOptimization(
          Optimizations.delaying(
              new DelayParameters(kept.rate.requests() / EXACT_BELOW, SETTLE_EVERY)));
    }
    return builder.build(id, () -> configuration(kept));
  }

  /** What is kept for a burst is taken from the refill, so that no stretch of time has too many. */
  private static BucketConfiguration configuration(Kept kept) {
    int refill = Math.max(1, kept.rate.requests() - kept.burst);
    return BucketConfiguration.builder()
        .addLimit(limit -> limit.capacity(kept.burst).refillGreedy(refill, kept.rate.per()))
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
