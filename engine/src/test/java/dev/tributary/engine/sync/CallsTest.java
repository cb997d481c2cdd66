package dev.tributary.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CallsTest {
  @Test
  void a_call_that_does_not_end_is_ended_and_counts_as_no_answer() {
    try (Calls calls = new Calls()) {
      assertThatThrownBy(() ->
              calls.call(
                  Duration.ofMillis(50),
                  () -> {
                    new CountDownLatch(1).await();
                    return "never";
                  }))
          .isInstanceOfSatisfying(
              SyncException.class,
              e -> assertThat(e.failure()).isInstanceOf(Failure.Network.class));
      assertThat(Thread.interrupted()).isFalse();
    }
  }

  @Test
  void a_node_that_stops_interrupts_calls_and_nothing_after_them() throws Exception {
    try (Calls calls = new Calls()) {
      AtomicReference<Throwable> ended = new AtomicReference<>();
      CountDownLatch inCall = new CountDownLatch(1);
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  calls.call(
                      Duration.ofMinutes(1),
                      () -> {
                        inCall.countDown();
                        new CountDownLatch(1).await();
                        return "never";
                      });
                } catch (SyncException | InterruptedException e) {
                  ended.set(e);
                }
              });
      inCall.await();
      calls.interruptAll();
      caller.join();
      assertThat(ended.get()).isInstanceOf(InterruptedException.class);
      assertThatThrownBy(() -> calls.call(Duration.ofMinutes(1), () -> "answer"))
          .as("none begins any more")
          .isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void a_call_that_does_not_listen_is_left_behind() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (Calls calls = new Calls()) {
      assertThatThrownBy(() ->
              calls.call(
                  Duration.ofMillis(50),
                  () -> {
                    deaf(end);
                    return "too late";
                  }))
          .isInstanceOfSatisfying(
              SyncException.class,
              e -> assertThat(e.failure()).isInstanceOf(Failure.Network.class));
      assertThat(calls.owners()).isEmpty();
      assertThat(calls.call(Duration.ofMinutes(1), () -> "answer")).isEqualTo("answer");
    } finally {
      end.countDown();
    }
  }

  @Test
  void only_the_calls_of_unwanted_jobs_are_interrupted() throws Exception {
    UUID unwanted = UUID.randomUUID();
    CountDownLatch inCall = new CountDownLatch(2);
    CountDownLatch goOn = new CountDownLatch(1);
    try (Calls calls = new Calls();
        ExecutorService turns = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> ends =
          turns.submit(() -> calls.call(unwanted, Duration.ofMinutes(1), waits(inCall, goOn)));
      Future<String> goesOn =
          turns.submit(() -> calls.call(Duration.ofMinutes(1), waits(inCall, goOn)));
      inCall.await();
      assertThat(calls.owners()).contains(unwanted).hasSize(2);
      calls.interrupt(Set.of(unwanted));
      assertThatThrownBy(ends::get).hasCauseInstanceOf(InterruptedException.class);
      goOn.countDown();
      assertThat(goesOn.get()).isEqualTo("answer");
    }
  }

  private static Calls.Work<String> waits(CountDownLatch inCall, CountDownLatch goOn) {
    return () -> {
      inCall.countDown();
      goOn.await();
      return "answer";
    };
  }

  private static void deaf(CountDownLatch end) {
    while (end.getCount() > 0) {
      try {
        end.await();
      } catch (InterruptedException _) {
        // This is what a careless adapter does.
      }
    }
  }

  @Test
  void who_asks_after_the_end_is_told_that_the_node_stops() {
    Calls calls = new Calls();
    calls.close();
    assertThatThrownBy(() -> calls.call(Duration.ofMinutes(1), () -> "answer"))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void a_slice_that_outgrows_its_buffer_is_too_large_and_a_full_node_waits() throws Exception {
    TurnSettings settings =
        new TurnSettings(
            Duration.ofHours(1),
            90,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            100,
            150,
            true);
    AtomicLong node = new AtomicLong();
    try (Buffer one = new Buffer(node, settings);
        Buffer other = new Buffer(node, settings)) {
      one.add(100);
      assertThatThrownBy(() -> other.add(60))
          .isInstanceOfSatisfying(
              SyncException.class,
              e -> assertThat(e.failure()).isInstanceOf(Failure.Throttled.class));
      assertThatThrownBy(() -> one.add(1))
          .isInstanceOfSatisfying(
              SyncException.class,
              e -> assertThat(e.failure()).isInstanceOf(Failure.TooLarge.class));
    }
    assertThat(node).as("given back").hasValue(0);
  }

  @Test
  void the_slice_that_a_job_named_is_found_again() {
    Slice one = new Slice("visits", DayRange.of(LocalDate.parse("2026-11-22")));
    Slice many =
        new Slice(
            "visits", new DayRange(LocalDate.parse("2026-11-20"), LocalDate.parse("2026-11-22")));
    assertThat(TurnRecord.slice(one.toString())).contains(one);
    assertThat(TurnRecord.slice(many.toString())).contains(many);
    assertThat(TurnRecord.slice("preparing")).isEmpty();
  }

  @Test
  void a_turn_needs_an_interval_and_a_day() {
    assertThatThrownBy(() ->
            new TurnSettings(
                Duration.ZERO, 90, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, true))
        .hasMessageContaining("an interval");
    assertThatThrownBy(() ->
            new TurnSettings(
                Duration.ofHours(1), 0, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, true))
        .hasMessageContaining("at least one day");
  }
}
