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
    Upkeep upkeep =
        new Upkeep(
            engine.stores,
            queue(() -> 0),
            engine.engine.connections(),
            engine.engine.webhooks(),
            engine.engine.email(),
            engine.clock);
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
  void an_upkeep_that_fails_does_not_end_the_upkeep() {
    new Upkeep(
            engine.stores,
            queue(() -> {
              throw new IllegalStateException("no connection");
            }),
            engine.engine.connections(),
            engine.engine.webhooks(),
            engine.engine.email(),
            engine.clock)
        .run();
    int[] rebuilt = {0};
    new Upkeep(
            engine.stores,
            queue(() -> ++rebuilt[0]),
            engine.engine.connections(),
            engine.engine.webhooks(),
            engine.engine.email(),
            engine.clock)
        .run();
    assertThat(rebuilt[0]).isOne();
  }

  private static SyncQueue queue(java.util.function.IntSupplier rebuild) {
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
