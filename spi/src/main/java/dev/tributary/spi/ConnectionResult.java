package dev.tributary.spi;

import java.util.Set;

/**
 * What a provider said when credentials were tried.
 *
 * @param providerUser a stable id of the login or key at the provider, to recognise it at reconnect
 * @param scopes the scopes that the credentials carry; empty where the provider has none
 */
public record ConnectionResult(String providerUser, Set<String> scopes) {
  public ConnectionResult {
    scopes = Set.copyOf(scopes);
  }
}
