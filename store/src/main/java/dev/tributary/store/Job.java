package dev.tributary.store;

import dev.tributary.spi.SyncResult;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One turn of syncing an integration.
 *
 * @param claimValue of the claim that runs or ran last
 * @param claims how often it was started and not given back
 * @param firstStartedAt the first claim ever, by which endless waiting is ended
 * @param startedAt the last claim
 * @param error the last one, one sentence for people
 * @param nextRetryAt when a pending job goes on; empty when it is only queued
 * @param waitingFor what a snoozed job waits for, for people
 * @param outcome set when it is completed or failed
 */
public record Job(
    UUID id,
    UUID workspaceId,
    UUID integrationId,
    JobStatus status,
    JobTrigger trigger,
    OptionalLong claimValue,
    int claims,
    Optional<Instant> firstStartedAt,
    Optional<Instant> startedAt,
    Optional<Instant> completedAt,
    Optional<String> error,
    Optional<Instant> nextRetryAt,
    Optional<String> waitingFor,
    JobProgress progress,
    Optional<Outcome> outcome,
    Optional<SyncResult> result,
    boolean cancelRequested,
    Instant createdAt) {

  /** How a job ended. */
  public enum Outcome {
    SUCCEEDED,
    /** Completed, but something that was due is still missing because of an error. */
    PARTLY,
    CANCELLED,
    GAVE_UP
  }

  /** How many of its claims were retries. */
  public int retryCount() {
    return Math.max(0, claims - 1);
  }

  /** Whether it waits for its next retry, after an error of ours or the provider's. */
  public boolean waitsForRetry() {
    return status == JobStatus.PENDING && nextRetryAt.isPresent() && waitingFor.isEmpty();
  }

  /** Whether nothing can happen to it any more. */
  public boolean ended() {
    return completedAt.isPresent();
  }

  /** The right to write of the claim that runs; empty unless running. */
  public Optional<Fence> fence() {
    return status == JobStatus.RUNNING && claimValue.isPresent()
        ? Optional.of(new Fence(workspaceId, integrationId, id, claimValue.getAsLong()))
        : Optional.empty();
  }
}
