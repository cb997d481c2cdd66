package dev.tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.spi.Secret;
import dev.tributary.store.Integration;
import dev.tributary.store.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpkeepTest {
  private final EngineFixture engine = new EngineFixture();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void what_nobody_needs_any_more_is_deleted_and_the_rest_stays() throws Exception {
    Integration shop = engine.connect(2);
    engine.turn();
    engine
        .engine
        .oauth()
        .begin(engine.workspace, "fake", Secret.of("session"), "/", Optional.empty());
    Upkeep upkeep = upkeep(queue(() -> 0), () -> false);
    upkeep.run();
    assertThat(engine.number("select count(*) from tributary.sync_job")).isOne();
    assertThat(engine.number("select count(*) from tributary.oauth_state")).isOne();
    engine.clock.move(Duration.ofDays(31));
    upkeep.run();
    assertThat(engine.number("select count(*) from tributary.sync_job")).isZero();
    assertThat(engine.number("select count(*) from tributary.oauth_state")).isZero();
    assertThat(engine.again(shop).account().name()).isEqualTo("Shop");
  }

  @Test
  void a_node_that_stops_deletes_no_further_and_the_next_one_goes_on() throws Exception {
    engine.connect(2);
    engine.turn();
    engine.execute(
        """
        insert into tributary.sync_job (id, workspace_id, integration_id, status, trigger,
                                        completed_at, outcome, created_at)
        select gen_random_uuid(), workspace_id, integration_id, status, trigger,
               completed_at, outcome, created_at
          from tributary.sync_job, generate_series(1, 2999)
        """);
    engine.clock.move(Duration.ofDays(31));
    AtomicInteger looks = new AtomicInteger();
    upkeep(queue(() -> 0), () -> looks.incrementAndGet() > 1).run();
    assertThat(engine.number("select count(*) from tributary.sync_job")).isEqualTo(2_000);
    upkeep(queue(() -> 0), () -> false).run();
    assertThat(engine.number("select count(*) from tributary.sync_job")).isZero();
  }

  @Test
  void an_upkeep_that_fails_does_not_end_the_upkeep() {
    SyncQueue broken =
        queue(() -> {
          throw new IllegalStateException("no connection");
        });
    upkeep(broken, () -> false).run();
    AtomicInteger rebuilt = new AtomicInteger();
    upkeep(queue(rebuilt::incrementAndGet), () -> false).run();
    assertThat(rebuilt).hasValue(1);
  }

  private Upkeep upkeep(SyncQueue queue, BooleanSupplier stopping) {
    return new Upkeep(
        engine.stores,
        queue,
        engine.engine.connections(),
        engine.engine.webhooks(),
        engine.engine.email(),
        stopping,
        engine.clock);
  }

  private static SyncQueue queue(IntSupplier rebuild) {
    return new SyncQueue() {
      @Override
      public void start() {}

      @Override
      public void stop() {}

      @Override
      public void pull(
          UUID workspace, String provider, UUID integration, Instant at, Priority priority) {}

      @Override
      public void move(UUID workspace, String provider, UUID integration, Instant at) {}

      @Override
      public void remove(UUID workspace, String provider, UUID integration) {}

      @Override
      public void wake() {}

      @Override
      public int rebuild(Instant at) {
        return rebuild.getAsInt();
      }
    };
  }
}
