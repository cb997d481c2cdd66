package dev.tributary.store;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of one quota of a provider's account, shared by all workspaces.
 *
 * @param remaining empty when it is only known to be used up
 * @param largest the most that ever remained: the size of the bucket as far as it was seen
 * @param emptyUntil used up until then
 * @param resetsAt when it is full again, where known
 */
public record Quota(
    String bucket,
    OptionalLong remaining,
    long largest,
    Optional<Instant> resetsAt,
    Optional<Instant> emptyUntil,
    Instant seenAt) {}
