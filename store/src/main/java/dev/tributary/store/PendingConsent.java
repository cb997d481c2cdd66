package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Credentials that wait until a person chose the accounts to connect.
 *
 * @param id part of what the ciphertext is bound to
 * @param sessionHash as in {@link OAuthState}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PendingConsent(
    UUID id,
    UUID workspaceId,
    String provider,
    byte[] sessionHash,
    Sealed credentials,
    Optional<UUID> reconnect,
    Instant createdAt,
    Instant expiresAt,
    Optional<Instant> usedAt) {}
