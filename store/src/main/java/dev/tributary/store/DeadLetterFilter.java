package dev.tributary.store;

import dev.tributary.spi.Failure;
import java.util.Optional;
import java.util.UUID;

/**
 * Which dead letters of a workspace; what is empty does not matter.
 *
 * @param open open ones, or closed ones
 */
public record DeadLetterFilter(
    Optional<Boolean> open,
    Optional<UUID> integration,
    Optional<String> provider,
    Optional<Failure.Category> category,
    Optional<String> code,
    Optional<String> stream) {

  /** All that are open. */
  public static final DeadLetterFilter OPEN =
      new DeadLetterFilter(
          Optional.of(true),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** All, open and closed. */
  public static final DeadLetterFilter ALL =
      new DeadLetterFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Of one integration alone. */
  public DeadLetterFilter of(UUID one) {
    return new DeadLetterFilter(open, Optional.of(one), provider, category, code, stream);
  }

  /** With this cause alone. */
  public DeadLetterFilter withCode(String one) {
    return new DeadLetterFilter(open, integration, provider, category, Optional.of(one), stream);
  }
}
