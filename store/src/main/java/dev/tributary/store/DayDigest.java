package dev.tributary.store;

import java.time.LocalDate;
import java.util.List;

/**
 * A day's rows in short, as they would be stored.
 *
 * @param totals one sum per measure in the stream's order (count or micros); meaningless for
 *     measures that do not add up
 * @param mainTotal the sum of the main measure, 0 where the stream has none
 */
public record DayDigest(
    LocalDate day, ContentHash hash, int rows, List<Long> totals, long mainTotal) {
  public DayDigest {
    totals = List.copyOf(totals);
  }

  public static DayDigest empty(LocalDate day, int measures) {
    return new DayDigest(day, ContentHash.EMPTY, 0, java.util.Collections.nCopies(measures, 0L), 0);
  }
}
