package dev.tributary.store;

import dev.tributary.spi.DayRange;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * How the days of a range are put together. A bucket is named by the first day of the calendar's
 * day, week, month or quarter, even where the range begins later; the bucket of a total by the
 * range's first day.
 *
 * @param weekStart the day on which weeks begin; a week belongs to no year, so none is cut by one
 */
public record Buckets(Grain grain, DayOfWeek weekStart, DayRange days) {

  /** The bucket of a day. */
  public LocalDate of(LocalDate day) {
    return switch (grain) {
      case DAY -> day;
      case WEEK ->
          day.minusDays(Math.floorMod(day.getDayOfWeek().getValue() - weekStart.getValue(), 7));
      case MONTH -> day.withDayOfMonth(1);
      case QUARTER -> day.withMonth((day.getMonthValue() - 1) / 3 * 3 + 1).withDayOfMonth(1);
      case TOTAL -> days.first();
    };
  }

  /** Every bucket of the range, oldest first. */
  public List<LocalDate> all() {
    List<LocalDate> all = new ArrayList<>();
    for (LocalDate at = of(days.first()); !at.isAfter(days.last()); at = end(at).plusDays(1)) {
      all.add(at);
    }
    return all;
  }

  /** The bucket's days that are in the range. */
  public DayRange within(LocalDate bucket) {
    LocalDate end = end(bucket);
    return new DayRange(
        bucket.isBefore(days.first()) ? days.first() : bucket,
        end.isAfter(days.last()) ? days.last() : end);
  }

  /** Whether the range holds all days of the bucket. */
  public boolean whole(LocalDate bucket) {
    return within(bucket).equals(new DayRange(bucket, end(bucket)));
  }

  private LocalDate end(LocalDate bucket) {
    return switch (grain) {
      case DAY -> bucket;
      case WEEK -> bucket.plusDays(6);
      case MONTH -> bucket.withDayOfMonth(bucket.lengthOfMonth());
      case QUARTER -> bucket.plusMonths(3).minusDays(1);
      case TOTAL -> days.last();
    };
  }

  /** The same as {@link #of}; binds {@code :bucketFirst}. */
  String sql(String day) {
    return switch (grain) {
      case DAY -> day;
      case WEEK ->
          "(%1$s - (extract(isodow from %1$s)::int + 7 - %2$d) %% 7)"
              .formatted(day, weekStart.getValue());
      case MONTH -> "date_trunc('month', %s)::date".formatted(day);
      case QUARTER -> "date_trunc('quarter', %s)::date".formatted(day);
      case TOTAL -> "cast(:bucketFirst as date)";
    };
  }
}
