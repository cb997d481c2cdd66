package dev.tributary.engine.connect;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.sync.Calls;
import dev.tributary.engine.vault.Grants;
import dev.tributary.spi.Account;
import dev.tributary.spi.AccountLister;
import dev.tributary.spi.Call;
import dev.tributary.spi.Connection;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.CredentialRefresher;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.SyncException;
import dev.tributary.store.Grant;
import dev.tributary.store.Integration;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Calls to providers that people wait for, outside of any turn. */
final class ProviderCalls {
  private static final Duration CALL_MAX = Duration.ofSeconds(30);

  private final Adapters adapters;
  private final Grants grants;
  private final Calls calls;
  private final InstantSource clock;

  ProviderCalls(Adapters adapters, Grants grants, Calls calls, InstantSource clock) {
    this.adapters = adapters;
    this.grants = grants;
    this.calls = calls;
    this.clock = clock;
  }

  /** A call to a provider that may refuse. */
  @FunctionalInterface
  interface ProviderCall<T> {
    T make(Call call) throws SyncException, InterruptedException;
  }

  /** The accounts that credentials may read. */
  List<Account> accounts(String provider, ConnectionCredentials credentials)
      throws ConnectException, InterruptedException {
    IntegrationAdapter adapter = adapter(provider);
    if (!(adapter instanceof AccountLister lister)) {
      throw new ConnectException(
          "no_list", provider + " does not tell which accounts a login may read.");
    }
    ConnectionCredentials ready = ready(adapter, credentials);
    return call(call -> lister.accounts(ready, call));
  }

  /** Whether access tokens of the provider are made anew without the customer. */
  boolean renews(String provider) {
    return adapters.find(provider).filter(CredentialRefresher.class::isInstance).isPresent();
  }

  /** How the provider describes the account now. */
  HealthStatus health(Integration known) throws ConnectException, InterruptedException {
    try {
      return healthOf(known);
    } catch (SyncException e) {
      throw ConnectException.of(e);
    }
  }

  /**
   * As {@link #health}. A refused access token is made anew once; a refusal that stands is recorded
   * with the grant, unless somebody replaced the credentials meanwhile.
   */
  HealthStatus healthOf(Integration known)
      throws ConnectException, SyncException, InterruptedException {
    IntegrationAdapter adapter = adapter(known.provider());
    return made(call -> {
      Grants.Opened opened = grants.open(known.workspaceId(), known.grantId(), adapter, call);
      try {
        return health(adapter, known, opened, call);
      } catch (SyncException e) {
        if (e.failure() instanceof Failure.TokenRejected) {
          return healthRenewed(adapter, known, opened, call);
        }
        throw confirmed(known, opened, e, call.now());
      }
    });
  }

  private HealthStatus healthRenewed(
      IntegrationAdapter adapter, Integration known, Grants.Opened refused, Call call)
      throws SyncException, InterruptedException {
    Grants.Opened renewed =
        grants.renew(
            known.workspaceId(),
            known.grantId(),
            adapter,
            refused.credentials().accessToken(),
            call);
    try {
      return health(adapter, known, renewed, call);
    } catch (SyncException e) {
      throw confirmed(known, renewed, e, call.now());
    }
  }

  private static HealthStatus health(
      IntegrationAdapter adapter, Integration known, Grants.Opened opened, Call call)
      throws SyncException, InterruptedException {
    return adapter.healthCheck(
        new Connection(known.id(), known.account(), opened.credentials(), known.settings()), call);
  }

  /** Believes a refusal only if nobody replaced the credentials meanwhile. */
  private SyncException confirmed(
      Integration known, Grants.Opened opened, SyncException e, Instant now) {
    Failure failure = e.failure();
    boolean rejected =
        failure instanceof Failure.GrantRejected || failure instanceof Failure.TokenRejected;
    if (!rejected
        || grants.reject(
            known.workspaceId(), known.grantId(), opened.version(), failure.message(), now)) {
      return e;
    }
    return new SyncException(
        new Failure.Network("The login was renewed during the check. It is checked again."), e);
  }

  /** What is left to do at the provider; empty when the access is withdrawn. */
  Optional<String> revoke(Integration known, Grant grant) throws InterruptedException {
    try {
      ConnectionCredentials credentials = grants.asStored(grant);
      IntegrationAdapter adapter = adapter(known.provider());
      Connection connection =
          new Connection(known.id(), known.account(), credentials, known.settings());
      call(call -> {
        adapter.disconnect(connection, call);
        return connection;
      });
      return Optional.empty();
    } catch (ConnectException e) {
      return Optional.of(
          "The access could not be withdrawn at the provider (%s). Remove it there yourself."
              .formatted(e.getMessage()));
    }
  }

  IntegrationAdapter adapter(String provider) throws ConnectException {
    return adapters
        .find(provider)
        .orElseThrow(() ->
            new ConnectException(
                "no_adapter", "This installation has no provider named " + provider + "."));
  }

  /** Makes an access token where the credentials have none yet. */
  ConnectionCredentials ready(IntegrationAdapter adapter, ConnectionCredentials credentials)
      throws ConnectException, InterruptedException {
    Instant soon = clock.instant().plus(CALL_MAX);
    boolean ended = credentials.expiresAt().filter(soon::isAfter).isPresent();
    return ended && adapter instanceof CredentialRefresher refresher
        ? call(call -> refresher.refresh(credentials, call))
        : credentials;
  }

  <T> T call(ProviderCall<T> work) throws ConnectException, InterruptedException {
    try {
      return made(work);
    } catch (SyncException e) {
      throw ConnectException.of(e);
    }
  }

  /** As {@link #call}, for who reads the failure itself. */
  <T> T made(ProviderCall<T> work) throws SyncException, InterruptedException {
    Call call = new Call(clock, clock.instant().plus(CALL_MAX), () -> false, RequestObserver.NONE);
    return calls.call(CALL_MAX.plusSeconds(5), () -> work.make(call));
  }
}
