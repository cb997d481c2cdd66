package dev.tributary.store;

import java.time.Instant;
import java.util.UUID;

/**
 * A browser in which a person is signed in.
 *
 * @param address from where, as the server saw it
 * @param agent what the browser calls itself
 */
public record SignIn(
    UUID id,
    UUID personId,
    Instant createdAt,
    Instant seenAt,
    Instant expiresAt,
    String address,
    String agent) {}
