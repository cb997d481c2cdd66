package dev.tributary.engine.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.MovableClock;
import dev.tributary.engine.Streams;
import dev.tributary.engine.quota.Quotas.ProviderAccount;
import dev.tributary.spi.Call;
import dev.tributary.spi.Failure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.ProviderLimits.Scope;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.SyncException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.NestedRuntimeException;

class RatesTest {
  private static EngineFixture engine;

  private final MovableClock clock = new MovableClock("2026-11-22T12:00:00Z");
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final Rates node = node();
  private final Rates other = node();
  private int pauses;

  @BeforeAll
  static void open() {
    engine = new EngineFixture();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  private Rates node() {
    return new Rates(
        engine.database.systemDataSource(),
        clock,
        time -> {
          pauses++;
          clock.move(time);
        });
  }

  @Test
  void nodes_share_an_exact_rate_and_no_stretch_of_time_has_more_than_it_allows() throws Exception {
    ProviderDescriptor provider = provider("exact", Scope.ACCOUNT, 20, Duration.ofSeconds(10));
    Random random = new Random(11);
    Deque<Instant> asked = new ArrayDeque<>();
    for (int n = 0; n < 200; n++) {
      clock.move(Duration.ofMillis(random.nextInt(400)));
      (random.nextBoolean() ? node : other).take(provider, account("a"), "visits", call());
      asked.add(clock.instant());
      while (asked.getFirst().plus(Duration.ofSeconds(10)).isBefore(clock.instant())) {
        asked.removeFirst();
      }
      assertThat(asked).hasSizeLessThanOrEqualTo(20);
    }
    assertThat(pauses).as("some had to wait").isPositive();
  }

  @Test
  void whoever_came_first_waits_least_and_the_last_is_told_to_come_back() throws Exception {
    ProviderDescriptor provider = provider("turns", Scope.ACCOUNT, 20, Duration.ofSeconds(10));
    AtomicReference<Duration> waited = new AtomicReference<>(Duration.ZERO);
    Rates still =
        new Rates(
            engine.database.systemDataSource(),
            clock,
            time -> waited.updateAndGet(before -> before.plus(time)));
    still.take(provider, account("q"), "visits", call());
    still.take(provider, account("q"), "visits", call());
    assertThat(waited.get()).as("two at once are allowed").isZero();
    List<Duration> waits = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      waited.set(Duration.ZERO);
      still.take(provider, account("q"), "visits", call());
      waits.add(waited.get());
    }
    // A permit comes every 10/18 seconds.
    assertThat(waits).extracting(Duration::toMillis).containsExactly(555L, 1_111L, 1_666L);
    assertThatThrownBy(() -> still.take(provider, account("q"), "visits", call()))
        .isInstanceOfSatisfying(
            SyncException.class,
            refused ->
                assertThat(refused.failure())
                    .isInstanceOfSatisfying(
                        Failure.Throttled.class,
                        wait -> assertThat(wait.delay().toMillis()).isEqualTo(2_222)));
  }

  @Test
  void a_large_rate_is_settled_now_and_then_and_kept_but_for_a_hundredth_a_node() throws Exception {
    ProviderDescriptor provider = provider("large", Scope.ACCOUNT, 600, Duration.ofMinutes(1));
    Instant start = clock.instant();
    int asked = 0;
    while (clock.instant().isBefore(start.plus(Duration.ofMinutes(1)))) {
      (asked % 2 == 0 ? node : other).take(provider, account("l"), "visits", call());
      asked++;
    }
    assertThat(asked).isBetween(560, 600 + 2 * 6);
  }

  @Test
  void accounts_have_a_rate_each_and_the_app_has_one_for_all() throws Exception {
    ProviderDescriptor each = provider("each", Scope.ACCOUNT, 1, Duration.ofMinutes(1));
    node.take(each, account("one"), "visits", call());
    node.take(each, account("two"), "visits", call());
    assertThatThrownBy(() -> other.take(each, account("one"), "visits", call()))
        .isInstanceOfSatisfying(
            SyncException.class,
            refused ->
                assertThat(refused.failure())
                    .isInstanceOfSatisfying(
                        Failure.Throttled.class,
                        wait -> {
                          assertThat(wait.delay()).isEqualTo(Duration.ofMinutes(1));
                          assertThat(wait.message())
                              .isEqualTo(
                                  "Each is asked at most 1 times in a minute for one site;"
                                      + " waiting for the next turn.");
                        }));
    ProviderDescriptor all = provider("all", Scope.APP, 1, Duration.ofSeconds(30));
    node.take(all, account("one"), "visits", call());
    assertThatThrownBy(() -> other.take(all, account("two"), "visits", call()))
        .hasMessageContaining("in 30 seconds for all of them");
  }

