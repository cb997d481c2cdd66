package dev.tributary.sandbox.resend.team;

import java.time.Instant;
import java.util.Optional;

/**
 * A key of a team; it never expires.
 *
 * @param domainId of a sending key that may use one domain only; empty for all
 */
public record ApiKey(
    String id,
    String name,
    String token,
    Permission permission,
    String domainId,
    Instant createdAt,
    Optional<Instant> lastUsedAt,
    boolean suspended) {

  /** What a key opens. */
  public enum Permission {
    FULL_ACCESS,
    SENDING_ACCESS
  }

  public ApiKey withName(String other) {
    return new ApiKey(id, other, token, permission, domainId, createdAt, lastUsedAt, suspended);
  }

  public ApiKey used(Instant at) {
    return new ApiKey(id, name, token, permission, domainId, createdAt, Optional.of(at), suspended);
  }

  public ApiKey withSuspended(boolean on) {
    return new ApiKey(id, name, token, permission, domainId, createdAt, lastUsedAt, on);
  }
}
