package dev.tributary.store;

import java.time.Instant;
import java.util.UUID;

/**
 * An open door to a workspace for one address; who has its link comes in once.
 *
 * @param email in lower case
 * @param invitedBy who asked, for people to read
 */
public record Invitation(
    UUID id,
    UUID workspaceId,
    String email,
    Role role,
    String invitedBy,
    Instant createdAt,
    Instant expiresAt) {}
