package dev.tributary.engine.connect;

import dev.tributary.engine.Stores;
import dev.tributary.engine.notify.Notices;
import dev.tributary.engine.notify.Wording;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.engine.vault.Grants;
import dev.tributary.engine.vault.Vault;
import dev.tributary.spi.Account;
import dev.tributary.spi.AccountLister;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.ConnectionResult;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.OAuthCredentials;
import dev.tributary.spi.ProviderDescriptor.Login;
import dev.tributary.spi.ServiceAccountCredentials;
import dev.tributary.store.Grant;
import dev.tributary.store.GrantInfo;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.WorkspaceStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Adds and renews logins, and connects the accounts that they can read. */
final class Logins {
  private final Stores stores;
  private final Vault vault;
  private final ProviderCalls calls;
  private final Asks asks;
  private final Deeds deeds;
  private final SyncQueue queue;
  private final InstantSource clock;
  private final Replays replays;
  private final Notices notices;

  Logins(
      Stores stores,
      Vault vault,
      ProviderCalls calls,
      Asks asks,
      Deeds deeds,
      SyncQueue queue,
      InstantSource clock) {
    this.stores = stores;
    this.vault = vault;
    this.calls = calls;
    this.asks = asks;
    this.deeds = deeds;
    this.queue = queue;
    this.clock = clock;
    this.replays = new Replays(stores, asks);
    this.notices = new Notices(stores.notices());
  }

  /**
   * Connects accounts with credentials that a person gave, and begins to read them.
   *
   * @param accountIds as listed by {@link ProviderCalls#accounts}
   * @param backfillDays how many whole days to read, beside the day that is under way
   */
  List<Connections.Connected> connect(
      UUID workspace,
      String provider,
      ConnectionCredentials credentials,
      List<String> accountIds,
      Map<String, String> settings,
      int backfillDays)
      throws ConnectException, InterruptedException {
    IntegrationAdapter adapter = calls.adapter(provider);
    if (accountIds.isEmpty()) {
      throw new ConnectException("nothing_chosen", "Choose at least one account.");
    }
    ConnectionCredentials ready = calls.ready(adapter, credentials);
    ConnectionResult login = calls.call(call -> adapter.connect(ready, call));
    Map<String, Account> listed =
        calls.accounts(provider, ready).stream()
            .collect(Collectors.toMap(Account::id, Function.identity(), (one, _) -> one));
    List<Account> chosen = new ArrayList<>();
    for (String id : accountIds) {
      Account account = listed.get(id);
      if (account == null) {
        throw new ConnectException(
            "account_unknown",
            "This login cannot read %s %s. Choose one of those it lists."
                .formatted(adapter.describe().accountNoun(), id));
      }
      chosen.add(asChosen(adapter, account, settings));
    }
    if (!new WorkspaceStore(stores.database()).lives(workspace)) {
      throw new ConnectException("not_found", "There is no workspace " + workspace + ".");
    }
    Instant now = clock.instant();
    try {
      List<Connections.Connected> connected =
          stores
              .database()
              .system(() -> {
                UUID grant = keepGrant(workspace, provider, ready, login, now);
                return chosen.stream()
                    .map(account ->
                        begin(workspace, grant, provider, account, settings, backfillDays, now))
                    .toList();
              });
      queue.wake();
      return connected;
    } catch (BeingDeletedException e) {
      throw new ConnectException("being_deleted", String.valueOf(e.getMessage()));
    }
  }

  /** With what the provider leaves to the customer, such as the zone of its days. */
  private static Account asChosen(
      IntegrationAdapter adapter, Account account, Map<String, String> settings)
      throws ConnectException {
    if (!(adapter instanceof AccountLister lister)) {
      return account;
    }
    try {
      return lister.chosen(account, settings);
    } catch (IllegalArgumentException unusable) {
      throw new ConnectException("setting_unreadable", String.valueOf(unusable.getMessage()));
    }
  }

