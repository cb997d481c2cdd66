package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A connection that a signed-in person began in a browser.
 *
 * @param stateHash SHA-256 of the state parameter, by which the provider's redirect finds it
 * @param sessionHash SHA-256 of what ties it to one browser session
 * @param reconnect the integration to reconnect; empty for a new one
 * @param stage as it is stored; one that waits may have expired
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ConnectAttempt(
    UUID id,
    UUID workspaceId,
    String provider,
    byte[] stateHash,
    byte[] sessionHash,
    Optional<UUID> reconnect,
    Stage stage,
    Instant createdAt,
    Instant expiresAt) {

  /** How far it is. It ends once: what comes later changes nothing. */
  public sealed interface Stage {
    /** The browser has not come back. */
    record Waiting() implements Stage {}

    /**
     * The person chooses accounts next.
     *
     * @param consent where the credentials wait
     */
    record Granted(UUID consent) implements Stage {}

    /** The login was renewed in place. */
    record Reconnected() implements Stage {}

    /**
     * Nothing was connected.
     *
     * @param code for programs, for example {@code consent_denied}
     * @param message one sentence for people
     */
    record Refused(String code, String message) implements Stage {}
  }
}
