package dev.tributary.engine.verify;

import dev.tributary.spi.DayRange;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Main totals of stored days, to tell what is unusual for an account.
 *
 * @param mainTotals by day; days never read are absent
 */
public record Usual(Map<LocalDate, Long> mainTotals) {
  /** How many days before a slice are needed. */
  public static final int DAYS_BACK = 28;

  private static final int WEEKS = 4;
  private static final int WEEKS_MIN = 3;
  private static final int DAYS_WITHOUT_ZERO = 7;

  /** A weekday is unusual above this multiple or below this fraction of its middle value. */
  private static final long FACTOR = 3;

  public Usual {
    mainTotals = Map.copyOf(mainTotals);
  }

  /** The days to load for a slice: those before it and its own. */
  public static DayRange around(DayRange slice) {
    return new DayRange(slice.first().minusDays(DAYS_BACK), slice.last());
  }

  boolean isSuddenZero(LocalDate day, long total) {
    return total == 0
        && IntStream.rangeClosed(1, DAYS_WITHOUT_ZERO)
            .allMatch(back -> mainTotals.getOrDefault(day.minusDays(back), 0L) > 0);
  }

  boolean isUnusual(LocalDate day, long total) {
    long[] before =
        Stream.iterate(day.minusWeeks(1), earlier -> earlier.minusWeeks(1))
            .limit(WEEKS)
            .map(mainTotals::get)
            .filter(Objects::nonNull)
            .mapToLong(Long::longValue)
            .sorted()
            .toArray();
    if (before.length < WEEKS_MIN) {
      return false;
    }
    long middle = before[before.length / 2];
    return middle > 0 && (total > FACTOR * middle || FACTOR * total < middle);
  }
}
