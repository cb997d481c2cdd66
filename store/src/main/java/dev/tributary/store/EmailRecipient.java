package dev.tributary.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * One person of a batch.
 *
 * @param address empty once the person was erased
 * @param values of the template's variables
 * @param chunk in which it is sent; empty before sending begins
 * @param messageId the e-mail's id at the provider
 */
public record EmailRecipient(
    UUID id,
    UUID batchId,
    Optional<String> address,
    AddressKey key,
    Map<String, String> values,
    OptionalInt chunk,
    State state,
    Optional<String> messageId,
    Optional<EmailBatch.Reason> reason,
    Optional<Instant> decidedAt) {
  public EmailRecipient {
    values = Map.copyOf(values);
  }

  /** What became of the sending; what became of the e-mail is its {@link EmailMessage}'s affair. */
  public enum State {
    WAITING,
    /** The provider took it. */
    ACCEPTED,
    /** The provider refused it for good. */
    REFUSED,
    /** It is on the list of those to whom nothing is sent. */
    SUPPRESSED,
    /** Nobody knows whether it was sent. */
    UNKNOWN,
    CANCELLED
  }

  /** Somebody to be added. */
  public record New(String address, AddressKey key, Map<String, String> values) {
    public New {
      values = Map.copyOf(values);
    }
  }
}
