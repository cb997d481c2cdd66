package dev.tributary.engine.connect;

import dev.tributary.engine.plan.CronPattern;
import dev.tributary.store.Schedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Schedules as people write them. */
public final class Schedules {
  /** Providers process for hours what they report; a denser schedule only spends quota. */
  public static final Duration SHORTEST = Duration.ofMinutes(5);

  public static final Duration LONGEST = Duration.ofDays(7);

  /**
   * An interval such as {@code PT2H}, or a cron expression such as {@code 0 6 * * *}.
   *
   * @param zone of the cron expression; not looked at for an interval
   * @throws ConnectException with {@code schedule_unreadable}, {@code zone_unknown} or {@code
   *     schedule_range}
   */
  public static Schedule parse(String text, String zone) throws ConnectException {
    String stripped = text.strip();
    if (!stripped.toUpperCase(Locale.ROOT).startsWith("P")) {
      return cron(stripped, zone);
    }
    try {
      return every(Duration.parse(stripped));
    } catch (DateTimeParseException e) {
      throw new ConnectException(
          "schedule_unreadable",
          "The interval \"%s\" cannot be read; write an ISO 8601 duration such as PT2H."
              .formatted(text));
    }
  }

  public static Schedule every(Duration interval) throws ConnectException {
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new ConnectException(
          "schedule_range",
          "A sync every %s is outside of what is sensible; choose from 5 minutes to 7 days."
              .formatted(interval));
    }
    return new Schedule.Every(interval);
  }

  public static Schedule cron(String expression, String zone) throws ConnectException {
    CronPattern pattern;
    try {
      pattern = CronPattern.parse(expression);
    } catch (IllegalArgumentException e) {
      throw new ConnectException("schedule_unreadable", String.valueOf(e.getMessage()));
    }
    if (pattern.shortestGap().compareTo(SHORTEST) < 0) {
      throw new ConnectException(
          "schedule_range",
          "The schedule \"%s\" runs more often than every 5 minutes; leave minutes out, for example \"*/15 * * * *\"."
              .formatted(expression));
    }
    return new Schedule.Cron(expression.strip(), zone(zone));
  }

  private static ZoneId zone(String name) throws ConnectException {
    try {
      return ZoneId.of(name.strip());
    } catch (DateTimeException e) {
      throw new ConnectException(
          "zone_unknown",
          "There is no time zone named \"%s\"; write one such as Europe/Berlin or UTC."
              .formatted(name));
    }
  }

  private Schedules() {}
}
