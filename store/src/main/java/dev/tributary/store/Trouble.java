package dev.tributary.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Days of a stream that failed or are held, taken together.
 *
 * @param problem never {@link Problem#NONE}
 * @param days how many
 * @param first the oldest of them
 * @param last the newest of them
 * @param tries the most failures in a row of any of them
 * @param nextAt when the first of them is read again
 * @param code of the newest one, as in {@code Failure.code()}
 * @param reason of the newest one, one sentence for people
 */
public record Trouble(
    String stream,
    Problem problem,
    int days,
    LocalDate first,
    LocalDate last,
    int tries,
    Optional<Instant> nextAt,
    String code,
    String reason) {}
