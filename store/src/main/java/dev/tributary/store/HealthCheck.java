package dev.tributary.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How an integration's account was when its provider was last asked.
 *
 * @param problem empty when the account is as it was connected
 * @param changes one sentence for each thing that changed at the provider
 * @param failures how often in a row the provider could not be asked at all
 */
public record HealthCheck(
    UUID workspaceId,
    UUID integrationId,
    Instant checkedAt,
    Optional<Problem> problem,
    List<String> changes,
    int failures) {
  public HealthCheck {
    changes = List.copyOf(changes);
  }

  public boolean healthy() {
    return problem.isEmpty();
  }

  /**
   * @param code for programs, for example {@code zone_changed} or {@code network}
   * @param detail one sentence for people
   */
  public record Problem(String code, String detail) {}
}
