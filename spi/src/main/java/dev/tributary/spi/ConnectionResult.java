package dev.tributary.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a provider said when credentials were tried.
 *
 * @param providerUser a stable id of the login or key at the provider, to recognise it at reconnect
 * @param scopes the scopes that the credentials carry; empty where the provider has none
 * @param displayName what people call the login, such as its e-mail address; empty where the
 *     provider does not tell
 * @param expiresAt when the access ends unless the customer acts, where the provider tells and the
 *     credentials themselves do not
 */
public record ConnectionResult(
    String providerUser,
    Set<String> scopes,
    Optional<String> displayName,
    Optional<Instant> expiresAt) {
  public ConnectionResult {
    scopes = Set.copyOf(scopes);
  }

  /** Of a login whose name is not known and whose end is in its credentials. */
  public ConnectionResult(String providerUser, Set<String> scopes) {
    this(providerUser, scopes, Optional.empty(), Optional.empty());
  }
}
