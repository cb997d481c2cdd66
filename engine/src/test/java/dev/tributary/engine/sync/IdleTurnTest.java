package dev.tributary.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineFixture;
import dev.tributary.spi.Failure;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import dev.tributary.store.JobStatus;
import dev.tributary.store.JobTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Turns that find nothing to do: most of those that a queue of many integrations runs. */
class IdleTurnTest {
  private final EngineFixture engine = new EngineFixture();
  private Integration shop;
  private Instant due;

  @BeforeEach
  void sync() {
    shop = engine.connect(1);
    engine.turn();
    due = engine.dueAt(shop);
    engine.provider.requests.clear();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void dueNow() {
    engine.execute(
        "update tributary.scheduled_tasks set execution_time = '%s', version = version + 1"
            .formatted(engine.clock.instant()));
  }

  private long jobs() {
    return engine.number("select count(*) from tributary.sync_job");
  }

  @Test
  void an_open_job_is_started_even_if_nothing_is_due() {
    // Of two jobs of one moment none is the last.
    engine.clock.move(Duration.ofSeconds(1));
    engine
        .stores
        .jobs()
        .ask(engine.workspace, shop.id(), JobTrigger.MANUAL, engine.clock.instant());
    dueNow();
    engine.turn();
    Job job = engine.lastJob(shop);
    assertThat(job.trigger()).isEqualTo(JobTrigger.MANUAL);
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(jobs()).isEqualTo(2);
  }

  @Test
  void what_the_integration_gave_up_as_a_whole_is_closed_by_a_turn_that_got_through() {
    engine.tellGivenUp(shop);
    engine
        .stores
        .deadLetters()
        .put(
            fence(),
            Optional.empty(),
            Optional.empty(),
            Failure.Category.SYSTEM,
            "network",
            "No answer.",
            6,
            engine.clock.instant());
    dueNow();
    engine.turn();
    assertThat(engine.stores.deadLetters().open(engine.workspace, shop.id())).isEmpty();
  }

  private dev.tributary.store.Fence fence() {
    Job job = engine.lastJob(shop);
    return new dev.tributary.store.Fence(
        engine.workspace, shop.id(), job.id(), job.claimValue().orElseThrow());
  }

  @Test
  void it_is_recorded_as_a_job_that_was_started_and_succeeded() {
    dueNow();
    engine.turn();
    Job job = engine.lastJob(shop);
    assertThat(jobs()).isEqualTo(2);
    assertThat(job.outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(job.claims()).isOne();
    assertThat(job.startedAt()).contains(engine.clock.instant());
    assertThat(job.completedAt()).contains(engine.clock.instant());
    assertThat(job.result().orElseThrow().nextSyncAt()).contains(due);
    assertThat(engine.dueAt(shop)).isEqualTo(due);
    assertThat(engine.again(shop).lastSyncAt()).contains(engine.clock.instant());
    assertThat(engine.provider.requests).as("nobody was asked").isEmpty();
    assertThat(engine.number("select count(*) from tributary.scheduled_tasks where picked"))
        .isZero();
  }

  @Test
  void the_queue_goes_on_after_it() {
    dueNow();
    engine.turn();
    engine.clock.move(Duration.between(engine.clock.instant(), due));
    engine.turn();
    assertThat(engine.provider.requests).as("the fresh day is read again").isNotEmpty();
  }

  @Test
  void two_nodes_record_it_once() {
    AtomicReference<ManualScheduler> second = new AtomicReference<>();
    try (Engine node = engine.engine("node-2", second)) {
      dueNow();
      engine.turn();
      second.get().runAnyDueExecutions();
      assertThat(node.stores().jobHistory().recent(engine.workspace, shop.id(), 9)).hasSize(2);
    }
  }
}
