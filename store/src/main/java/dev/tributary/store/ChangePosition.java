package dev.tributary.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Up to where somebody has seen the changes of a workspace. It is good on every node, and worth
 * nothing to others: it tells no more than how busy the database is.
 *
 * @param transaction all smaller ones had ended
 * @param members a hash of which integrations there were
 * @param at by the database's clock, to the second
 */
public record ChangePosition(long transaction, int members, Instant at) {
  public ChangePosition {
    at = Instant.ofEpochSecond(at.getEpochSecond());
  }

  /** As a client keeps it. */
  public String text() {
    return "%d-%08x-%d".formatted(transaction, members, at.getEpochSecond());
  }

  /** Empty when it is none of ours. */
  public static Optional<ChangePosition> of(String text) {
    String[] parts = text.split("-", -1);
    if (text.length() > 60 || parts.length != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ChangePosition(
              Long.parseUnsignedLong(parts[0]),
              Integer.parseUnsignedInt(parts[1], 16),
              Instant.ofEpochSecond(Long.parseLong(parts[2]))));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
