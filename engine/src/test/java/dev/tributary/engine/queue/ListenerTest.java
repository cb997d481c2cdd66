package dev.tributary.engine.queue;

import static dev.tributary.engine.EngineFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineFixture;
import dev.tributary.store.Announcements;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens when a notification is lost: nothing but that it takes a little longer. */
class ListenerTest {
  private static final String HANG_UP =
      """
      select count(pg_terminate_backend(pid))
        from pg_stat_activity
       where application_name = 'tributary-listen' and datname = current_database()
      """;

  private final EngineFixture engine = new EngineFixture();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void who_lost_the_connection_looks_for_what_was_called_out_meanwhile_and_listens_on() {
    Announcements announcements = new Announcements(engine.database);
    try (Listener listener = new Listener(announcements, Duration.ofMillis(50), heard::add)) {
      listener.start();
      await(() -> heard(Announcements.WORK) == 1 && heard(Announcements.CANCEL) == 1);
      assertThat(engine.number(HANG_UP)).isOne();
      announcements.announce(Announcements.CANCEL);
      await(() -> heard(Announcements.WORK) == 2 && heard(Announcements.CANCEL) >= 2);
      announcements.announce(Announcements.WORK);
      await(() -> heard(Announcements.WORK) == 3);
    }
  }

  @Test
  void a_reaction_that_fails_does_not_end_the_listening() {
    Announcements announcements = new Announcements(engine.database);
    Listener.Reaction fails =
        what -> {
          heard.add(what);
          throw new IllegalStateException("the database is away");
        };
    try (Listener listener = new Listener(announcements, Duration.ofMillis(50), fails)) {
      listener.start();
      await(() -> heard(Announcements.WORK) == 1);
      announcements.announce(Announcements.WORK);
      await(() -> heard(Announcements.WORK) == 2);
    }
  }

  @Test
  void due_work_that_nobody_called_out_is_found_by_looking() {
    Integration shop = engine.connect(1);
    try (Engine node = engine.working("node-a", engine.provider, Duration.ofMillis(50))) {
      node.start();
      await(() -> engine.lastJob(shop).ended());
      engine.execute(
          "update tributary.day_ledger set next_due_at = '2026-11-22T12:00:30Z';"
              + " update tributary.scheduled_tasks set execution_time = '2026-11-22T12:00:30Z'");
      await(() -> {
        // The scheduler waits by the same clock.
        engine.clock.move(Duration.ofMillis(50));
        return engine.stores.jobHistory().recent(engine.workspace, shop.id(), 9).size() > 1;
      });
    }
  }

  @Test
  void a_cancel_that_nobody_heard_ends_a_call_that_does_not_end_by_itself() throws Exception {
    Integration shop = engine.connect(1);
    CountDownLatch inCall = new CountDownLatch(1);
    engine.provider.then((_, _) -> {
      inCall.countDown();
      new CountDownLatch(1).await();
    });
    try (Engine node = engine.working("node-a", engine.provider, Duration.ofMillis(50))) {
      node.start();
      assertThat(inCall.await(30, TimeUnit.SECONDS)).isTrue();
      engine.execute("update tributary.sync_job set cancel_requested = true");
      await(() -> engine.lastJob(shop).outcome().equals(Optional.of(Job.Outcome.CANCELLED)));
    }
  }

  private int heard(String what) {
    return Collections.frequency(heard, what);
  }
}
