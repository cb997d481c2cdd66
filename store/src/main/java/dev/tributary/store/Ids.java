package dev.tributary.store;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Ids that sort by the time they were made (UUID version 7), so that indexes grow at one end. Those
 * that a process makes one after the other for the same millisecond sort in that order: the first
 * 26 bits after the time count. May be used from any thread.
 */
public final class Ids {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int COUNTER_START_BELOW = 1 << 20;
  private static final int COUNTER_MASK = (1 << 26) - 1;
  private static final long RANDOM_MASK = (1L << 48) - 1;

  private static long lastMilli = -1;
  private static int counter;

  public static UUID next(Instant now) {
    long milli = now.toEpochMilli();
    int count = count(milli);
    long high = (milli << 16) | 0x7000L | (count >>> 14);
    long low = 0x8000000000000000L | ((count & 0x3fffL) << 48) | (RANDOM.nextLong() & RANDOM_MASK);
    return new UUID(high, low);
  }

  private static synchronized int count(long milli) {
    if (milli == lastMilli) {
      counter = (counter + 1) & COUNTER_MASK;
    } else {
      lastMilli = milli;
      counter = RANDOM.nextInt(COUNTER_START_BELOW);
    }
    return counter;
  }

  private Ids() {}
}
