package dev.tributary.spi;

import java.util.Optional;
import java.util.Set;

/**
 * What a provider said when credentials were tried.
 *
 * @param providerUser a stable id of the login or key at the provider, to recognise it at reconnect
 * @param scopes the scopes that the credentials carry; empty where the provider has none
 * @param displayName what people call the login, such as its e-mail address; empty where the
 *     provider does not tell
 */
public record ConnectionResult(
    String providerUser, Set<String> scopes, Optional<String> displayName) {
  public ConnectionResult {
    scopes = Set.copyOf(scopes);
  }

  /** Of a login whose name is not known. */
  public ConnectionResult(String providerUser, Set<String> scopes) {
    this(providerUser, scopes, Optional.empty());
  }
}