  /** Undoes the transaction of a connect. */
  private static final class BeingDeletedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BeingDeletedException(Account account) {
      super(beingDeleted(account));
    }
  }

  private static String beingDeleted(Account account) {
    return "%s is just being deleted here. Connect it again in a few minutes."
        .formatted(account.name());
  }

  private Connections.Connected begin(
      UUID workspace,
      UUID grant,
      String provider,
      Account account,
      Map<String, String> settings,
      int backfillDays,
      Instant now) {
    Integration integration =
        stores
            .integrations()
            .connect(Ids.next(now), workspace, grant, provider, account, settings, now)
            .orElseThrow(() -> new BeingDeletedException(account));
    LocalDate today = new AccountDays(account.zone()).on(now);
    UUID operation =
        asks.within(
            integration,
            Asks.Wish.firstBackfill(
                new DayRange(today.minusDays(Math.max(0, backfillDays)), today)),
            now);
    deeds.audit(integration, "integration.connected", account.name() + " was connected.", now);
    return new Connections.Connected(integration, operation);
  }

  /** A login that the workspace knows is renewed, another one added. */
  private UUID keepGrant(
      UUID workspace,
      String provider,
      ConnectionCredentials credentials,
      ConnectionResult login,
      Instant now) {
    Optional<Grant> known =
        stores
            .grants()
            .ofProviderUser(workspace, provider, login.providerUser())
            .flatMap(grant -> stores.grants().lock(workspace, grant.id()));
    if (known.isPresent()) {
      if (!replace(known.get(), credentials, login, now)) {
        throw new IllegalStateException("the login was changed at the same time; try again");
      }
      goOn(known.get(), one -> one.state() == IntegrationState.RECONNECT_NEEDED, now);
      return known.get().id();
    }
    UUID id = Ids.next(now);
    stores
        .grants()
        .create(
            new Grant(
                id,
                workspace,
                provider,
                kind(credentials),
                login.providerUser(),
                login.scopes(),
                vault.seal(credentials, Grants.place(workspace, id, 1)),
                1,
                login.expiresAt().or(credentials::expiresAt),
                Grant.State.ACTIVE,
                Optional.empty(),
                now,
                now));
    described(workspace, id, credentials, login);
    return id;
  }

  private boolean replace(
      Grant grant, ConnectionCredentials credentials, ConnectionResult login, Instant now) {
    boolean replaced =
        stores
            .grants()
            .replace(
                grant.workspaceId(),
                grant.id(),
                grant.version(),
                vault.seal(
                    credentials,
                    Grants.place(grant.workspaceId(), grant.id(), grant.version() + 1)),
                login.scopes(),
                login.expiresAt().or(credentials::expiresAt),
                now);
    if (replaced) {
      described(grant.workspaceId(), grant.id(), credentials, login);
      notices.recovered(grant.workspaceId(), Wording.grant(grant.id()), now);
    }
    return replaced;
  }

  /** What people are told of a login: its name, and when it ends unless somebody signs in anew. */
  private void described(
      UUID workspace, UUID grant, ConnectionCredentials credentials, ConnectionResult login) {
    login.displayName().ifPresent(name -> stores.grants().name(workspace, grant, name));
    stores
        .grants()
        .loginEnds(
            workspace,
            grant,
            credentials
                .loginEndsAt()
                .or(login::expiresAt)
                .or(() ->
                    calls.renews(credentials.provider())
                        ? Optional.empty()
                        : credentials.expiresAt()));
  }

  /**
   * Renews the login of an integration in place: its id, data and settings stay, and so do those of
   * the others with the same login.
   *
   * @throws ConnectException with {@code other_login} when somebody else signed in
   */
  void reconnect(UUID workspace, UUID integration, ConnectionCredentials credentials)
      throws ConnectException, InterruptedException {
    Integration known = deeds.find(workspace, integration);
    IntegrationAdapter adapter = calls.adapter(known.provider());
    Grant grant =
        stores
            .grants()
            .find(workspace, known.grantId())
            .orElseThrow(() -> new ConnectException("not_found", "Its login is gone."));
    ConnectionCredentials ready = calls.ready(adapter, credentials);
    ConnectionResult login = calls.call(call -> adapter.connect(ready, call));
    if (!login.providerUser().equals(grant.providerUser())) {
      throw new ConnectException(
          "other_login",
          "You signed in as %s, but %s was connected by %s, so nothing was changed. Sign in with the same login, or connect the account anew."
              .formatted(
                  login.displayName().orElse(login.providerUser()),
                  known.account().name(),
                  holder(grant)));
    }
    boolean readable =
        !(adapter instanceof AccountLister)
            || calls.accounts(known.provider(), ready).stream()
                .anyMatch(account -> account.id().equals(known.account().id()));
    if (!readable) {
      throw new ConnectException(
          "account_unknown",
          "This login can no longer read %s. Ask for access to it there first."
              .formatted(known.account().name()));
    }
    Instant now = clock.instant();
    Optional<ConnectException> refused =
        stores.database().system(() -> renew(known, grant, ready, login, now));
    if (refused.isPresent()) {
      throw refused.get();
    }
    queue.wake();
  }

  /** Locks the login first and then its integrations, as does who finds the login refused. */
  private Optional<ConnectException> renew(
      Integration known,
      Grant grant,
      ConnectionCredentials credentials,
      ConnectionResult login,
      Instant now) {
    stores.grants().lock(grant.workspaceId(), grant.id());
    Optional<ConnectException> refused = changed(known);
    if (refused.isPresent()) {
      return refused;
    }
    if (!replace(grant, credentials, login, now)) {
      return Optional.of(
          new ConnectException(
              "changed_meanwhile", "The login was renewed at the same time. Look again."));
    }
    goOn(grant, locked -> waits(locked, known.id()), now);
    return Optional.empty();
  }

  /** What waited for the login that was renewed. */
  private void goOn(Grant renewed, Predicate<Integration> waits, Instant now) {
    for (Integration one : stores.integrations().ofGrant(renewed.workspaceId(), renewed.id())) {
      stores.health().due(one.workspaceId(), one.id(), now);
      stores
          .integrations()
          .lock(one.workspaceId(), one.id())
          .filter(waits)
          .ifPresent(locked -> {
            deeds.goOn(locked, JobTrigger.RECONNECT, "integration.reconnected", now);
            replays.causeRemoved(locked, now);
          });
    }
  }

  /** Whoever was disconnected waits for a reconnect of its own. */
  private static boolean waits(Integration locked, UUID reconnected) {
    return locked.state() == IntegrationState.RECONNECT_NEEDED
        || (locked.id().equals(reconnected) && locked.state() != IntegrationState.ACTIVE);
  }

  /** What somebody did to an integration while the provider was asked about its new login. */
  private Optional<ConnectException> changed(Integration known) {
    Optional<Integration> found = stores.integrations().lock(known.workspaceId(), known.id());
    if (found.isEmpty()) {
      return Optional.of(Deeds.missing(known.id()));
    }
    Integration locked = found.get();
    if (stores.integrations().beingDeleted(locked.workspaceId(), locked.id())) {
      return Optional.of(new ConnectException("being_deleted", beingDeleted(locked.account())));
    }
    boolean disconnected =
        locked.state() == IntegrationState.DISCONNECTED
            && known.state() != IntegrationState.DISCONNECTED;
    if (disconnected || !locked.grantId().equals(known.grantId())) {
      return Optional.of(
          new ConnectException(
              "changed_meanwhile",
              "%s was %s at the same time, so nothing was changed. Look again."
                  .formatted(
                      locked.account().name(),
                      disconnected ? "disconnected" : "connected with another login")));
    }
    return Optional.empty();
  }

  /** What people call a login, or its id at the provider. */
  private String holder(Grant grant) {
    return Optional.ofNullable(
            stores.grants().infos(grant.workspaceId(), Set.of(grant.id())).get(grant.id()))
        .flatMap(GrantInfo::displayName)
        .orElse(grant.providerUser());
  }

  private static Login kind(ConnectionCredentials credentials) {
    return switch (credentials) {
      case OAuthCredentials _ -> Login.OAUTH;
      case ApiKeyCredentials _ -> Login.API_KEY;
      case ServiceAccountCredentials _ -> Login.SERVICE_ACCOUNT;
    };
  }
}
