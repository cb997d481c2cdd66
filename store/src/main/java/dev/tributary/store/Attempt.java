package dev.tributary.store;

import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncResult.SyncError;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One try at one slice, or at something else a job does, as it is shown to people.
 *
 * @param claim the job's claims when it was made, from 1
 * @param slice empty when it was not about a slice, for example a refused login
 * @param quota what it consumed by bucket
 * @param excerpt the beginning of an answer that could not be understood
 */
public record Attempt(
    UUID id,
    int claim,
    Optional<Slice> slice,
    Instant startedAt,
    Instant endedAt,
    Outcome outcome,
    Optional<SyncError> error,
    Optional<String> excerpt,
    int requests,
    long bytes,
    long rows,
    Map<String, Long> quota) {
  public Attempt {
    quota = Map.copyOf(quota);
  }

  public Duration duration() {
    return Duration.between(startedAt, endedAt);
  }

  /** How a try ended. */
  public enum Outcome {
    SUCCEEDED,
    FAILED,
    HELD,
    SHRUNK,
    SNOOZED,
    CANCELLED,
    /** Its process died. */
    DIED
  }
}
