package dev.tributary.engine.connect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.vault.Vault;
import dev.tributary.spi.OAuthProvider;
import dev.tributary.spi.Secret;
import dev.tributary.spi.WebhookReceiver;
import dev.tributary.store.Database;
import dev.tributary.store.Integration;
import dev.tributary.store.OAuthStore;
import dev.tributary.store.WebhookAddressStore;
import dev.tributary.store.WebhookAddressStore.Address;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where providers call us. One at which we have a client of our own signs with that client's secret
 * and calls one address for all accounts; any other signs each address with a secret that it makes,
 * so every grant has its own.
 */
public final class WebhookAddresses {
  private static final String ALGORITHM = "HmacSHA256";

  private final WebhookAddressStore store;
  private final Adapters adapters;
  private final OAuthApps apps;
  private final Vault vault;
  private final URI publicUrl;

  /** Those of an installation. */
  public static WebhookAddresses of(
      Database database, Adapters adapters, Vault vault, URI publicUrl) {
    return new WebhookAddresses(
        new WebhookAddressStore(database),
        adapters,
        new OAuthApps(new OAuthStore(database), vault),
        vault,
        publicUrl);
  }

  private WebhookAddresses(
      WebhookAddressStore store, Adapters adapters, OAuthApps apps, Vault vault, URI publicUrl) {
    this.store = store;
    this.adapters = adapters;
    this.apps = apps;
    this.vault = vault;
    this.publicUrl = publicUrl;
  }

  /** The adapter of a provider that calls us; empty for any other. */
  public Optional<WebhookReceiver> receiver(String provider) {
    return adapters
        .find(provider)
        .filter(WebhookReceiver.class::isInstance)
        .map(WebhookReceiver.class::cast);
  }

  /** Whether one address serves all accounts of a provider. */
  public boolean shared(String provider) {
    return adapters.find(provider).filter(OAuthProvider.class::isInstance).isPresent();
  }

  /** The address of all accounts of a provider; empty for one that has none such. */
  public Optional<URI> ofProvider(String provider) {
    return shared(provider) && receiver(provider).isPresent()
        ? Optional.of(publicUrl.resolve("/webhooks/" + provider))
        : Optional.empty();
  }

  /** Where the provider is to call about an integration's account. */
  URI of(Integration integration, Instant now) {
    return ofProvider(integration.provider())
        .orElseGet(() ->
            publicUrl.resolve(
                "/webhooks/%s/%s"
                    .formatted(
                        integration.provider(),
                        store
                            .ofGrant(integration.workspaceId(), integration.grantId(), now)
                            .id())));
  }

  /**
   * What a provider that asks whether an address is ours must know: made from the client's secret,
   * of which it tells nothing, so that every node knows it and nobody has to keep it. Empty without
   * a client.
   */
  public Optional<Secret> verifyToken(String provider) {
    return apps.of(provider).map(app -> token(provider, app.clientSecret()));
  }

  private static Secret token(String provider, Secret clientSecret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(clientSecret.reveal().getBytes(UTF_8), ALGORITHM));
      byte[] token = mac.doFinal(("webhook verify token of " + provider).getBytes(UTF_8));
      return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(token));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java has " + ALGORITHM, missing);
    }
  }

  /** What deliveries to a grant's address are signed with; empty until the provider told it. */
  public Optional<Secret> key(Address address) {
    return address
        .key()
        .map(sealed ->
            Secret.of(new String(vault.open(sealed, place(address, address.version())), UTF_8)));
  }

  /** Keeps what a provider signs a grant's address with. */
  void keepKey(Integration integration, Secret key, Instant now) {
    Address address = store.ofGrant(integration.workspaceId(), integration.grantId(), now);
    if (!key(address).equals(Optional.of(key))) {
      long version = address.version() + 1;
      store.keepKey(
          address.id(), vault.seal(key.reveal().getBytes(UTF_8), place(address, version)), version);
    }
  }

  private static Vault.Place place(Address address, long version) {
    return new Vault.Place(
        address.workspaceId(), address.id(), "webhook_address.ciphertext", version);
  }
}
