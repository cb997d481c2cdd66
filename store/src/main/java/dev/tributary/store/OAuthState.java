package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A consent that was started.
 *
 * @param stateHash SHA-256 of the state parameter
 * @param sessionHash SHA-256 of what ties it to one browser session
 * @param verifier the PKCE verifier
 * @param redirectUri as sent to the provider, which must see it again
 * @param returnTo a path of our own
 * @param reconnect the integration to reconnect; empty for a new one
 * @param usedAt when it was taken before
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OAuthState(
    byte[] stateHash,
    UUID workspaceId,
    String provider,
    byte[] sessionHash,
    Sealed verifier,
    String redirectUri,
    String returnTo,
    Optional<UUID> reconnect,
    Instant createdAt,
    Instant expiresAt,
    Optional<Instant> usedAt) {}
