package dev.tributary.store;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request to a provider: some of a batch's recipients.
 *
 * @param tries begun ones, without those that a limit turned away
 * @param round how often it was made anew, after the provider had certainly sent nothing
 * @param frozen what is sent, once the first try has begun
 * @param unknownSince when the first try began of which nobody knows what it did
 * @param error of the last try, for people
 */
public record EmailChunk(
    UUID workspaceId,
    UUID batchId,
    int number,
    State state,
    Instant nextTryAt,
    int tries,
    int round,
    Optional<Frozen> frozen,
    Optional<Instant> unknownSince,
    Optional<EmailBatch.Reason> error,
    Optional<Instant> endedAt) {

  /** How far it is. */
  public enum State {
    WAITING,
    /** The provider told what became of each. */
    DONE,
    /** Nobody knows whether it was sent, and it is not tried again until a person says so. */
    PARKED,
    CANCELLED
  }

  /**
   * The same bytes under the same key on every try.
   *
   * @param payload not copied; must not be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // equality is written out below
  public record Frozen(byte[] payload, String key) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Frozen frozen
          && Arrays.equals(payload, frozen.payload)
          && key.equals(frozen.key);
    }

    @Override
    public int hashCode() {
      return key.hashCode();
    }

    @Override
    public String toString() {
      return key + ", " + payload.length + " bytes";
    }
  }
}
