package dev.tributary.store;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Ids that sort by the time they were made (UUID version 7), so that indexes grow at one end. */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();

  public static UUID next(Instant now) {
    long high = (now.toEpochMilli() << 16) | 0x7000L | (RANDOM.nextInt() & 0xfffL);
    long low = (RANDOM.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  private Ids() {}
}
