package dev.tributary.engine.connect;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.engine.sync.Calls;
import dev.tributary.engine.vault.Grants;
import dev.tributary.engine.vault.Vault;
import dev.tributary.spi.Account;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.HealthStatus;
import dev.tributary.store.Grant;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Job;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Priority;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What people do with connections. Every deed is entered in the audit log. */
public final class Connections {
  private final Stores stores;
  private final ProviderCalls calls;
  private final Logins logins;
  private final Asks asks;
  private final Deeds deeds;
  private final SyncQueue queue;
  private final InstantSource clock;

  Connections(
      Stores stores,
      ProviderCalls calls,
      Logins logins,
      Asks asks,
      Deeds deeds,
      SyncQueue queue,
      InstantSource clock) {
    this.stores = stores;
    this.calls = calls;
    this.logins = logins;
    this.asks = asks;
    this.deeds = deeds;
    this.queue = queue;
    this.clock = clock;
  }

  public static Connections of(
      Stores stores,
      Vault vault,
      Grants grants,
      Adapters adapters,
      Asks asks,
      SyncQueue queue,
      Calls running,
      InstantSource clock) {
    ProviderCalls calls = new ProviderCalls(adapters, grants, running, clock);
    Deeds deeds = new Deeds(stores, queue);
    Logins logins = new Logins(stores, vault, calls, asks, deeds, queue, clock);
    return new Connections(stores, calls, logins, asks, deeds, queue, clock);
  }

  /**
   * A freshly connected account.
   *
   * @param operation by which the first backfill's progress can be followed
   */
  public record Connected(Integration integration, UUID operation) {}

  /** The accounts that credentials may read. */
  public List<Account> accounts(String provider, ConnectionCredentials credentials)
      throws ConnectException, InterruptedException {
    return calls.accounts(provider, credentials);
  }

  /**
   * Connects accounts with credentials that a person gave, and begins to read them.
   *
   * @param accountIds as listed by {@link #accounts}
   * @param backfillDays how many whole days to read, beside the day that is under way
   */
  public List<Connected> connect(
      UUID workspace,
      String provider,
      ConnectionCredentials credentials,
      List<String> accountIds,
      Map<String, String> settings,
      int backfillDays)
      throws ConnectException, InterruptedException {
    return logins.connect(workspace, provider, credentials, accountIds, settings, backfillDays);
  }

  /**
   * Renews the login of an integration in place: its id, data and settings stay, and so do those of
   * the others with the same login.
   *
   * @throws ConnectException with {@code other_login} when somebody else signed in
   */
  public void reconnect(UUID workspace, UUID integration, ConnectionCredentials credentials)
      throws ConnectException, InterruptedException {
    logins.reconnect(workspace, integration, credentials);
  }

  /** Stops syncing for a while; a running turn ends at its next safe place. */
  public void pause(UUID workspace, UUID integration) throws ConnectException {
    deeds.find(workspace, integration);
    Instant now = clock.instant();
    stores
        .database()
        .system(() -> {
          Integration known = stores.integrations().lock(workspace, integration).orElseThrow();
          if (known.state() == IntegrationState.ACTIVE) {
            deeds.halt(
                known,
                IntegrationState.PAUSED,
                new Integration.Reason("paused", "Paused by a person. Resume it to go on."),
                now);
            deeds.audit(known, "integration.paused", known.account().name() + " was paused.", now);
          }
          return known;
        });
  }

  /** Goes on after a pause, a decision about a held account, or giving up. */
  public void resume(UUID workspace, UUID integration)
      throws ConnectException, InterruptedException {
    Integration known = deeds.find(workspace, integration);
    switch (known.state()) {
      case ACTIVE -> {
        return;
      }
      case RECONNECT_NEEDED, DISCONNECTED ->
          throw new ConnectException(
              "reconnect_needed", "Its login has ended. Reconnect it instead.");
      case HELD -> takeOverAccount(known);
      case PAUSED, GAVE_UP -> {}
    }
    Instant now = clock.instant();
    stores
        .database()
        .system(() -> {
          Integration locked = stores.integrations().lock(workspace, integration).orElseThrow();
          deeds.goOn(locked, JobTrigger.MANUAL, "integration.resumed", now);
          if (known.state() == IntegrationState.HELD) {
            rereadEverything(locked, now);
          }
          return locked;
        });
    queue.wake();
  }

  /** After a changed zone or currency every day that the provider still has is read anew. */
  private void rereadEverything(Integration held, Instant now) {
    Integration integration =
        stores.integrations().find(held.workspaceId(), held.id()).orElseThrow();
    LocalDate today = new AccountDays(integration.account().zone()).on(now);
    LocalDate first = new AccountDays(integration.account().zone()).on(integration.createdAt());
    asks.within(
        integration,
        new Asks.Wish(
            Optional.of(new DayRange(first.minusYears(2), today)),
            List.of(),
            "account_changed",
            Priority.BACKFILL,
            JobTrigger.MANUAL,
            true),
        now);
  }

