package dev.tributary.engine.queue;

import dev.tributary.store.ScheduleStore;
import java.util.UUID;

/**
 * A worker's claim on an integration.
 *
 * @param value rises with every claim of the integration; the fence against older claims
 */
public record Claim(UUID workspace, String provider, UUID integration, long value) {

  /** From the scheduler's id of an integration: {@code workspace/provider/integration}. */
  static Claim of(String instance, long value) {
    String[] parts = instance.split("/", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("no integration's id: " + instance);
    }
    return new Claim(UUID.fromString(parts[0]), parts[1], UUID.fromString(parts[2]), value);
  }

  /** The scheduler's id of the integration. */
  String instance() {
    return ScheduleStore.instance(workspace, provider, integration);
  }
}
