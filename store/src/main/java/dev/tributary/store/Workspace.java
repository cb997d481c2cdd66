package dev.tributary.store;

import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;

/**
 * A tenant.
 *
 * @param zone in which schedules and reports are shown; days are always the account's
 */
public record Workspace(UUID id, String name, ZoneId zone, Instant createdAt) {}
