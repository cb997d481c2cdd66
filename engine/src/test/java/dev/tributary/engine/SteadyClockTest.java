package dev.tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void the_database_is_asked_every_few_seconds_only() {
    AtomicLong nanos = new AtomicLong();
    AtomicInteger asked = new AtomicInteger();
    InstantSource database =
        () -> {
          asked.incrementAndGet();
          return START.plusNanos(nanos.get()).plusMillis(asked.get());
        };
    SteadyClock clock = new SteadyClock(database, nanos::get);
    nanos.set(Duration.ofSeconds(9).toNanos());
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(9).plusMillis(1));
    assertThat(asked).hasValue(1);
    nanos.set(Duration.ofSeconds(11).toNanos());
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(11).plusMillis(2));
    assertThat(asked).hasValue(2);
  }

  @Test
  void time_goes_on_while_the_database_is_away() {
    AtomicLong nanos = new AtomicLong();
    AtomicInteger asked = new AtomicInteger();
    SteadyClock clock =
        new SteadyClock(
            () -> {
              if (asked.getAndIncrement() > 0) {
                throw new IllegalStateException("no connection");
              }
              return START;
            },
            nanos::get);
    nanos.set(Duration.ofSeconds(30).toNanos());
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(30));
    nanos.set(Duration.ofSeconds(31).toNanos());
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(31));
    assertThat(asked).as("not asked again at once").hasValue(2);
  }
}
