package dev.tributary.store;

import java.time.Instant;
import java.util.UUID;

/**
 * Something that a person or program did.
 *
 * @param actor who, for example {@code operator} or a member's id
 * @param action for example {@code integration.connected}
 * @param subject what it was done to
 * @param detail one sentence for people, free of secrets
 */
public record AuditEntry(
    UUID id,
    UUID workspaceId,
    Instant at,
    String actor,
    String action,
    String subject,
    String detail) {}
