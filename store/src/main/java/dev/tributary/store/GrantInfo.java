package dev.tributary.store;

import dev.tributary.spi.ProviderDescriptor.Login;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What may be shown of a grant.
 *
 * @param providerUser the provider's own id of the login or key
 * @param displayName what people call it, where the provider tells
 * @param expiresAt when the access token ends, which may be renewable
 */
public record GrantInfo(
    UUID id,
    Login login,
    String providerUser,
    Optional<String> displayName,
    Set<String> scopes,
    Optional<Instant> expiresAt,
    Grant.State state) {
  public GrantInfo {
    scopes = Set.copyOf(scopes);
  }
}
