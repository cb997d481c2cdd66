package dev.tributary.chaos;

import dev.tributary.store.Integration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was asked for and acknowledged, and so must not be lost. Used by many threads. */
final class Acknowledged {

  /** One ask. */
  record Ask(UUID integration, UUID operation) {}

  private final List<Ask> asks = new CopyOnWriteArrayList<>();

  void add(Integration integration, UUID operation) {
    asks.add(new Ask(integration.id(), operation));
  }

  List<Ask> all() {
    return List.copyOf(asks);
  }
}