  private void takeOverAccount(Integration held) throws ConnectException, InterruptedException {
    HealthStatus health = calls.health(held);
    stores
        .integrations()
        .updateAccount(held.workspaceId(), held.id(), health.account(), clock.instant());
  }

  /**
   * Asks the provider how the account is and acts on what it says: a changed zone or currency holds
   * the integration, changed attribution or key events are read anew, the rest is noted.
   */
  public HealthStatus checkHealth(UUID workspace, UUID integration)
      throws ConnectException, InterruptedException {
    Integration known = deeds.find(workspace, integration);
    HealthStatus health = calls.health(known);
    Instant now = clock.instant();
    for (HealthStatus.Finding finding : health.findings()) {
      switch (finding.change()) {
        case ZONE, CURRENCY -> {
          if (known.state() == IntegrationState.ACTIVE) {
            hold(known, finding, now);
          }
        }
        case ATTRIBUTION -> rereadAll(known, "attribution_changed", 730);
        case KEY_EVENTS -> rereadAll(known, "key_events_changed", 14);
        case SERVICE_LEVEL -> {}
      }
    }
    boolean sameDays =
        health.findings().stream()
            .noneMatch(finding ->
                finding.change() == HealthStatus.Change.ZONE
                    || finding.change() == HealthStatus.Change.CURRENCY);
    if (sameDays) {
      stores.integrations().updateAccount(workspace, integration, health.account(), now);
    }
    return health;
  }

  private void hold(Integration known, HealthStatus.Finding finding, Instant now) {
    stores
        .database()
        .system(() -> {
          stores.integrations().lock(known.workspaceId(), known.id());
          deeds.halt(
              known,
              IntegrationState.HELD,
              new Integration.Reason(
                  finding.change().name().toLowerCase(java.util.Locale.ROOT) + "_changed",
                  finding.message()),
              now);
          return known;
        });
  }

  private void rereadAll(Integration known, String reason, int days) throws ConnectException {
    if (known.state() != IntegrationState.ACTIVE) {
      return;
    }
    LocalDate today = new AccountDays(known.account().zone()).on(clock.instant());
    asks.ask(
        known.workspaceId(),
        known.id(),
        new Asks.Wish(
            Optional.of(new DayRange(today.minusDays(days), today)),
            List.of(),
            reason,
            Priority.BACKFILL,
            JobTrigger.BACKFILL,
            true));
  }

  /**
   * What a disconnect did.
   *
   * @param revoked the access was withdrawn at the provider too
   * @param message what is left to do there, empty for nothing
   */
  public record Disconnected(boolean revoked, Optional<String> message) {}

  /**
   * Ends an integration; its data stays. With the last integration of a login the access is
   * withdrawn at the provider and the credentials are destroyed, even if the provider cannot be
   * reached.
   */
  public Disconnected disconnect(UUID workspace, UUID integration)
      throws ConnectException, InterruptedException {
    Integration known = deeds.find(workspace, integration);
    Instant now = clock.instant();
    stores
        .database()
        .system(() -> {
          stores.integrations().lock(workspace, integration);
          deeds.halt(
              known,
              IntegrationState.DISCONNECTED,
              new Integration.Reason("disconnected", "Disconnected by a person."),
              now);
          deeds.audit(
              known,
              "integration.disconnected",
              known.account().name() + " was disconnected.",
              now);
          return known;
        });
    boolean others =
        stores.integrations().ofGrant(workspace, known.grantId()).stream()
            .anyMatch(one -> one.state() != IntegrationState.DISCONNECTED);
    Optional<Grant> grant = stores.grants().find(workspace, known.grantId());
    if (others || grant.filter(one -> one.state() != Grant.State.DISCONNECTED).isEmpty()) {
      return new Disconnected(false, Optional.empty());
    }
    Optional<String> failed = calls.revoke(known, grant.get());
    stores
        .grants()
        .disconnect(
            workspace, known.grantId(), "Its last connection was disconnected.", clock.instant());
    return new Disconnected(failed.isEmpty(), failed);
  }

  /** Ends an open job; its requests stay and go on with the next sync unless withdrawn. */
  public Optional<Job> cancel(UUID workspace, UUID job) {
    return stores.jobs().requestCancel(workspace, job, clock.instant());
  }

  /** For the consent flow, which asks the provider by itself. */
  <T> T call(ProviderCalls.ProviderCall<T> work) throws ConnectException, InterruptedException {
    return calls.call(work);
  }
}
