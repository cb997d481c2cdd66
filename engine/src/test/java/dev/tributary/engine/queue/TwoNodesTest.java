package dev.tributary.engine.queue;

import static dev.tributary.engine.EngineFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.connect.Connections;
import dev.tributary.spi.Account;
import dev.tributary.store.Job;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two engines that work on one database, each with its own threads, pools and listener. */
class TwoNodesTest {
  private static final int ACCOUNTS = 16;
  private static final int ROUNDS = 3;
  private static final String OPEN_JOBS =
      "select count(*) from tributary.sync_job where status in ('pending', 'running')";

  private final EngineFixture engine = new EngineFixture();
  private final FakeProvider othersProvider = new FakeProvider(engine.clock);
  private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();
  private final AtomicInteger overlaps = new AtomicInteger();
  private final CountDownLatch bothInCalls = new CountDownLatch(2);

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void both_work_at_once_and_no_integration_is_ever_run_by_two() throws Exception {
    List<Connections.Connected> shops = connect();
    List.of(engine.provider, othersProvider).forEach(this::watch);
    List<UUID> operations = new ArrayList<>(shops.stream().map(shop -> shop.operation()).toList());
    try (Engine one = engine.working("node-a", engine.provider, Duration.ofMillis(50));
        Engine other = engine.working("node-b", othersProvider, Duration.ofMillis(50))) {
      one.start();
      other.start();
      for (int round = 0; round < ROUNDS; round++) {
        for (Connections.Connected shop : shops) {
          operations.add(
              (round % 2 == 0 ? one : other)
                  .asks()
                  .ask(engine.workspace, shop.integration().id(), Asks.Wish.syncNow()));
        }
      }
      await(() -> {
        operations.removeIf(
            operation -> engine.engine.progress(engine.workspace, operation).done());
        return operations.isEmpty() && engine.number(OPEN_JOBS) == 0;
      });
    }
    assertThat(overlaps).as("two at once for one account").hasValue(0);
    assertThat(engine.provider.requests).isNotEmpty();
    assertThat(othersProvider.requests).isNotEmpty();
    for (Connections.Connected shop : shops) {
      assertThat(engine.stores.jobHistory().recent(engine.workspace, shop.integration().id(), 99))
          .isNotEmpty()
          .allSatisfy(job -> assertThat(job.outcome()).contains(Job.Outcome.SUCCEEDED))
          .allSatisfy(job -> assertThat(job.claims()).isOne());
    }
    assertThat(engine.number("select count(*) from tributary.scheduled_tasks where picked"))
        .isZero();
  }

  private List<Connections.Connected> connect() {
    List<String> ids = IntStream.range(0, ACCOUNTS).mapToObj(n -> "many-" + n).toList();
    for (FakeProvider provider : List.of(engine.provider, othersProvider)) {
      ids.forEach(id ->
          provider.accounts.add(
              new Account(id, id, ZoneId.of("UTC"), Optional.of("EUR"), Map.of())));
    }
    return engine.connect(ids, 2);
  }

  /** Counts calls of one account that are under way together; each node's first waits for both. */
  private void watch(FakeProvider provider) {
    AtomicBoolean first = new AtomicBoolean(true);
    provider.distortion =
        (request, answer) -> {
          AtomicInteger calls =
              underWay.computeIfAbsent(
                  request.connection().account().id(), any -> new AtomicInteger());
          if (calls.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
          }
          if (first.getAndSet(false)) {
            bothInCalls.countDown();
          }
          wait(bothInCalls);
          calls.decrementAndGet();
          return answer;
        };
  }

  private static void wait(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).as("both nodes are in a call").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
