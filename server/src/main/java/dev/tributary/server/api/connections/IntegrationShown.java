package dev.tributary.server.api.connections;

import dev.tributary.engine.condition.Freshness;
import dev.tributary.engine.condition.State;
import dev.tributary.spi.ProviderDescriptor.Login;
import dev.tributary.store.Grant;
import dev.tributary.store.IntegrationStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A connection: one account of a provider, kept in sync for a workspace. Never with credentials.
 *
 * @param status derived from the state, see docs/states.md
 * @param state what it is doing
 * @param stateText the same in one sentence, with times in the workspace's zone
 * @param reason why it is not simply healthy, or what was given up while the rest goes on
 * @param freshness how fresh its data is, whatever it is doing
 * @param dataThrough the newest day that every daily report has whole, in the account's zone
 * @param settings all as they hold, defaults included
 * @param settingsVersion rises with each change of settings or schedule
 * @param lastSyncAt when a job last completed with success
 * @param nextSyncAt when it is looked at next; left out while it waits for a person
 * @param waitingUntil a later time that it waits for
 * @param deadLetters how many days or jobs were given up and are not closed
 */
record IntegrationShown(
    UUID id,
    UUID workspaceId,
    String provider,
    IntegrationStatus status,
    State state,
    String stateText,
    Optional<ReasonShown> reason,
    Freshness freshness,
    Optional<LocalDate> dataThrough,
    AccountShown account,
    Map<String, Object> settings,
    long settingsVersion,
    ScheduleShown schedule,
    Optional<Instant> lastSyncAt,
    Optional<Instant> nextSyncAt,
    Optional<Instant> waitingUntil,
    Optional<String> waitingFor,
    Optional<ProgressShown> progress,
    int deadLetters,
    GrantShown grant,
    Optional<HealthShown> lastHealth,
    Instant createdAt,
    Instant updatedAt) {

  /** Why, and what a person does about it. */
  record ReasonShown(String code, String sentence, String nextAction) {}

  /**
   * The account at the provider.
   *
   * @param zone its days are days in this zone
   * @param currency of all its amounts; left out where it has no money
   * @param facts what else the provider says of it
   */
  record AccountShown(
      String id, String name, String zone, Optional<String> currency, Map<String, String> facts) {}

  /**
   * When it is synced.
   *
   * @param every an interval such as PT1H
   * @param cron five fields as in Unix
   * @param zone of the cron expression
   * @param standard it follows the installation's own interval
   */
  record ScheduleShown(
      Optional<String> every,
      Optional<String> cron,
      Optional<String> zone,
      boolean standard,
      String text) {}

  /**
   * How far it is; days are counted once for each report.
   *
   * @param operation by which a backfill can be followed
   * @param reports of how many reports a backfill's days are counted
   * @param stream what is being read
   */
  record ProgressShown(
      Optional<UUID> operation,
      int daysDone,
      int daysPlanned,
      Optional<Integer> reports,
      Optional<Long> secondsLeft,
      Optional<String> stream) {}

  /**
   * The login or key behind it.
   *
   * @param who what people call it, or its id at the provider
   * @param expiresAt when it ends unless somebody reconnects; left out where it is renewed by
   *     itself
   */
  record GrantShown(
      UUID id,
      Login kind,
      String who,
      Grant.State state,
      Optional<Instant> expiresAt,
      List<String> scopes) {}

  /** What the provider said of the account when it was last asked. */
  record HealthShown(boolean ok, Instant at, String message) {}
}
