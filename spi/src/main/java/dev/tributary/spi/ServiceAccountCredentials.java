package dev.tributary.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * A service account's key file and the access token last made with it.
 *
 * @param key the key file's text, as the provider gave it (JSON for Google)
 * @param accessToken empty until the first refresh
 */
public record ServiceAccountCredentials(
    String provider, Secret key, Secret accessToken, Optional<Instant> expiresAt)
    implements ConnectionCredentials {

  /** A key that has made no token yet: its token counts as expired. */
  public static ServiceAccountCredentials unused(String provider, Secret key) {
    return new ServiceAccountCredentials(provider, key, Secret.of(""), Optional.of(Instant.EPOCH));
  }
}
