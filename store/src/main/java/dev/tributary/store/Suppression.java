package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;

/**
 * An address to which a workspace sends nothing, for one of its reasons.
 *
 * @param address empty once the person was erased; the wish is kept all the same
 * @param note for people
 */
public record Suppression(
    AddressKey key, Origin origin, Optional<String> address, Instant since, String note) {

  /** Why; {@link #UNSUBSCRIBE} is about marketing alone. */
  public enum Origin {
    /** The address does not exist. */
    BOUNCE,
    /** Its mail server refused or put off several e-mails in a row. */
    SOFT_BOUNCES,
    COMPLAINT,
    UNSUBSCRIBE,
    /** A person's wish, or the provider's list. */
    MANUAL
  }
}
