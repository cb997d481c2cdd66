package dev.tributary.store;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody who signs in.
 *
 * @param email in lower case
 * @param operator may change what belongs to no workspace
 */
public record Person(UUID id, String email, String name, boolean operator, Instant createdAt) {}
