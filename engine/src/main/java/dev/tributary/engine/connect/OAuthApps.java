package dev.tributary.engine.connect;

import dev.tributary.engine.vault.Vault;
import dev.tributary.spi.AppCredentials;
import dev.tributary.spi.Secret;
import dev.tributary.store.OAuthApp;
import dev.tributary.store.OAuthStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Our own registrations at the providers: OAuth client ids and secrets, entered by an operator. */
public final class OAuthApps {
  /** Registrations belong to no workspace. */
  private static final UUID NOBODY = new UUID(0, 0);

  private final OAuthStore store;
  private final Vault vault;

  public OAuthApps(OAuthStore store, Vault vault) {
    this.store = store;
    this.vault = vault;
  }

  /** As it is entered now; to be handed to adapters as a supplier. */
  public Optional<AppCredentials> of(String provider) {
    return store
        .app(provider)
        .map(app ->
            new AppCredentials(
                app.clientId(),
                Secret.of(
                    new String(
                        vault.open(app.clientSecret(), place(provider, app.version())),
                        StandardCharsets.UTF_8))));
  }

  /**
   * Enters or replaces a registration.
   *
   * @throws ConnectException somebody else changed it at the same time
   */
  public void put(String provider, AppCredentials app, Instant now) throws ConnectException {
    long version = store.app(provider).map(OAuthApp::version).orElse(0L) + 1;
    byte[] secret = app.clientSecret().reveal().getBytes(StandardCharsets.UTF_8);
    boolean saved =
        store.putApp(
            new OAuthApp(
                provider,
                app.clientId(),
                vault.seal(secret, place(provider, version)),
                version,
                now));
    if (!saved) {
      throw new ConnectException(
          "changed_meanwhile",
          "Somebody else changed the OAuth client of "
              + provider
              + " just now. Look and try again.");
    }
  }

  private static Vault.Place place(String provider, long version) {
    UUID row = UUID.nameUUIDFromBytes(provider.getBytes(StandardCharsets.UTF_8));
    return new Vault.Place(NOBODY, row, "oauth_app.client_secret", version);
  }
}
