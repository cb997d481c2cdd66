package dev.tributary.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace(2);

  @Test
  void no_more_turns_work_at_once_than_there_are_places() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService turns = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> ended = new ArrayList<>();
      for (int turn = 0; turn < 500; turn++) {
        ended.add(
            turns.submit(() ->
                pace.work(() -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  Thread.yield();
                  return now.decrementAndGet();
                })));
      }
      for (Future<Integer> one : ended) {
        one.get();
      }
    }
    assertThat(most).hasValueBetween(1, 2);
  }

  @Test
  void turns_that_wait_leave_their_places_to_others() throws Exception {
    CountDownLatch allWait = new CountDownLatch(100);
    AtomicInteger after = new AtomicInteger();
    try (ExecutorService turns = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int turn = 0; turn < 100; turn++) {
        turns.submit(() ->
            pace.work(() -> {
              Pace.away(() -> {
                allWait.countDown();
                allWait.await();
                return true;
              });
              return after.incrementAndGet();
            }));
      }
    }
    assertThat(after).hasValue(100);
  }

  @Test
  void a_failure_gives_its_place_back() throws Exception {
    for (int turn = 0; turn < 5; turn++) {
      assertThatThrownBy(() ->
              pace.work(() ->
                  Pace.away(() -> {
                    throw new IOException("no answer");
                  })))
          .isInstanceOf(IOException.class);
    }
    assertThat(pace.<String, RuntimeException>work(() -> "free")).isEqualTo("free");
  }

  @Test
  void what_is_no_turn_just_waits() throws Exception {
    assertThat(Pace.<String, Exception>away(() -> "done")).isEqualTo("done");
  }
}
