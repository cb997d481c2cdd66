package dev.tributary.store;

import dev.tributary.spi.Account;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One account kept in sync.
 *
 * @param reason why it is in its state; empty when active
 * @param schedule when it is synced; empty for the installation's own interval
 * @param version rises with each change of settings or schedule
 * @param lastSyncAt when a job last completed with success
 * @param lastAppliedAt when a slice was last stored
 */
public record Integration(
    UUID id,
    UUID workspaceId,
    UUID grantId,
    String provider,
    Account account,
    Map<String, String> settings,
    Optional<Schedule> schedule,
    long version,
    IntegrationState state,
    Optional<Reason> reason,
    Optional<Instant> lastSyncAt,
    Optional<Instant> lastAppliedAt,
    Instant createdAt,
    Instant updatedAt) {
  public Integration {
    settings = Map.copyOf(settings);
  }

  /**
   * Why an integration is in its state.
   *
   * @param code for programs, for example {@code zone_changed}
   * @param sentence for people
   */
  public record Reason(String code, String sentence) {}

  public IntegrationStatus status() {
    return state.status();
  }
}
