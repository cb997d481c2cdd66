package dev.tributary.engine.plan;

import dev.tributary.spi.StreamDescriptor;

/**
 * How many days to ask for at once, learnt from the account.
 *
 * @param days the present size
 * @param ceiling never to be exceeded: one day less than what was once too large
 * @param bytesPerDay the largest size of a day seen in memory; 0 before the first answer
 */
public record SliceSize(int days, int ceiling, long bytesPerDay) {
  /** The first read of an unknown account asks for no more than this. */
  private static final int DAYS_FIRST = 30;

  public static SliceSize first(StreamDescriptor stream) {
    return new SliceSize(Math.min(DAYS_FIRST, stream.sliceDaysMax()), stream.sliceDaysMax(), 0);
  }

  /** After an answer: grows to at most twice the size, and to no more than half the buffer. */
  public SliceSize seen(int daysRead, long bytes, long bufferBytesMax) {
    long perDay = Math.max(bytesPerDay, Math.ceilDiv(bytes, daysRead));
    long fitting = perDay == 0 ? Integer.MAX_VALUE : Math.max(1, bufferBytesMax / 2 / perDay);
    long grown = Math.max(days, 2L * daysRead);
    return new SliceSize(
        Math.toIntExact(Math.min(Math.min(grown, fitting), ceiling)), ceiling, perDay);
  }

  /** After an answer that was too large. */
  public SliceSize shrunk(int daysAsked) {
    int lower = Math.clamp(daysAsked - 1L, 1, ceiling);
    return new SliceSize(Math.max(1, Math.min(days, daysAsked) / 2), lower, bytesPerDay);
  }
}
