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

  /**
   * When access ends unless the customer signs in anew, however often the access token is renewed
   * until then; empty when it does not, or the provider does not tell.
   */
  default Optional<Instant> loginEndsAt() {
    return Optional.empty();
  }
}
