package dev.tributary.engine.condition;

import dev.tributary.engine.Situation;
import dev.tributary.store.IntegrationStatus;
import dev.tributary.store.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * How an integration is doing, in the words that every surface uses.
 *
 * @param reason why it is not simply healthy, or what was given up while the rest goes on
 * @param dataThrough the newest day that every additive stream has whole
 * @param waitingUntil a later time that it waits for; empty when it works or waits for a person
 * @param waitingFor what it waits for, for people
 * @param nextSyncAt when it is looked at next; empty when it waits for a person
 * @param deadLetters how many are open
 */
public record Condition(
    Situation situation,
    State state,
    Freshness freshness,
    Optional<Reason> reason,
    Optional<LocalDate> dataThrough,
    Optional<Instant> waitingUntil,
    Optional<String> waitingFor,
    Optional<Instant> nextSyncAt,
    Optional<Progress> progress,
    List<OfStream> streams,
    int deadLetters) {
  public Condition {
    streams = List.copyOf(streams);
  }

  /** Connected, disconnected or error; see {@link State#status()}. */
  public IntegrationStatus status() {
    return state.status();
  }

  /** Whether nothing happens before a person does something. */
  public boolean waitsForSomebody() {
    return situation.integration().reason().isPresent() || state == State.PAUSED;
  }

  /** Whether its job waits for a later time, and with it whatever was asked for. */
  public boolean jobWaits() {
    return waitingUntil.isPresent()
        && situation.job().flatMap(Job::nextRetryAt).equals(waitingUntil);
  }

  /**
   * @param code for programs, as in {@code Failure.code()} or of an integration's state
   * @param sentence for people
   * @param nextStep what a person does about it
   */
  public record Reason(String code, String sentence, String nextStep) {}

  /**
   * How far a sync or a backfill is. Days are counted once for each stream.
   *
   * @param streams of how many streams a backfill's days are counted; empty for a sync
   * @param operation by which it can be followed; empty for what the schedule reads
   * @param left about how long it will take; empty when nothing is known of the account's pace
   * @param stream what is being read
   */
  public record Progress(
      Optional<UUID> operation,
      int daysDone,
      int daysPlanned,
      OptionalInt streams,
      Optional<Duration> left,
      Optional<String> stream) {}

  /**
   * How one stream is doing.
   *
   * @param until when it is looked at again, where it waits
   */
  public record OfStream(
      StreamFacts facts, State state, Optional<Reason> reason, Optional<Instant> until) {}
}
