package dev.tributary.engine.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.email.MailHouse.Mood;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailRecipient;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A sender that ends without a word, at every step of sending: whoever goes on sends nothing twice
 * and loses nothing. The provider's own ledger is the witness.
 */
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
    public void at(Attempt.Step step, dev.tributary.store.EmailChunk chunk) {
      if (armed && step == next) {
        armed = false;
        kills.merge(step, 1, Integer::sum);
        throw new Killed();
      }
    }
  }

  @Test
  void twenty_kills_send_nothing_twice_and_lose_nothing() throws Exception {
    kills(20);
  }

  @Test
  @Tag("long")
  void a_thousand_kills_send_nothing_twice_and_lose_nothing() throws Exception {
    kills(1_000);
  }

  private static void kills(int wanted) throws Exception {
    Killer killer = new Killer();
    Random random = new Random(25);
    try (MailWorld world = new MailWorld(killer)) {
      Map<UUID, Integer> batches = new HashMap<>();
      int killed = 0;
      for (int n = 0; killed < wanted; n++) {
        int size = 1 + random.nextInt(3) * 60;
        batches.put(batch(world, n, size), size);
        for (int tries = 0; tries < 4 && killed < wanted; tries++) {
          killer.arm(Attempt.Step.values()[random.nextInt(Attempt.Step.values().length)]);
          world.house.next(MOODS[random.nextInt(MOODS.length)]);
          try {
            world.email.byHand().once();
          } catch (Killed e) {
            killed++;
          }
          killer.armed = false;
          // Sometimes long enough for the claim to end.
          world.engine.clock.move(Duration.ofSeconds(random.nextInt(400)));
        }
      }
      settle(world);
      assertThat(world.house.sent()).as("nobody got it twice").doesNotHaveDuplicates();
      assertThat(world.house.sent())
          .as("everybody got it")
          .hasSize(batches.values().stream().mapToInt(Integer::intValue).sum());
      batches.forEach((batch, size) -> {
        assertThat(world.find(batch).state()).isEqualTo(EmailBatch.State.DONE);
        assertThat(world.counts(batch))
            .isEqualTo(Map.of(EmailRecipient.State.ACCEPTED, (long) size));
      });
      assertThat(killer.kills.keySet()).as("every step was hit").hasSize(4);
    }
  }

  private static UUID batch(MailWorld world, int number, int size) throws Exception {
    UUID id =
        world.draft(EmailBatch.Kind.TRANSACTIONAL, MailWorld.letter(), java.util.Optional.empty());
    world
        .email
        .batches()
        .add(world.workspace(), id, MailWorld.people(number * 200, number * 200 + size));
    world.email.batches().send(world.workspace(), id);
    return id;
  }

  private static long unsettled(MailWorld world) {
    return world.engine.number(
        "select count(*) from tributary.email_batch where state = 'sending'");
  }

  /** Healed, and long enough for quotas and dead claims to end. */
  private static void settle(MailWorld world) {
    for (int round = 0; round < 90 && unsettled(world) > 0; round++) {
      world.sendAllAfter(Duration.ofMinutes(20));
    }
  }
}
