package dev.tributary.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How everything of a workspace stood at one moment: which transaction wrote it last. Two of them
 * tell what changed in between, and one tells what changed since a position.
 */
public record ChangeView(ChangePosition position, Map<Changed, Long> writers) {
  /** A position that is older tells too little. */
  public static final Duration REMEMBERED = Duration.ofMinutes(5);

  public ChangeView {
    writers = Map.copyOf(writers);
  }

  /** Everything that came or changed since an earlier view, and integrations that went. */
  public List<Changed> since(ChangeView before) {
    List<Changed> changed = new ArrayList<>();
    writers.forEach((one, writer) -> {
      if (!writer.equals(before.writers.get(one))) {
        changed.add(one);
      }
    });
    before.writers.keySet().stream()
        .filter(one -> one.kind() == Changed.Kind.INTEGRATION && !writers.containsKey(one))
        .forEach(changed::add);
    return changed;
  }

  /**
   * Everything that changed since a position, perhaps more than that. Empty when that cannot be
   * told: it is too old, of another database, or integrations came or went.
   */
  public Optional<List<Changed>> since(ChangePosition seen) {
    boolean known =
        seen.transaction() <= position.transaction()
            && seen.members() == position.members()
            && !seen.at().isAfter(position.at())
            && !seen.at().isBefore(position.at().minus(REMEMBERED));
    return known
        ? Optional.of(
            writers.entrySet().stream()
                .filter(entry -> entry.getValue() >= seen.transaction())
                .map(Map.Entry::getKey)
                .toList())
        : Optional.empty();
  }
}
