package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A program's way into one workspace. The key itself is shown once and never stored.
 *
 * @param prefix the key's first characters, by which people recognise it
 * @param createdBy who made it, for people to read
 */
public record ApiKey(
    UUID id,
    UUID workspaceId,
    String name,
    String prefix,
    Role role,
    String createdBy,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt,
    Optional<Instant> revokedAt) {

  /** Whether it opens the door at this time. */
  public boolean valid(Instant now) {
    return revokedAt.isEmpty() && expiresAt.map(now::isBefore).orElse(true);
  }
}
