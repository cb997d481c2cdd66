package dev.tributary.spi;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One quota as the provider reported it.
 *
 * @param bucket the provider's name, for example {@code tokensPerProjectPerHour}
 * @param consumed what the answer that carried this reading has cost
 * @param limit how much there is when it is full, where the provider tells
 * @param resetsAt when it is full again, where known
 */
public record QuotaReading(
    String bucket, long consumed, long remaining, OptionalLong limit, Optional<Instant> resetsAt) {

  /** Of a provider that does not tell how much there is in all. */
  public QuotaReading(String bucket, long consumed, long remaining, Optional<Instant> resetsAt) {
    this(bucket, consumed, remaining, OptionalLong.empty(), resetsAt);
  }
}
