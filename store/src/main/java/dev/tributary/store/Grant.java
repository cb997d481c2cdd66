package dev.tributary.store;

import dev.tributary.spi.ProviderDescriptor.Login;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * One login or key at a provider. The ciphertext is opaque here.
 *
 * @param providerUser a stable id of the login or key at the provider
 * @param version part of what the ciphertext is bound to; rises with every change of it
 */
public record Grant(
    UUID id,
    UUID workspaceId,
    String provider,
    Login login,
    String providerUser,
    Set<String> scopes,
    Sealed credentials,
    long version,
    Optional<Instant> expiresAt,
    State state,
    Optional<String> reason,
    Instant createdAt,
    Instant updatedAt) {
  public Grant {
    scopes = Set.copyOf(scopes);
  }

  /** Whether the credentials are of use. */
  public enum State {
    ACTIVE,
    /** Refused by the provider. */
    RECONNECT_NEEDED,
    /** Ended by a person; the credentials are destroyed. */
    DISCONNECTED
  }
}
