package dev.tributary.engine.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.email.MailHouse.Mood;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailChunk;
import dev.tributary.store.EmailRecipient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A sender that ends without a word around a send: whoever goes on sends nothing twice and loses
 * nothing. The provider's own ledger is the witness. Some of the kills are {@code kill -9} of a
 * process, at a moment of the provider's or at any; the others end a thread at a step of sending.
 */
@Tag("ci")
class KilledTest {
  private static final Mood[] MOODS = {
    Mood.FINE,
    Mood.SENT_WITHOUT_A_WORD,
    Mood.SENT_AND_BROKE,
    Mood.LOST,
    Mood.THROTTLED,
    Mood.QUOTA,
    Mood.DOWN
  };

  /** So many kills, and everything has to come right before the next ones. */
  private static final int BETWEEN_SETTLINGS = 50;

  /** A process of its own needs some time until it sends, on a busy machine. */
  private static final Duration SENDS_MAX = Duration.ofSeconds(30);

  private final Random random = new Random(25);
  private final Map<UUID, Integer> batches = new HashMap<>();
  private int people;

  /** The end of a process, as far as one thread can have it: nothing after it is done. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final class Killer implements Attempt.Steps {
    private final Map<Attempt.Step, Integer> kills = new EnumMap<>(Attempt.Step.class);
    private Attempt.Step next = Attempt.Step.CLAIMED;
    private boolean armed;

    void arm(Attempt.Step step) {
      next = step;
      armed = true;
    }

    @Override
    public void at(Attempt.Step step, EmailChunk chunk) {
      if (armed && step == next) {
        armed = false;
        kills.merge(step, 1, Integer::sum);
        throw new Killed();
      }
    }
  }

  @Test
  void twenty_kills_send_nothing_twice_and_lose_nothing() throws Exception {
    kills(4, 16);
  }

  @Test
  @Tag("long")
  void a_thousand_kills_send_nothing_twice_and_lose_nothing() throws Exception {
    kills(100, 900);
  }

  private void kills(int processes, int threads) throws Exception {
    Killer killer = new Killer();
    try (MailWorld world = new MailWorld(killer)) {
      processes(world, processes);
      threads(world, killer, threads);
      settle(world);
      assertThat(world.house.sent()).as("nobody got it twice").doesNotHaveDuplicates();
      assertThat(world.house.sent()).as("everybody got it").hasSize(people);
      batches.forEach((batch, size) -> {
        assertThat(world.find(batch).state()).isEqualTo(EmailBatch.State.DONE);
        assertThat(world.counts(batch))
            .isEqualTo(Map.of(EmailRecipient.State.ACCEPTED, (long) size));
      });
      assertThat(killer.kills.keySet()).as("every step was hit").hasSize(4);
    }
  }

  // --- processes ---

  /** One starts while another one sends: starting takes longest. */
  private void processes(MailWorld world, int wanted) throws Exception {
    Map<MailHouse.Moment, Integer> hit = new EnumMap<>(MailHouse.Moment.class);
    Deque<SendingProcess> waiting = new ArrayDeque<>();
    try {
      for (int n = 0; n < wanted; n++) {
        while (waiting.size() < Math.min(2, wanted - n)) {
          waiting.add(SendingProcess.start(world.engine.testDatabase, world.house.address()));
        }
        batch(world);
        try (SendingProcess sender = waiting.removeFirst()) {
          if (n % 4 == 3) {
            sender.begin(world.now());
            LockSupport.parkNanos(random.nextInt(30_000_000));
          } else {
            killAt(world, sender, MailHouse.Moment.values()[n % 4], hit);
          }
        }
        // Sometimes long enough for the claims of the dead to end.
        world.engine.clock.move(Duration.ofSeconds(random.nextInt(600)));
        if (n % BETWEEN_SETTLINGS == BETWEEN_SETTLINGS - 1) {
          settle(world);
        }
      }
    } finally {
      waiting.forEach(SendingProcess::close);
    }
    assertThat(hit.keySet()).as("every moment of a request was hit").hasSize(3);
  }

  private void killAt(
      MailWorld world,
      SendingProcess sender,
      MailHouse.Moment moment,
      Map<MailHouse.Moment, Integer> hit)
      throws IOException, InterruptedException {
    long after = moment == MailHouse.Moment.ANSWERED ? random.nextInt(8_000_000) : 0;
    AtomicBoolean armed = new AtomicBoolean(true);
    world.house.tell(at -> {
      if (at == moment && armed.compareAndSet(true, false)) {
        LockSupport.parkNanos(after);
        sender.kill();
      }
    });
    sender.begin(world.now());
    if (sender.ended(SENDS_MAX)) {
      hit.merge(moment, 1, Integer::sum);
    }
    world.house.tell(at -> {});
  }

  // --- threads ---

  private void threads(MailWorld world, Killer killer, int wanted) throws Exception {
    int killed = 0;
    while (killed < wanted) {
      batch(world);
      int before = killed;
      for (int tries = 0; tries < 4 && killed < wanted; tries++) {
        killer.arm(Attempt.Step.values()[random.nextInt(Attempt.Step.values().length)]);
        world.house.next(MOODS[random.nextInt(MOODS.length)]);
        try {
          world.email.byHand().once();
        } catch (Killed e) {
          killed++;
        }
        killer.armed = false;
        world.engine.clock.move(Duration.ofSeconds(random.nextInt(400)));
      }
      if (killed / BETWEEN_SETTLINGS > before / BETWEEN_SETTLINGS) {
        settle(world);
      }
    }
  }

  private void batch(MailWorld world) throws Exception {
    int size = 1 + random.nextInt(3) * 60;
    UUID id = world.draft(EmailBatch.Kind.TRANSACTIONAL, MailWorld.letter(), Optional.empty());
    world.email.batches().add(world.workspace(), id, MailWorld.people(people, people + size));
    world.email.batches().send(world.workspace(), id);
    batches.put(id, size);
    people += size;
  }

  private static long unsettled(MailWorld world) {
    return world.engine.number(
        "select count(*) from tributary.email_batch where state in ('sending', 'stopped')");
  }

  /**
   * Long enough for quotas and dead claims to end, and too short for a key to be forgotten. A batch
   * that stopped after too many tries says so, and goes on when a person says so.
   */
  private void settle(MailWorld world) throws Exception {
    world.house.calm();
    for (int round = 0; round < 60 && unsettled(world) > 0; round++) {
      world.sendAllAfter(Duration.ofMinutes(20));
      for (UUID batch : batches.keySet()) {
        if (world.find(batch).state() == EmailBatch.State.STOPPED) {
          world.email.batches().resume(world.workspace(), batch);
        }
      }
    }
    assertThat(unsettled(world)).as("batches that do not end").isZero();
  }
}
