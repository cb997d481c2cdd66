package dev.tributary.sandbox;

import java.time.Instant;

/**
 * One answered request as the log keeps it.
 *
 * @param number counts from 1 since the last reset
 * @param at on the sandbox's clock
 * @param query with secrets masked
 * @param authorization scheme and last four characters only; empty when none was sent
 * @param body JSON bodies only, cut at 64 KiB; empty for forms, which carry secrets
 * @param fault the fault that shaped the answer; empty when none did
 * @param responseBytes bytes of the body that were really sent
 */
public record LoggedRequest(
    long number,
    Instant at,
    String method,
    String path,
    String query,
    String authorization,
    String body,
    int status,
    long requestBytes,
    long responseBytes,
    String fault) {}
