package dev.tributary.engine.condition;

import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.Backlog;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.Problem;
import dev.tributary.store.StreamStatus;
import dev.tributary.store.Trouble;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one stream of an integration.
 *
 * @param through the newest whole day that is stored
 * @param gaveUp open dead letters, newest first
 */
public record StreamFacts(
    StreamDescriptor stream,
    Optional<LocalDate> through,
    List<Trouble> troubles,
    Optional<Backlog> backlog,
    Optional<StreamStatus.GivenUp> leftOut,
    List<DeadLetter> gaveUp) {
  /** As many tries in a row as the ladder has; who failed more often was given up. */
  static final int RETRIES_MAX = 5;

  public StreamFacts {
    troubles = List.copyOf(troubles);
    gaveUp = List.copyOf(gaveUp);
  }

  /** Why the stream is not read now; empty when it is. */
  Optional<StreamStatus.GivenUp> leftOut(Instant now) {
    return leftOut.filter(one -> one.until().filter(until -> !until.isAfter(now)).isEmpty());
  }

  Optional<Trouble> held() {
    return troubles.stream().filter(one -> one.problem() == Problem.HELD).findFirst();
  }

  /** Days that are on their ladder. */
  Optional<Trouble> failed() {
    return troubles.stream()
        .filter(one -> one.problem() == Problem.FAILED && one.tries() <= RETRIES_MAX)
        .findFirst();
  }
}
