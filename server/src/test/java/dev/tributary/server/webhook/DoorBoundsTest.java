package dev.tributary.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.settings.TrustedProxies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many wrong deliveries an address may send. */
class DoorBoundsTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-22T12:00:30Z"));
  private final DoorBounds bounds;

  DoorBoundsTest(@TempDir Path folder) {
    bounds = new DoorBounds(TrustedProxies.of(Settings.load(folder, Map.of())), now::get);
  }

  private void wrong(String address) {
    for (int n = 0; n < DoorBounds.WRONG_MAX; n++) {
      bounds.wrong(address);
    }
  }

  @Test
  void who_sends_too_much_that_is_wrong_waits_until_the_next_minute() {
    wrong("203.0.113.7");
    assertThatThrownBy(() -> bounds.requireFewWrong("203.0.113.7"))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining("not signed");
    assertThatCode(() -> bounds.requireFewWrong("203.0.113.8")).doesNotThrowAnyException();
    now.updateAndGet(before -> before.plus(Duration.ofMinutes(1)));
    assertThatCode(() -> bounds.requireFewWrong("203.0.113.7")).doesNotThrowAnyException();
  }

  @Test
  void a_burst_waits_its_turn_and_leaves_connections_to_all_else() throws Exception {
    AtomicInteger atWork = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(DoorBounds.AT_WORK);
    List<Thread> burst = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      burst.add(
          Thread.startVirtualThread(() -> {
            try {
              bounds.inTurn(
                  new byte[0],
                  body -> {
                    most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                    all.countDown();
                    assertThat(await(all)).as("as many as may, at once").isTrue();
                    return atWork.decrementAndGet();
                  });
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }));
    }
    for (Thread one : burst) {
      one.join();
    }
    assertThat(most.get()).isEqualTo(DoorBounds.AT_WORK);
  }

  @Test
  void as_many_are_let_in_as_their_bodies_leave_room_for() {
    assertThat(letIn(300, DoorBounds.PLACES + 10)).isEqualTo(DoorBounds.PLACES);
    int largest = DoorBounds.PLACES / 16;
    assertThat(letIn(DoorBounds.BYTES_MAX, 100)).isEqualTo(largest);
    assertThat(letIn(-1, 100)).as("of unknown length").isEqualTo(largest);
    assertThat(letIn(0, DoorBounds.PLACES + 10)).isEqualTo(DoorBounds.PLACES);
  }

  /** How many bodies of a length are let in while none has ended. */
  private int letIn(long announced, int tries) {
    try {
      return bounds.placed(announced, () -> tries == 1 ? 1 : 1 + letIn(announced, tries - 1));
    } catch (ApiProblem busy) {
      assertThat(busy).hasMessageContaining("Too many deliveries");
      return 0;
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void behind_a_proxy_that_nobody_named_nobody_keeps_the_providers_out() {
    for (String proxy : new String[] {"127.0.0.1", "::1", "10.0.0.5", "192.168.1.1"}) {
      wrong(proxy);
      assertThatCode(() -> bounds.requireFewWrong(proxy)).doesNotThrowAnyException();
    }
  }
}
