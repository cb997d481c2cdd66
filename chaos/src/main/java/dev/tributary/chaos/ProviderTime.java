package dev.tributary.chaos;

import dev.tributary.sandbox.SandboxClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The provider's time stands still and moves by leaps, each of which restates its numbers. It is
 * remembered when each leap was, so that it is known what a read may have seen.
 */
final class ProviderTime {
  /** The longest between the begin of a read, as the ledger notes it, and its answer. */
  private static final Duration READ_MAX = Duration.ofSeconds(90);

  private final SandboxClock clock;
  private final NavigableMap<Instant, Instant> leaps = new TreeMap<>();

  ProviderTime(SandboxClock clock) {
    this.clock = clock;
    leaps.put(Instant.EPOCH, clock.instant());
  }

  synchronized void leap(Duration step) {
    clock.advance(step);
    leaps.put(Instant.now(), clock.instant());
  }

  /** The provider's times that a read may have met which began then. */
  synchronized List<Instant> seenBy(Instant began) {
    Instant first = leaps.floorEntry(began).getValue();
    return Stream.concat(
            Stream.of(first),
            leaps.subMap(began, false, began.plus(READ_MAX), true).values().stream())
        .toList();
  }

  synchronized int count() {
    return leaps.size() - 1;
  }
}
