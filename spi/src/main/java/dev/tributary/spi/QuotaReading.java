package dev.tributary.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * One quota as the provider reported it.
 *
 * @param bucket the provider's name, for example {@code tokensPerProjectPerHour}
 * @param consumed what the answer that carried this reading has cost
 * @param resetsAt when it is full again, where known
 */
public record QuotaReading(
    String bucket, long consumed, long remaining, Optional<Instant> resetsAt) {}