  @Test
  void what_a_step_asked_beyond_its_first_request_is_paid_by_those_who_come_later()
      throws Exception {
    ProviderDescriptor provider = provider("pays", Scope.ACCOUNT, 10, Duration.ofSeconds(9));
    node.take(provider, account("a"), "visits", call());
    node.spent(provider, account("a"), "visits", 5);
    node.spent(provider, account("a"), "visits", 0);
    assertThatThrownBy(() -> node.take(provider, account("a"), "visits", call()))
        .hasMessageContaining("waiting");
    clock.move(Duration.ofSeconds(6));
    node.take(provider, account("a"), "visits", call());
  }

  @Test
  void only_the_streams_that_count_wait_and_a_cancelled_wait_ends() throws Exception {
    ProviderDescriptor provider =
        provider(
            "some",
            new ProviderLimits.Rate(
                "some", Scope.ACCOUNT, Set.of("visits"), 1, Duration.ofSeconds(2)));
    node.take(provider, account("a"), "visits", call());
    for (int n = 0; n < 5; n++) {
      node.take(provider, account("a"), "sales", call());
    }
    cancelled.set(true);
    assertThatThrownBy(() -> node.take(provider, account("a"), "visits", call()))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void a_limit_that_the_provider_tells_replaces_the_declared_one_for_that_account()
      throws Exception {
    ProviderDescriptor provider = provider("told", Scope.ACCOUNT, 10, Duration.ofSeconds(5));
    QuotaReading quota = new QuotaReading("day", 1, 5, Optional.empty());
    assertThat(
            node.learn(
                provider, account("t"), List.of(quota, limit(10, 1), limit(0, 1)), clock.instant()))
        .as("what is no rate")
        .containsExactly(quota);
    Instant start = clock.instant();
    Deque<Instant> asked = new ArrayDeque<>();
    for (int n = 0; n < 100; n++) {
      node.take(provider, account("t"), "visits", call());
      asked.add(clock.instant());
      while (!asked.getFirst().plusSeconds(1).isAfter(clock.instant())) {
        asked.removeFirst();
      }
      assertThat(asked).hasSizeLessThanOrEqualTo(10);
    }
    assertThat(Duration.between(start, clock.instant()))
        .isBetween(Duration.ofMillis(9_900), Duration.ofMillis(10_800));
    node.take(provider, account("u"), "visits", call());
    Instant other = clock.instant();
    node.take(provider, account("u"), "visits", call());
    assertThat(Duration.between(other, clock.instant()))
        .as("nobody told of this account")
        .isGreaterThan(Duration.ofMillis(500));
  }

  @Test
  void what_is_left_of_a_window_makes_it_no_shorter() throws Exception {
    ProviderDescriptor provider = provider("window", Scope.ACCOUNT, 10, Duration.ofSeconds(5));
    node.learn(provider, account("w"), List.of(limit(60, 60), limit(60, 3)), clock.instant());
    node.take(provider, account("w"), "visits", call());
    Instant start = clock.instant();
    node.take(provider, account("w"), "visits", call());
    assertThat(Duration.between(start, clock.instant())).isGreaterThan(Duration.ofSeconds(1));
  }

  private QuotaReading limit(int requests, int seconds) {
    return new QuotaReading(
        seconds == 1 ? "told" : "window",
        1,
        requests,
        OptionalLong.of(requests),
        Optional.of(clock.instant().plusSeconds(seconds)));
  }

  @Test
  void a_database_that_is_away_is_told_as_that() {
    EngineFixture gone = new EngineFixture();
    Rates rates = new Rates(gone.database.systemDataSource(), clock, time -> {});
    gone.closeDatabase();
    ProviderDescriptor provider = provider("away", Scope.ACCOUNT, 1, Duration.ofSeconds(2));
    assertThatThrownBy(() -> rates.take(provider, account("a"), "visits", call()))
        .isInstanceOf(NestedRuntimeException.class);
  }

  @Test
  void buckets_that_are_full_again_are_deleted() throws Exception {
    ProviderDescriptor provider = provider("old", Scope.ACCOUNT, 5, Duration.ofSeconds(2));
    node.take(provider, account("o"), "visits", call());
    String mine = "select count(*) from tributary.rate_bucket where id like 'p/old/%'";
    engine.stores.quotas().deleteUnusedBuckets(clock.instant(), 1_000);
    assertThat(engine.number(mine)).isOne();
    engine.stores.quotas().deleteUnusedBuckets(Instant.parse("2999-01-01T00:00:00Z"), 1_000);
    assertThat(engine.number(mine)).isZero();
  }

  private Call call() {
    return new Call(clock, Instant.MAX, cancelled::get, RequestObserver.NONE);
  }

  private static ProviderAccount account(String id) {
    return new ProviderAccount("p", id);
  }

  private static ProviderDescriptor provider(String name, Scope scope, int requests, Duration per) {
    return provider(name, new ProviderLimits.Rate(name, scope, Set.of(), requests, per));
  }

  private static ProviderDescriptor provider(String name, ProviderLimits.Rate rate) {
    return new ProviderDescriptor(
        "p",
        name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1),
        "site",
        List.of(),
        "{}",
        List.of(Streams.day("visits"), Streams.day("sales")),
        List.of(),
        new ProviderLimits(10, List.of(rate)));
  }
}
