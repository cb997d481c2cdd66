package dev.tributary.engine.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.engine.Stores;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.spi.GrantCallbacks;
import dev.tributary.spi.GrantCallbacks.Statement;
import dev.tributary.store.Actor;
import dev.tributary.store.DataDeletionStore.DataDeletion;
import dev.tributary.store.Grant;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Believes a provider that says that a person took our access away, or wants to be forgotten. Only
 * what it signed is believed.
 */
public final class Withdrawals {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int CODE_BYTES = 16;

  /** A provider's clock, which signs in whole seconds, may be behind ours. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

  private final SyncTools tools;
  private final Stores stores;
  private final Deeds deeds;

  Withdrawals(SyncTools tools, Deeds deeds) {
    this.tools = tools;
    this.stores = tools.stores();
    this.deeds = deeds;
  }

  private Optional<Statement> statement(String provider, byte[] body) {
    return tools
        .adapters()
        .find(provider)
        .filter(GrantCallbacks.class::isInstance)
        .map(GrantCallbacks.class::cast)
        .flatMap(callbacks -> callbacks.statement(body));
  }

  /** Whether a provider calls about logins at all. */
  public boolean told(String provider) {
    return tools.adapters().find(provider).filter(GrantCallbacks.class::isInstance).isPresent();
  }

  /**
   * A person took our access away: the person's connections wait for a new login. One that was
   * renewed after the provider signed stays as it is.
   *
   * @return false when the provider did not sign this
   */
  public boolean deauthorized(String provider, byte[] body) {
    Optional<Statement> said = statement(provider, body);
    said.ifPresent(statement -> {
      Instant now = tools.clock().instant();
      for (Grant grant : stores.grants().ofProviderUser(provider, statement.providerUser())) {
        if (!grant.updatedAt().isAfter(statement.at().plus(CLOCKS_DIFFER))) {
          tools
              .grants()
              .reject(
                  grant.workspaceId(),
                  grant.id(),
                  grant.version(),
                  "The access was taken away at %s. Reconnect the account."
                      .formatted(tools.adapters().name(provider)),
                  now);
        }
      }
    });
    return said.isPresent();
  }

  /**
   * A person wants to be forgotten: the person's logins are destroyed in every workspace, with
   * whatever names the person; the connections end. The numbers of the accounts are no data of the
   * person and stay. The same demand once more does nothing.
   *
   * @return what was done; empty when the provider did not sign this
   */
  public Optional<DataDeletion> forget(String provider, byte[] body) {
    return statement(provider, body).map(said -> forget(provider, said));
  }

  private DataDeletion forget(String provider, Statement said) {
    byte[] person = hash(said.providerUser());
    Optional<DataDeletion> before = stores.dataDeletions().find(provider, person, said.at());
    if (before.isPresent()) {
      return before.get();
    }
    Instant now = tools.clock().instant();
    List<Grant> logins = stores.grants().ofProviderUser(provider, said.providerUser());
    logins.forEach(grant -> Actor.TRIBUTARY.call(() -> destroyed(grant, now)));
    stores
        .dataDeletions()
        .keep(new DataDeletion(code(), provider, person, logins.size(), said.at(), now));
    return stores.dataDeletions().find(provider, person, said.at()).orElseThrow();
  }

  private Grant destroyed(Grant grant, Instant now) {
    Integration.Reason reason =
        new Integration.Reason(
            "person_forgotten",
            "The person who connected it had %s delete their data here."
                .formatted(tools.adapters().name(grant.provider())));
    return stores
        .database()
        .system(() -> {
          stores.grants().lock(grant.workspaceId(), grant.id());
          for (Integration one : stores.integrations().ofGrant(grant.workspaceId(), grant.id())) {
            stores
                .integrations()
                .lock(one.workspaceId(), one.id())
                .filter(locked -> locked.state() != IntegrationState.DISCONNECTED)
                .ifPresent(locked -> {
                  deeds.stop(locked, IntegrationState.DISCONNECTED, reason, now);
                  deeds.audit(locked, "integration.disconnected", reason.sentence(), now);
                });
            stores.subscriptions().forget(one.workspaceId(), one.id());
          }
          stores.grants().disconnect(grant.workspaceId(), grant.id(), reason.sentence(), now);
          stores.grants().forgetPerson(grant.workspaceId(), grant.id(), "forgotten-" + grant.id());
          return grant;
        });
  }

  /** What was done about a demand, by the code that its answer named. */
  public Optional<DataDeletion> deletion(String provider, String code) {
    return stores.dataDeletions().find(provider, code);
  }

  private static String code() {
    byte[] code = new byte[CODE_BYTES];
    RANDOM.nextBytes(code);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
  }

  private static byte[] hash(String person) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(person.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }
}
