package dev.tributary.store;

import dev.tributary.spi.Failure;
import java.time.Instant;
import java.util.Optional;

/**
 * Dead letters with the same cause.
 *
 * @param stream empty for those of a whole integration
 * @param days how many days they name; one that several letters name counts once
 * @param firstAt when the first of them was first given up
 * @param lastAt when one of them was last given up
 * @param sample the cause of the newest, as it was told
 */
public record DeadLetterGroup(
    String provider,
    Failure.Category category,
    String code,
    Optional<String> stream,
    int letters,
    int integrations,
    long days,
    Instant firstAt,
    Instant lastAt,
    String sample) {}
