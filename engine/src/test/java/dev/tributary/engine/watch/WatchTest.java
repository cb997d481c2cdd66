package dev.tributary.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.EngineSettings;
import dev.tributary.spi.Failure;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Slice;
import dev.tributary.store.Attempt;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final Duration DEAD = Duration.ofMinutes(2);

  private final EngineFixture engine = new EngineFixture();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final AtomicReference<ManualScheduler> crank = new AtomicReference<>();
  private Engine watched;

  /** Writes down what it is told. */
  private final class Notes implements Watch, Watch.OfTurn, Watch.OfAttempt {
    @Override
    public OfTurn turn(Integration integration, Job job) {
      seen.add("turn of " + integration.provider());
      return this;
    }

    @Override
    public void died(String provider) {
      seen.add("died " + provider);
    }

    @Override
    public OfAttempt attempt(Optional<Slice> slice) {
      seen.add("attempt");
      return this;
    }

    @Override
    public void stored(int days, long rows) {
      seen.add("stored " + days);
    }

    @Override
    public void ended(String outcome) {
      seen.add("turn " + outcome);
    }

    @Override
    public void requested(RequestObserver.Request request) {
      seen.add("requested " + request.status());
    }

    @Override
    public void ended(Attempt attempt) {
      seen.add(
          "attempt " + attempt.outcome() + attempt.error().map(e -> " " + e.code()).orElse(""));
    }
  }

  @BeforeEach
  void open() {
    watched =
        new Engine(
            engine.database,
            engine.vault,
            engine.adapters,
            EngineSettings.of(URI.create("http://localhost:8080"), "node-watched", 4),
            engine.clock,
            engine.cranked(crank),
            new Notes());
  }

  @AfterEach
  void close() {
    watched.close();
    engine.close();
  }

  private void turn() {
    crank.get().runAnyDueExecutions();
  }

  @Test
  void a_turn_that_waits_retries_or_breaks_says_so() {
    Integration shop = engine.connect(3);
    engine.provider.fails(1, new Failure.Unavailable(503, "The provider is down."));
    turn();
    assertThat(seen).contains("attempt FAILED unavailable", "turn retrying").contains("attempt");
    assertThat(seen.getFirst()).isEqualTo("turn of fake");
    engine.clock.set(engine.dueAt(shop));
    engine.provider.fails(1, new Failure.Throttled(Duration.ofMinutes(9), "Slower."));
    turn();
    assertThat(seen).contains("attempt SNOOZED throttled", "turn waiting");
  }

  @Test
  void a_turn_that_ends_well_tells_what_it_stored_last() {
    engine.connect(3);
    turn();
    assertThat(seen).contains("attempt SUCCEEDED", "stored 1", "stored 2");
    assertThat(seen.getLast()).isEqualTo("turn completed");
  }

  @Test
  void a_worker_that_died_and_a_claim_that_was_lost_are_told_apart() {
    engine.connect(3);
    engine.provider.then((_, _) -> {
      engine.clock.move(DEAD);
      crank.get().runDeadExecutionDetection();
    });
    engine.turn();
    assertThat(seen).containsExactly("died fake");
    engine.provider.then((_, _) -> {
      engine.clock.move(DEAD);
      engine.scheduler.runDeadExecutionDetection();
    });
    turn();
    assertThat(seen).contains("turn lost").doesNotContain("turn completed");
  }
}
