package dev.tributary.spi;

import java.time.Instant;
import java.util.Optional;

/** What proves to a provider that we may read. Kept encrypted; opened for one turn at a time. */
public sealed interface ConnectionCredentials
    permits OAuthCredentials, ApiKeyCredentials, ServiceAccountCredentials {

  /** The provider's id, for example {@code google_analytics}. */
  String provider();

  /** What is sent with each request. */
  Secret accessToken();

  default Optional<Secret> refreshToken() {
    return Optional.empty();
  }

  /** When the access token ends; empty when it does not. */
  default Optional<Instant> expiresAt() {
    return Optional.empty();
  }
}
