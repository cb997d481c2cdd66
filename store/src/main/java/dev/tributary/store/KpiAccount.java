package dev.tributary.store;

import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;

/**
 * What a query needs to know of an integration.
 *
 * @param zone its days are days there
 */
public record KpiAccount(
    UUID id,
    String provider,
    String accountId,
    String name,
    ZoneId zone,
    Optional<String> currency,
    boolean connected) {}
