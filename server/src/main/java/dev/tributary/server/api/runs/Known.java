package dev.tributary.server.api.runs;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.app.Backend;
import dev.tributary.store.Integration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The integrations of a workspace, by which jobs and others are named. */
record Known(Map<UUID, Integration> integrations) {

  static Known of(Backend backend, UUID workspace) {
    Map<UUID, Integration> known = new HashMap<>();
    backend.engine().stores().integrations().of(workspace).forEach(one -> known.put(one.id(), one));
    return new Known(known);
  }

  /** Empty for one that is gone. */
  Optional<String> provider(UUID integration) {
    return Optional.ofNullable(integrations.get(integration)).map(Integration::provider);
  }

  /** Its account's name; empty for one that is gone. */
  Optional<String> account(UUID integration) {
    return Optional.ofNullable(integrations.get(integration)).map(one -> one.account().name());
  }

  /** A position in a list, as a cursor kept it. */
  static Optional<UUID> position(Optional<String> after) {
    try {
      return after.map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      throw ApiProblem.invalid("cursor", "is of another list");
    }
  }
}
