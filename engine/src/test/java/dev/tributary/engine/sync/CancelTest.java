package dev.tributary.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Job;
import dev.tributary.store.JobStatus;
import dev.tributary.store.JobTrigger;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cancel stays one, whatever happens to the job meanwhile and whoever asks for work after it. */
class CancelTest {
  private static final Duration DEAD = Duration.ofMinutes(2);

  private final EngineFixture engine = new EngineFixture();
  private final AtomicReference<ManualScheduler> second = new AtomicReference<>();
  private final Engine secondNode = engine.engine("node-2", second);

  @AfterEach
  void close() {
    secondNode.close();
    engine.close();
  }

  @Test
  void a_job_that_fails_after_its_cancel_is_not_tried_again() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, _) -> {
      cancel(shop);
      throw new SyncException(new Failure.Network("no answer"));
    });
    engine.turn();
    assertCancelled(shop);
  }

  @Test
  void a_job_that_meets_its_end_after_its_cancel_gives_nothing_up() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, _) -> {
      cancel(shop);
      throw new SyncException(new Failure.AccountGone("There is no such account."));
    });
    engine.turn();
    assertCancelled(shop);
    assertThat(engine.stores.deadLetters().open(engine.workspace, shop.id())).isEmpty();
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
  }

  @Test
  void who_is_disconnected_in_the_middle_of_a_sync_stays_so_whatever_the_sync_meets() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, _) -> {
      disconnect(shop);
      throw new SyncException(new Failure.AccountGone("There is no such account."));
    });
    engine.turn();
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.DISCONNECTED);
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.CANCELLED);
    assertThat(engine.stores.deadLetters().open(engine.workspace, shop.id())).isEmpty();
  }

  @Test
  void a_job_that_has_to_wait_after_its_cancel_does_not_wait() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, _) -> {
      cancel(shop);
      throw new SyncException(new Failure.Throttled(Duration.ofMinutes(10), "Too many requests."));
    });
    engine.turn();
    assertCancelled(shop);
  }

  @Test
  void a_cancelled_job_whose_worker_dies_is_not_taken_over() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, _) -> {
      cancel(shop);
      engine.clock.move(DEAD);
      second.get().runDeadExecutionDetection();
      throw new SyncException(new Failure.Network("nobody hears this"));
    });
    engine.turn();
    assertCancelled(shop);
  }

  @Test
  void what_is_asked_for_after_a_cancel_begins_in_a_job_of_its_own_at_once() {
    Integration shop = engine.connect(1);
    AtomicReference<UUID> operation = new AtomicReference<>();
    engine.provider.then((_, call) -> {
      cancel(shop);
      engine.clock.move(Duration.ofSeconds(5));
      operation.set(ask(shop));
      call.checkpoint();
    });
    engine.turn();
    Job cancelled = engine.stores.jobHistory().recent(engine.workspace, shop.id(), 2).getLast();
    assertThat(cancelled.outcome()).contains(Job.Outcome.CANCELLED);
    Job next = engine.lastJob(shop);
    assertThat(next.status()).isEqualTo(JobStatus.PENDING);
    assertThat(next.trigger()).isEqualTo(JobTrigger.MANUAL);
    assertThat(engine.dueAt(shop)).isEqualTo(engine.clock.instant());

    engine.turn();
    assertThat(engine.lastJob(shop).id()).isEqualTo(next.id());
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.engine.progress(engine.workspace, operation.get()).done()).isTrue();
  }

  @Test
  void what_is_asked_for_after_a_cancel_survives_the_worker_that_dies() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, _) -> {
      cancel(shop);
      ask(shop);
      engine.clock.move(DEAD);
      second.get().runDeadExecutionDetection();
      throw new SyncException(new Failure.Network("nobody hears this"));
    });
    engine.turn();
    assertThat(engine.lastJob(shop).status()).isEqualTo(JobStatus.PENDING);
    assertThat(engine.dueAt(shop)).isEqualTo(engine.clock.instant());
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.lastJob(shop).claims()).isOne();
  }

  @Test
  void who_goes_on_while_the_pause_still_ends_the_turn_is_synced_at_once() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, call) -> {
      pause(shop);
      resume(shop);
      engine.clock.move(Duration.ofSeconds(5));
      call.checkpoint();
    });
    engine.turn();
    assertThat(engine.lastJob(shop).status()).isEqualTo(JobStatus.PENDING);
    assertThat(engine.dueAt(shop)).isEqualTo(engine.clock.instant());
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  @Test
  void nothing_is_left_of_what_was_asked_for_when_a_pause_follows() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, call) -> {
      cancel(shop);
      ask(shop);
      pause(shop);
      engine.clock.move(Duration.ofSeconds(5));
      call.checkpoint();
    });
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.CANCELLED);
    assertThat(engine.stores.jobHistory().recent(engine.workspace, shop.id(), 9)).hasSize(1);
    assertThat(engine.stores.schedule().dueAt(engine.workspace, "fake", shop.id())).isEmpty();
  }

  @Test
  void a_waiting_job_that_is_cancelled_leaves_its_place_until_the_next_regular_sync() {
    Integration shop = engine.connect(1);
    engine.provider.fails(new Failure.Network("no answer"));
    engine.turn();
    assertThat(engine.lastJob(shop).status()).isEqualTo(JobStatus.PENDING);
    cancel(shop);
    assertCancelled(shop);
    assertThat(engine.engine.connections().cancel(engine.workspace, UUID.randomUUID())).isEmpty();

    engine.clock.move(Duration.between(engine.clock.instant(), engine.dueAt(shop)));
    engine.turn();
    assertThat(engine.lastJob(shop).trigger()).isEqualTo(JobTrigger.SCHEDULE);
    assertThat(engine.lastJob(shop).outcome())
        .as("its requests stayed")
        .contains(Job.Outcome.SUCCEEDED);
  }

  private void assertCancelled(Integration shop) {
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.CANCELLED);
    assertThat(engine.stores.jobHistory().recent(engine.workspace, shop.id(), 9)).hasSize(1);
    assertThat(engine.dueAt(shop))
        .isEqualTo(engine.turns.rhythm(shop).after(engine.clock.instant()));
  }

  private void cancel(Integration shop) {
    assertThat(engine.engine.connections().cancel(engine.workspace, engine.lastJob(shop).id()))
        .isPresent();
  }

  private UUID ask(Integration shop) {
    try {
      return engine.engine.asks().ask(engine.workspace, shop.id(), Asks.Wish.syncNow());
    } catch (ConnectException e) {
      throw new AssertionError(e);
    }
  }

  private void pause(Integration shop) {
    try {
      engine.engine.connections().pause(engine.workspace, shop.id());
    } catch (ConnectException e) {
      throw new AssertionError(e);
    }
  }

  private void disconnect(Integration shop) {
    try {
      engine.engine.connections().disconnect(engine.workspace, shop.id());
    } catch (ConnectException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void resume(Integration shop) {
    try {
      engine.engine.connections().resume(engine.workspace, shop.id());
    } catch (ConnectException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
