package dev.tributary.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a provider said when credentials were tried.
 *
 * @param providerUser a stable id of the login or key at the provider, to recognise it at reconnect
 * @param scopes the scopes that the credentials carry; empty where the provider has none
 * @param expiresAt when the access ends unless the customer acts, where the provider tells and the
 *     credentials themselves do not
 */
public record ConnectionResult(
    String providerUser, Set<String> scopes, Optional<Instant> expiresAt) {
  public ConnectionResult {
    scopes = Set.copyOf(scopes);
  }

  public ConnectionResult(String providerUser, Set<String> scopes) {
    this(providerUser, scopes, Optional.empty());
  }
}
