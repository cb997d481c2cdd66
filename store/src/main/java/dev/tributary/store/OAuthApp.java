package dev.tributary.store;

import java.time.Instant;

/**
 * An operator's registration at a provider.
 *
 * @param clientSecret bound to the provider and the version
 * @param version rises with every change
 */
public record OAuthApp(
    String provider, String clientId, Sealed clientSecret, long version, Instant updatedAt) {}
