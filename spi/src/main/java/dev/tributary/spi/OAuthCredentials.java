package dev.tributary.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The outcome of an OAuth 2.0 consent.
 *
 * @param refreshToken absent where the provider has none (Meta)
 * @param scopes what the user really granted, which may be less than was asked
 * @param loginEndsAt of Google the end of the refresh token, of Meta that of the access to data
 */
public record OAuthCredentials(
    String provider,
    Secret accessToken,
    Optional<Secret> refreshToken,
    Optional<Instant> expiresAt,
    Set<String> scopes,
    Optional<Instant> loginEndsAt)
    implements ConnectionCredentials {

  public OAuthCredentials {
    scopes = Set.copyOf(scopes);
  }

  /** Of a login whose end is not known. */
  public OAuthCredentials(
      String provider,
      Secret accessToken,
      Optional<Secret> refreshToken,
      Optional<Instant> expiresAt,
      Set<String> scopes) {
    this(provider, accessToken, refreshToken, expiresAt, scopes, Optional.empty());
  }
}
