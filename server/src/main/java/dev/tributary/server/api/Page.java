package dev.tributary.server.api;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param next the cursor of what follows; empty at the end
 */
public record Page<T>(List<T> items, Optional<String> next) {

  /** A list that is short enough to be shown whole. */
  public static <T> Page<T> whole(List<T> items) {
    return new Page<>(items, Optional.empty());
  }
}
