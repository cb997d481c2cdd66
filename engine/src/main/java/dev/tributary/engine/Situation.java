package dev.tributary.engine;

import dev.tributary.store.DeadLetter;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an integration is doing.
 *
 * @param job the open one: running, queued, retrying or waiting; see {@link Job#nextRetryAt} and
 *     {@link Job#waitingFor}
 * @param dueAt when it is looked at next; empty when it waits for a person
 * @param gaveUp open dead letters, newest first
 */
public record Situation(
    Integration integration, Optional<Job> job, Optional<Instant> dueAt, List<DeadLetter> gaveUp) {
  public Situation {
    gaveUp = List.copyOf(gaveUp);
  }
}
