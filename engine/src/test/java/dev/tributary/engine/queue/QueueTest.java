package dev.tributary.engine.queue;

import static dev.tributary.engine.EngineFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.EngineSettings;
import dev.tributary.engine.FakeProvider;
import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.Connections;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncResult;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import dev.tributary.store.JobStatus;
import dev.tributary.store.Priority;
import dev.tributary.store.TurnStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
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
  void a_frozen_worker_that_wakes_up_writes_nothing() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, _) -> {
      engine.clock.move(DEAD);
      second.get().runDeadExecutionDetection();
      second.get().runAnyDueExecutions();
      engine.provider.visits(TODAY, "channel-1", 999);
    });
    engine.turn();
    assertThat(engine.number("select sum(visits) from kpi.fake_visits")).isEqualTo(3_000);
    Job job = engine.lastJob(shop);
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.claims()).as("the dead worker's claim stays spent").isEqualTo(2);
    assertThat(engine.stores.jobHistory().recent(engine.workspace, shop.id(), 9)).hasSize(1);
  }

  @Test
  void the_end_of_a_lost_claim_rolls_back_whole() {
    Integration shop = engine.connect(1);
    AtomicReference<ManualScheduler> zombie = new AtomicReference<>();
    DbSchedulerQueue queue =
        queue(
            zombie,
            _ -> {
              engine.clock.move(DEAD);
              second.get().runDeadExecutionDetection();
              return Optional.of(now -> {
                note(shop, now);
                return Optional.of(Turns.Due.at(now.plusSeconds(7_777)));
              });
            });
    assertThat(queue.rebuild(engine.clock.instant())).isZero();
    zombie.get().runAnyDueExecutions();
    assertThat(notes()).as("what the late end wrote is gone").isZero();
    assertThat(engine.dueAt(shop)).isNotEqualTo(engine.clock.instant().plusSeconds(7_777));
  }

  @Test
  void an_end_that_breaks_after_writing_leaves_neither_record_changed() {
    Integration shop = engine.connect(1);
    AtomicReference<ManualScheduler> cranked = new AtomicReference<>();
    queue(
        cranked,
        _ ->
            Optional.of(now -> {
              note(shop, now);
              throw new IllegalStateException("after the write");
            }));
    cranked.get().runAnyDueExecutions();
    assertThat(notes()).isZero();
    assertThat(engine.number("select count(*) from tributary.scheduled_tasks where picked"))
        .as("found dead later, and done again")
        .isOne();
  }

  @Test
  void both_records_change_together() {
    Integration shop = engine.connect(1);
    AtomicReference<ManualScheduler> cranked = new AtomicReference<>();
    DbSchedulerQueue queue =
        queue(
            cranked,
            _ ->
                Optional.of(now -> {
                  note(shop, now);
                  return Optional.of(Turns.Due.at(now.plusSeconds(60)));
                }));
    cranked.get().runAnyDueExecutions();
    assertThat(notes()).isOne();
    assertThat(engine.dueAt(shop)).isEqualTo(engine.clock.instant().plusSeconds(60));
    queue.remove(engine.workspace, "fake", shop.id());
    assertThat(engine.stores.schedule().dueAt(engine.workspace, "fake", shop.id())).isEmpty();
    assertThat(queue.rebuild(engine.clock.instant())).as("an active one comes back").isOne();
    queue.pull(
        engine.workspace,
        "fake",
        shop.id(),
        engine.clock.instant().plusSeconds(999),
        Priority.LIVE);
    assertThat(engine.dueAt(shop)).as("never later than it was").isEqualTo(engine.clock.instant());
  }

  @Test
  void a_job_that_kills_its_worker_ends_as_a_dead_letter_that_names_its_days() {
    Integration shop = engine.connect(1);
    for (int death = 0; death < 6; death++) {
      engine.provider.then((_, _) -> {
        engine.clock.move(DEAD);
        second.get().runDeadExecutionDetection();
        throw new SyncException(new Failure.Network("nobody hears this"));
      });
      engine.turn();
    }
    Job job = engine.lastJob(shop);
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    DeadLetter letter = engine.stores.deadLetters().open(engine.workspace, shop.id()).getFirst();
    assertThat(letter.stream()).contains("visits");
    assertThat(letter.days()).contains(DayRange.of(TODAY));
    assertThat(letter.cause()).contains("died");
    assertThat(letter.attempts()).isEqualTo(6);
  }

  @Test
  void nothing_waits_for_a_connection_that_was_paused_while_its_turn_failed() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, _) -> {
      pause(shop);
      throw new SyncException(new Failure.Network("no answer"));
    });
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.CANCELLED);
    assertThat(engine.stores.schedule().dueAt(engine.workspace, "fake", shop.id())).isEmpty();
  }

  @Test
  void nothing_waits_for_a_connection_that_was_paused_while_its_worker_died() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, _) -> {
      pause(shop);
      engine.clock.move(DEAD);
      second.get().runDeadExecutionDetection();
      throw new SyncException(new Failure.Network("nobody hears this"));
    });
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.CANCELLED);
    assertThat(engine.stores.schedule().dueAt(engine.workspace, "fake", shop.id())).isEmpty();
  }

  private void pause(Integration shop) {
    try {
      engine.engine.connections().pause(engine.workspace, shop.id());
    } catch (dev.tributary.engine.connect.ConnectException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_worker_that_died_before_its_job_began_is_replaced_at_once() {
    Integration shop = engine.connect(1);
    engine.execute(
        "update tributary.scheduled_tasks set picked = true, picked_by = 'dead', version = 2,"
            + " last_heartbeat = '2026-11-22T11:00Z'");
    second.get().runDeadExecutionDetection();
    assertThat(engine.dueAt(shop)).isEqualTo(engine.clock.instant());
  }

  @Test
  void an_error_of_the_machine_costs_an_attempt_and_is_tried_again() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, _) -> {
      throw new StackOverflowError();
    });
    engine.turn();
    Job job = engine.lastJob(shop);
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    assertThat(job.claims()).isOne();
    engine.turnAfter(Duration.ofMinutes(2));
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  @Test
  void work_that_was_asked_for_during_a_turn_is_seen_when_it_ends() {
    Integration shop = engine.connect(1);
    engine.provider.then((_, _) -> {
      engine.clock.move(Duration.ofSeconds(61));
      try {
        engine.engine.asks().ask(engine.workspace, shop.id(), Asks.Wish.syncNow());
      } catch (dev.tributary.engine.connect.ConnectException e) {
        throw new AssertionError(e);
      }
    });
    engine.turn();
    assertThat(engine.dueAt(shop)).isEqualTo(engine.clock.instant());
    engine.turn();
    assertThat(engine.number("select count(*) from tributary.range_request where done_at is null"))
        .isZero();
  }

  @Test
  void a_node_that_stops_gives_its_claims_back() throws Exception {
    Integration shop = engine.connect(1);
    CountDownLatch inCall = new CountDownLatch(1);
    engine.provider.then((_, _) -> {
      inCall.countDown();
      new CountDownLatch(1).await();
    });
    Engine real = realNode(Duration.ofMillis(200));
    real.start();
    assertThat(inCall.await(30, TimeUnit.SECONDS)).isTrue();
    real.close();
    Job job = engine.lastJob(shop);
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    assertThat(job.claims()).isZero();
    assertThat(engine.number("select count(*) from tributary.scheduled_tasks where picked"))
        .isZero();
    assertThat(engine.dueAt(shop)).isEqualTo(engine.clock.instant());
  }

  @Test
  void a_wish_begins_at_once_and_not_with_the_next_poll() throws Exception {
    Integration shop = engine.connect(1);
    try (Engine real = realNode(Duration.ofHours(1))) {
      real.start();
      await(() -> engine.lastJob(shop).status() == JobStatus.COMPLETED);
      engine.clock.move(Duration.ofSeconds(5));
      UUID operation = real.asks().ask(engine.workspace, shop.id(), Asks.Wish.syncNow());
      await(() -> real.progress(engine.workspace, operation).done());
      assertThat(real.situation(engine.workspace, shop.id()).orElseThrow().gaveUp()).isEmpty();
      assertThat(real.situation(engine.workspace, UUID.randomUUID())).isEmpty();
      assertThat(real.now()).isEqualTo(engine.clock.instant());
      assertThat(real.oauth().redirect("fake"))
          .isEqualTo(URI.create("http://localhost:8080/oauth/fake/callback"));
    }
  }

  @Test
  void an_engine_opened_for_use_goes_by_the_databases_clock() {
    EngineSettings settings = EngineSettings.of(URI.create("http://localhost:1"), "node-9", 2);
    try (Engine real = Engine.open(engine.database, engine.vault, engine.adapters, settings)) {
      assertThat(Duration.between(real.now(), engine.database.clock().instant()).abs())
          .isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void an_id_of_another_shape_is_refused() {
    assertThatThrownBy(() -> Claim.of("a/b", 1)).hasMessageContaining("a/b");
    UUID one = UUID.randomUUID();
    assertThat(Claim.of(one + "/fake/" + one, 7)).isEqualTo(new Claim(one, "fake", one, 7));
  }

  private Engine realNode(Duration poll) {
    return engine.working("node-real", engine.provider, poll);
  }

  /** What turns do in a test. */
  private interface OneTurn {
    Optional<Turns.Ending> run(Claim claim);
  }

  @Test
  void a_turn_with_nothing_to_do_that_lost_its_claim_writes_nothing() {
    Integration shop = engine.connect(1);
    engine.execute("delete from tributary.sync_job");
    AtomicReference<ManualScheduler> cranked = new AtomicReference<>();
    Looking idle =
        new Looking((claims, now) -> {
          takenAway();
          return claims.stream()
              .map(claim ->
                  new Turns.Idle(
                      claim,
                      nothingDone(claim, now),
                      () -> {
                        throw new AssertionError("it was not recorded");
                      }))
              .toList();
        });
    queue(cranked, idle);
    cranked.get().runAnyDueExecutions();
    assertThat(idle.ran).isEmpty();
    assertThat(engine.number("select count(*) from tributary.sync_job")).isZero();
    assertThat(engine.dueAt(shop)).isNotEqualTo(engine.clock.instant().plusSeconds(7_777));
  }

  @Test
  void a_look_that_fails_leaves_each_turn_to_be_run_for_itself() {
    Integration shop = engine.connect(1);
    AtomicReference<ManualScheduler> cranked = new AtomicReference<>();
    Looking broken =
        new Looking((_, _) -> {
          throw new IllegalStateException("a mistake with one of them");
        });
    queue(cranked, broken);
    cranked.get().runAnyDueExecutions();
    assertThat(broken.ran).extracting(Claim::integration).containsExactly(shop.id());
  }

  @Test
  void a_look_whose_end_nobody_knows_runs_only_what_is_still_claimed() {
    engine.connect(1);
    AtomicReference<ManualScheduler> cranked = new AtomicReference<>();
    Looking unheard =
        new Looking((_, _) -> {
          takenAway();
          throw new IllegalStateException("the connection broke at the commit");
        });
    queue(cranked, unheard);
    cranked.get().runAnyDueExecutions();
    assertThat(unheard.ran).isEmpty();
  }

  /** By a connection of its own, so that it stays when the transaction is rolled back. */
  private void takenAway() {
    engine.execute("update tributary.scheduled_tasks set version = version + 1");
  }

  /** Looks as a test wants, and notes what is run. */
  private static final class Looking implements Turns {
    final List<Claim> ran = new ArrayList<>();
    private final BiFunction<List<Claim>, Instant, List<Idle>> look;

    Looking(BiFunction<List<Claim>, Instant, List<Idle>> look) {
      this.look = look;
    }

    @Override
    public List<Idle> idle(List<Claim> claims, Instant now) {
      return look.apply(claims, now);
    }

    @Override
    public Optional<Ending> run(Claim claim) {
      ran.add(claim);
      return Optional.empty();
    }

    @Override
    public Ending broke(Claim claim, Throwable cause) {
      throw new AssertionError(cause);
    }

    @Override
    public Ending died(Claim claim) {
      throw new AssertionError("nobody died");
    }
  }

  private static Job nothingDone(Claim claim, Instant now) {
    return TurnStore.nothingDone(
        claim.workspace(),
        claim.integration(),
        claim.value(),
        new SyncResult(true, 0, List.of(), Optional.of(now.plusSeconds(7_777))),
        now);
  }

  private DbSchedulerQueue queue(AtomicReference<ManualScheduler> cranked, OneTurn turn) {
    AtomicInteger others = new AtomicInteger();
    Turns turns =
        new Turns() {
          @Override
          public Optional<Ending> run(Claim claim) {
            return turn.run(claim);
          }

          @Override
          public Ending broke(Claim claim, Throwable cause) {
            throw new AssertionError(cause);
          }

          @Override
          public Ending died(Claim claim) {
            others.incrementAndGet();
            return now -> Optional.of(Turns.Due.at(now));
          }
        };
    return queue(cranked, turns);
  }

  private DbSchedulerQueue queue(AtomicReference<ManualScheduler> cranked, Turns turns) {
    return new DbSchedulerQueue(
        engine.database,
        engine.clock,
        turns,
        new Pace(2),
        DbSchedulerQueue.Settings.of("node-3", 2),
        engine.cranked(cranked));
  }

  private void note(Integration shop, Instant now) {
    engine
        .stores
        .audit()
        .add(AuditEntry.of(engine.workspace, "test.note", shop.id().toString(), "", now));
  }

  private long notes() {
    return engine.number("select count(*) from tributary.audit_log where action = 'test.note'");
  }

  @Test
  void a_node_leaves_an_integration_of_a_provider_that_it_does_not_know_to_those_that_do() {
    Integration shop = engine.connect(1);
    engine.execute("update tributary.integration set provider = 'newer'");
    engine.turn();
    assertThat(engine.stores.schedule().dueAt(engine.workspace, FakeProvider.ID, shop.id()))
        .contains(engine.clock.instant().plus(Duration.ofMinutes(1)));
    assertThat(engine.lastJob(shop).status()).isEqualTo(JobStatus.PENDING);
    engine.execute("update tributary.integration set provider = '" + FakeProvider.ID + "'");
    engine.turnAfter(Duration.ofMinutes(1));
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  @Test
  void a_worker_that_wakes_up_after_its_claim_was_taken_away_begins_nothing() {
    Integration shop = engine.connect(1);
    AtomicReference<ManualScheduler> frozen = new AtomicReference<>();
    Engine thirdNode =
        interrupted(
            frozen,
            () -> {
              engine.clock.move(DEAD);
              second.get().runDeadExecutionDetection();
              second.get().runAnyDueExecutions();
              engine.provider.requests.clear();
            },
            () -> {});
    frozen.get().runAnyDueExecutions();
    thirdNode.close();
    assertThat(engine.provider.requests).isEmpty();
    assertThat(engine.stores.jobHistory().recent(engine.workspace, shop.id(), 9))
        .singleElement()
        .satisfies(job -> assertThat(job.outcome()).contains(Job.Outcome.SUCCEEDED));
  }

  @Test
  void an_integration_that_goes_on_while_its_turn_finds_it_stopped_stays_in_the_queue()
      throws Exception {
    Integration shop = engine.connect(1);
    AtomicReference<ManualScheduler> cranked = new AtomicReference<>();
    Engine thirdNode =
        interrupted(
            cranked,
            () -> connections(one -> one.pause(engine.workspace, shop.id())),
            () -> connections(one -> one.resume(engine.workspace, shop.id())));
    cranked.get().runAnyDueExecutions();
    thirdNode.close();
    assertThat(engine.dueAt(shop)).isEqualTo(engine.clock.instant());
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  /** Something that is done to a connection. */
  @FunctionalInterface
  private interface Change {
    void on(Connections connections) throws ConnectException, InterruptedException;
  }

  private void connections(Change change) {
    try {
      change.on(engine.engine.connections());
    } catch (ConnectException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * A node on whose turns something happens between their claim and their beginning, and between
   * their work and their end.
   */
  private Engine interrupted(
      AtomicReference<ManualScheduler> cranked, Runnable before, Runnable after) {
    return new Engine(
        engine.database,
        engine.vault,
        engine.adapters,
        new EngineSettings(
            URI.create("http://localhost:8080"),
            DbSchedulerQueue.Settings.of("node-3", 2),
            engine.turns),
        engine.clock,
        (dataSource, task) ->
            engine
                .cranked(cranked)
                .on(
                    dataSource,
                    Tasks.custom(TaskDescriptor.of(DbSchedulerQueue.TASK))
                        .execute((instance, context) -> {
                          before.run();
                          CompletionHandler<Void> end = task.execute(instance, context);
                          after.run();
                          return end;
                        })));
  }
}
