package dev.tributary.spi;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * An adapter that can make a stream's rows from events, for accounts of which the provider itself
 * counts nothing. Such rows know only what was told since events are told at all; whoever stores
 * them says so.
 */
public interface EventCounts {

  /** Whether a read failed because the provider has no numbers for this account at all. */
  boolean uncounted(StreamDescriptor stream, Failure failure);

  /**
   * Rows of a stream of kind DAY. Asks nobody.
   *
   * @param counts at most one for each day, domain, state and kind of bounce
   */
  Rows counted(StreamDescriptor stream, List<EventCount> counts);

  /**
   * How many events there were.
   *
   * @param day on which they happened, in the account's zone
   * @param domain of the sender's address, in lower case
   * @param bounce with {@link EmailState#BOUNCED}
   */
  record EventCount(
      LocalDate day, String domain, EmailState state, Optional<Bounce.Kind> bounce, long events) {}
}
