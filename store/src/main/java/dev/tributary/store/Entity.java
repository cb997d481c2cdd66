package dev.tributary.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entity of a SNAPSHOT stream, such as a campaign, as it was seen last.
 *
 * @param key its dimensions, in their order
 * @param attributes by name
 * @param goneAt when the provider no longer named it
 */
public record Entity(
    List<String> key,
    Map<String, String> attributes,
    Instant firstSeenAt,
    Instant changedAt,
    Optional<Instant> goneAt) {
  public Entity {
    key = List.copyOf(key);
    attributes = Map.copyOf(attributes);
  }
}
