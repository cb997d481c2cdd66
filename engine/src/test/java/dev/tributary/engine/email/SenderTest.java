package dev.tributary.engine.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.email.MailHouse.Mood;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailRecipient;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sender's own run, on threads of its own as a node has it. */
class SenderTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final MailWorld world = new MailWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private Thread run() {
    return Thread.ofVirtual().start(world.email.byHand());
  }

  private static void ends(Thread run) throws InterruptedException {
    assertThat(run.join(SOON)).as("it ends by itself when nothing comes up").isTrue();
  }

  private void sent(int people) {
    EngineFixture.await(() -> world.house.sent().size() == people);
  }

  @Test
  void what_a_provider_put_off_goes_out_in_the_same_run() throws Exception {
    UUID batch = world.batch(3);
    world.house.next(Mood.THROTTLED);
    Thread run = run();
    EngineFixture.await(() -> world.find(batch).waiting().isPresent());
    assertThat(world.house.sent()).isEmpty();

    world.engine.clock.move(Duration.ofMinutes(10));
    sent(3);
    ends(run);
    assertThat(world.find(batch).state()).isEqualTo(EmailBatch.State.DONE);
  }

  @Test
  void a_batch_that_comes_while_another_is_sent_needs_no_run_of_its_own() throws Exception {
    UUID first = world.batch(650);
    Thread run = run();
    sent(650);
    UUID second = world.batch(50);
    sent(700);
    ends(run);
    world.email.byHand().await();
    assertThat(world.counts(first)).isEqualTo(Map.of(EmailRecipient.State.ACCEPTED, 650L));
    assertThat(world.counts(second)).isEqualTo(Map.of(EmailRecipient.State.ACCEPTED, 50L));
  }

  @Test
  void a_node_that_stops_begins_nothing_and_one_that_goes_on_does() throws Exception {
    UUID batch = world.batch(3);
    world.stops(true);
    world.email.byHand().run();
    assertThat(world.house.requests()).isZero();
    assertThat(world.counts(batch)).isEqualTo(Map.of(EmailRecipient.State.WAITING, 3L));

    world.stops(false);
    world.email.byHand().run();
    world.email.byHand().await();
    assertThat(world.counts(batch)).isEqualTo(Map.of(EmailRecipient.State.ACCEPTED, 3L));
  }
}
