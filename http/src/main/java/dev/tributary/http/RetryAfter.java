package dev.tributary.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header {@code Retry-After}: seconds or a date. */
public final class RetryAfter {
  public static final Duration SHORTEST = Duration.ofSeconds(1);
  public static final Duration LONGEST = Duration.ofHours(6);

  private static final Pattern SECONDS = Pattern.compile("[+-]?\\d+");

  /** The announced wait, never shorter or longer than makes sense; empty when unreadable. */
  public static Optional<Duration> parse(String value, Instant now) {
    String text = value.strip();
    if (SECONDS.matcher(text).matches()) {
      // Beyond nine digits the number is absurd whatever it is.
      boolean negative = text.startsWith("-");
      Duration wait =
          text.length() > 10
              ? negative ? SHORTEST : LONGEST
              : Duration.ofSeconds(Long.parseLong(text));
      return Optional.of(clamped(wait));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(clamped(Duration.between(now, until)));
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  private static Duration clamped(Duration wait) {
    if (wait.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private RetryAfter() {}
}
