package dev.tributary.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The outcome of an OAuth 2.0 consent.
 *
 * @param refreshToken absent where the provider has none (Meta)
 * @param scopes what the user really granted, which may be less than was asked
 */
public record OAuthCredentials(
    String provider,
    Secret accessToken,
    Optional<Secret> refreshToken,
    Optional<Instant> expiresAt,
    Set<String> scopes)
    implements ConnectionCredentials {

  public OAuthCredentials {
    scopes = Set.copyOf(scopes);
  }
}
