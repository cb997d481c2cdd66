package dev.tributary.engine.plan;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A cron expression of five fields as Unix reads it: minute, hour, day of month, month, day of
 * week; where both day fields are restricted, either suffices. It knows no zone: {@link CronRhythm}
 * says what happens when clocks change, which libraries answer by leaving a day out or taking it
 * twice.
 */
public final class CronPattern {
  /** A 29 February may be eight years away, and must fall on a weekday perhaps. */
  private static final int DAYS_MAX = 41 * 366;

  private static final Map<String, String> WORDS =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");

  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet daysOfMonth;
  private final BitSet months;
  private final BitSet daysOfWeek;
  private final boolean eitherDay;

  private CronPattern(List<String> fields) {
    minutes = CronField.MINUTE.values(fields.get(0));
    hours = CronField.HOUR.values(fields.get(1));
    daysOfMonth = CronField.DAY_OF_MONTH.values(fields.get(2));
    months = CronField.MONTH.values(fields.get(3));
    daysOfWeek = CronField.DAY_OF_WEEK.values(fields.get(4));
    eitherDay = !fields.get(2).startsWith("*") && !fields.get(4).startsWith("*");
  }

  /**
   * @throws IllegalArgumentException with a sentence for people
   */
  public static CronPattern parse(String expression) {
    String text = expression.strip().toLowerCase(Locale.ROOT);
    List<String> fields = List.of(WORDS.getOrDefault(text, text).split("\\s+"));
    if (text.startsWith("@") && !WORDS.containsKey(text)) {
      throw new IllegalArgumentException(
          "The schedule \"%s\" is unknown; the words are @hourly, @daily, @weekly, @monthly and @yearly."
              .formatted(expression));
    }
    if (fields.size() != 5) {
      throw new IllegalArgumentException(
          "The schedule \"%s\" has %d fields instead of five: minute, hour, day of month, month, day of week; for example \"0 6 * * *\"."
              .formatted(expression, text.isEmpty() ? 0 : fields.size()));
    }
    CronPattern pattern = new CronPattern(fields);
    if (!pattern.comes()) {
      throw new IllegalArgumentException(
          "The schedule \"%s\" names a day that never comes; choose another day or month."
              .formatted(expression));
    }
    return pattern;
  }

  private boolean comes() {
    LocalDate day = LocalDate.of(2000, 1, 1);
    for (int n = 0; n < DAYS_MAX; n++) {
      if (matches(day.plusDays(n))) {
        return true;
      }
    }
    return false;
  }

  /** Whether no hour of a day is left out. */
  boolean everyHour() {
    return hours.cardinality() == 24;
  }

  /** The shortest time between two runs, when no clock changes. */
  public Duration shortestGap() {
    int shortest = Math.toIntExact(ChronoUnit.DAYS.getDuration().toMinutes());
    int last = -1;
    // Two days, for the step over midnight.
    for (int minute = 0; minute < 2 * 24 * 60; minute++) {
      if (minutes.get(minute % 60) && hours.get(minute / 60 % 24)) {
        shortest = last < 0 ? shortest : Math.min(shortest, minute - last);
        last = minute;
      }
    }
    return Duration.ofMinutes(shortest);
  }

  /** The first minute later than the given time of the clock. */
  LocalDateTime after(LocalDateTime time) {
    LocalDateTime from = time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    LocalDate day = from.toLocalDate();
    LocalTime earliest = from.toLocalTime();
    for (int n = 0; n < DAYS_MAX; n++) {
      if (matches(day)) {
        int minute = minuteOfDay(earliest.getHour(), earliest.getMinute());
        if (minute >= 0) {
          return day.atTime(minute / 60, minute % 60);
        }
      }
      day = day.plusDays(1);
      earliest = LocalTime.MIDNIGHT;
    }
    throw new IllegalStateException("a schedule ended at " + time);
  }

  /** The first match of a day not before the time; negative for none. */
  private int minuteOfDay(int hour, int minute) {
    int atHour = hours.nextSetBit(hour);
    if (atHour < 0) {
      return -1;
    }
    int atMinute = minutes.nextSetBit(atHour == hour ? minute : 0);
    if (atMinute < 0) {
      atHour = hours.nextSetBit(atHour + 1);
      atMinute = minutes.nextSetBit(0);
    }
    return atHour < 0 ? -1 : atHour * 60 + atMinute;
  }

  private boolean matches(LocalDate day) {
    if (!months.get(day.getMonthValue())) {
      return false;
    }
    boolean ofMonth = daysOfMonth.get(day.getDayOfMonth());
    boolean ofWeek = daysOfWeek.get(day.getDayOfWeek().getValue() % 7);
    return eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
  }
}
