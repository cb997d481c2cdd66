package dev.tributary.engine.connect;

import dev.tributary.engine.Stores;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.engine.sync.TurnSettings;
import dev.tributary.engine.vault.Vault;
import dev.tributary.spi.Account;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.DayRange;
import dev.tributary.store.Actor;
import dev.tributary.store.HealthCheck;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Job;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Priority;
import dev.tributary.store.Schedule;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final SettingsChanges changes;
  private final HealthChecks health;
  private final HealthSweep sweep;
  private final Endings endings;
  private final AppChecks apps;
  private final TurnSettings settings;
  private final Subscribing subscribing;
  private final Withdrawals withdrawals;

  /**
   * @param addresses where providers call us
   * @param webhooks which providers are asked to
   */
  public Connections(
      SyncTools tools,
      Vault vault,
      Asks asks,
      SyncQueue queue,
      WebhookAddresses addresses,
      Set<String> webhooks) {
    this.stores = tools.stores();
    this.asks = asks;
    this.queue = queue;
    this.clock = tools.clock();
    this.calls = new ProviderCalls(tools.adapters(), tools.grants(), tools.calls(), clock);
    this.deeds = new Deeds(stores, queue, tools.adapters());
    this.settings = tools.settings();
    this.logins = new Logins(stores, vault, calls, asks, deeds, queue, clock);
    this.changes = new SettingsChanges(tools, asks, deeds, queue);
    this.subscribing = new Subscribing(tools, calls, addresses, webhooks);
    this.withdrawals = new Withdrawals(tools, deeds);
    this.health = new HealthChecks(tools, calls, asks, deeds, subscribing);
    this.sweep = new HealthSweep(tools, health);
    this.apps = new AppChecks(tools, new OAuthApps(stores.oauth(), vault), calls);
    this.endings = new Endings(tools, calls, deeds, queue, subscribing);
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

  /** As {@link #pause(UUID, UUID, Optional)}, without a reason. */
  public void pause(UUID workspace, UUID integration) throws ConnectException {
    pause(workspace, integration, Optional.empty());
  }

  /**
   * Stops syncing for a while; a running turn ends at its next safe place. What is stopped already
   * stays as it is.
   *
   * @param why for people who look at it later
   */
  public void pause(UUID workspace, UUID integration, Optional<String> why)
      throws ConnectException {
    Instant now = clock.instant();
    Optional<Integration> known =
        stores
            .database()
            .system(() -> {
              Optional<Integration> locked = stores.integrations().lock(workspace, integration);
              locked
                  .filter(one -> one.state() == IntegrationState.ACTIVE)
                  .ifPresent(active -> pause(active, why, now));
              return locked;
            });
    if (known.isEmpty()) {
      throw Deeds.missing(integration);
    }
  }

  private void pause(Integration active, Optional<String> why, Instant now) {
    deeds.halt(
        active,
        IntegrationState.PAUSED,
        new Integration.Reason(
            "paused",
            "Paused by %s%s. Resume it to go on."
                .formatted(Actor.current().name(), why.map(text -> ": " + text).orElse(""))),
        now);
    deeds.audit(active, "integration.paused", active.account().name() + " was paused.", now);
  }

  /** Goes on after a pause, a decision about a held account, or giving up. */
  public void resume(UUID workspace, UUID integration)
      throws ConnectException, InterruptedException {
    Integration known = deeds.find(workspace, integration);
    Optional<Account> account =
        known.state() == IntegrationState.HELD
            ? Optional.of(calls.health(known).account())
            : Optional.empty();
    Instant now = clock.instant();
    Optional<Integration> locked =
        stores
            .database()
            .system(() -> {
              Optional<Integration> found = stores.integrations().lock(workspace, integration);
              found.ifPresent(one -> resume(one, account, now));
              return found;
            });
    switch (locked.orElseThrow(() -> Deeds.missing(integration)).state()) {
      case RECONNECT_NEEDED, DISCONNECTED ->
          throw new ConnectException(
              "reconnect_needed", "Its login has ended. Reconnect it instead.");
      case HELD -> {
        if (account.isEmpty()) {
          throw new ConnectException(
              "changed_meanwhile", "Its account changed at the same time. Look at it again.");
        }
        queue.wake();
      }
      case PAUSED, GAVE_UP -> queue.wake();
      case ACTIVE -> {}
    }
  }

  /**
   * Goes by the state under the lock: while the provider was asked anybody may have changed it.
   *
   * @param account as the provider describes it now, empty unless it was asked
   */
  private void resume(Integration locked, Optional<Account> account, Instant now) {
    switch (locked.state()) {
      case PAUSED, GAVE_UP -> deeds.goOn(locked, JobTrigger.MANUAL, "integration.resumed", now);
      case HELD -> account.ifPresent(changed -> accept(locked, changed, now));
      case ACTIVE, RECONNECT_NEEDED, DISCONNECTED -> {}
    }
  }

  /** After a changed zone or currency every day that the provider still has is read anew. */
  private void accept(Integration held, Account changed, Instant now) {
    stores.integrations().updateAccount(held.workspaceId(), held.id(), changed, now);
    deeds.goOn(held, JobTrigger.MANUAL, "integration.resumed", now);
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

  /**
   * Changes what an integration reads and when, both as a whole. A turn that is running ends after
   * the slice that it is at; the next goes by the new settings. Streams that are switched on are
   * read back into the past, and a setting that changes what numbers mean has them read again.
   *
   * @param version {@link Integration#version} that the change was made for
   * @param schedule made by {@link Schedules}; empty for the installation's own interval
   * @return the integration as it is now, with its new version
   * @throws ConnectException with {@code changed_meanwhile} when the version has moved on; nothing
   *     was changed
   */
  public Integration change(
      UUID workspace,
      UUID integration,
      long version,
      Map<String, String> settings,
      Optional<Schedule> schedule)
      throws ConnectException {
    return changes.change(workspace, integration, version, settings, schedule);
  }

  /**
   * Asks the provider how the account is, acts on what it says, and keeps the result, which may be
   * that it could not be asked.
   */
  public HealthCheck checkHealth(UUID workspace, UUID integration)
      throws ConnectException, InterruptedException {
    return health.check(deeds.find(workspace, integration));
  }

  /** The result of the last check; empty before the first. */
  public Optional<HealthCheck> lastHealth(UUID workspace, UUID integration) {
    return stores.health().find(workspace, integration);
  }

  /** The daily checks, for the node's clockwork. */
  public HealthSweep healthSweep() {
    return sweep;
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
    return endings.disconnect(workspace, integration);
  }

  /**
   * What a deletion did.
   *
   * @param rows of data and bookkeeping, beside the integrations themselves
   * @param left what a person has to do at providers, empty for nothing
   */
  public record Deleted(int integrations, long rows, List<String> left) {
    public Deleted {
      left = List.copyOf(left);
    }
  }

  /**
   * Disconnects an integration and deletes its data, ledger, jobs and requests. Whatever a running
   * turn reads afterwards is thrown away. The audit log stays.
   */
  public Deleted delete(UUID workspace, UUID integration)
      throws ConnectException, InterruptedException {
    return endings.delete(workspace, integration);
  }

  /** Deletes a workspace with everything in it, as {@link #delete}; the audit log stays. */
  public Deleted deleteWorkspace(UUID workspace) throws ConnectException, InterruptedException {
    return endings.deleteWorkspace(workspace);
  }

  /**
   * Finishes deletions that a stop cut short; several nodes may do it at once.
   *
   * @return how many
   */
  public int finishDeletions() throws InterruptedException {
    return endings.finish();
  }

  /**
   * Ends an open job: one that waits at once, one that runs at its next safe place. Its requests
   * stay and go on with the next regular sync unless withdrawn, or with what is asked for after
   * this, which gets a job of its own.
   *
   * @return the job afterwards; empty when there is no such open job
   */
  public Optional<Job> cancel(UUID workspace, UUID job) {
    Instant now = clock.instant();
    return stores
        .database()
        .system(() -> {
          // Under the lock that who asks for work takes: what comes before the cancel is told from
          // what comes after it.
          Optional<Integration> integration =
              stores
                  .jobs()
                  .find(workspace, job)
                  .flatMap(known -> stores.integrations().lock(workspace, known.integrationId()));
          Optional<Job> after = stores.jobs().requestCancel(workspace, job, now);
          integration
              .filter(one -> one.state().syncs())
              .filter(_ -> after.filter(Job::ended).isPresent())
              .ifPresent(one ->
                  queue.move(workspace, one.provider(), one.id(), settings.rhythm(one).after(now)));
          return after;
        });
  }

  /** Our own registrations at the providers. */
  public AppChecks apps() {
    return apps;
  }

  /** Having providers call us about connected accounts. */
  public Subscribing subscribing() {
    return subscribing;
  }

  /** What providers say of people who took our access away, or want to be forgotten. */
  public Withdrawals withdrawals() {
    return withdrawals;
  }

  /** For the consent flow, which asks the provider by itself. */
  <T> T call(ProviderCalls.ProviderCall<T> work) throws ConnectException, InterruptedException {
    return calls.call(work);
  }
}
