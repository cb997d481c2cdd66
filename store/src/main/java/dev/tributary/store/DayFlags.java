package dev.tributary.store;

import dev.tributary.spi.Batch;

/**
 * What is to be said beside a day's numbers; never a reason to withhold them.
 *
 * @param partial the day is not over, or was read before its end plus the processing lag
 * @param unusual far from the same weekday of the weeks before
 * @param suddenZero empty where there used to be data
 */
public record DayFlags(
    boolean sampled,
    boolean thresholded,
    boolean otherRow,
    boolean partial,
    boolean unusual,
    boolean suddenZero) {

  public static final DayFlags NONE = new DayFlags(false, false, false, false, false, false);

  public static DayFlags of(Batch.Quality quality, boolean partial) {
    return new DayFlags(
        quality.sampled(), quality.thresholded(), quality.otherRow(), partial, false, false);
  }
}
