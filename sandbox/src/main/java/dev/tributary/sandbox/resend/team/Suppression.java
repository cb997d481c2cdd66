package dev.tributary.sandbox.resend.team;

import java.time.Instant;

/**
 * An address that gets nothing any more.
 *
 * @param email in lower case
 * @param origin "bounce", "complaint" or "manual"
 * @param sourceId the e-mail that caused it; empty when a person did
 */
public record Suppression(
    String id, String email, String origin, String sourceId, Instant createdAt) {}
