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
 * @param endsAt when the login ends unless somebody signs in anew; empty when it is not known to
 */
public record GrantInfo(
    UUID id,
    Login login,
    String providerUser,
    Optional<String> displayName,
    Set<String> scopes,
    Optional<Instant> endsAt,
    Grant.State state) {
  public GrantInfo {
    scopes = Set.copyOf(scopes);
  }
}
