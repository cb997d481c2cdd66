package dev.tributary.sandbox.resend.mail;

import dev.tributary.sandbox.resend.ResendErrors;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moments to send at: ISO 8601, or plain words such as "in 1 min". */
public final class Schedules {
  private static final Duration FURTHEST = Duration.ofDays(30);
  private static final Pattern IN =
      Pattern.compile("in (an?|\\d{1,4}) (sec(?:ond)?|min(?:ute)?|hour|day)s?");

  private Schedules() {}

  /** At most 30 days ahead; what has passed means now. */
  public static Instant parse(String text, Instant now) {
    Instant at = moment(text.strip(), now);
    if (at.isAfter(now.plus(FURTHEST))) {
      throw ResendErrors.invalid("The `scheduled_at` field must be within 30 days from now.");
    }
    return at.isBefore(now) ? now : at;
  }

  private static Instant moment(String text, Instant now) {
    Matcher in = IN.matcher(text.toLowerCase(Locale.ROOT));
    if (in.matches()) {
      long count = in.group(1).startsWith("a") ? 1 : Long.parseLong(in.group(1));
      Duration unit =
          switch (in.group(2).charAt(0)) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
          };
      return now.plus(unit.multipliedBy(count));
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException neither) {
      throw ResendErrors.invalid(
          "The `scheduled_at` field must be an ISO 8601 moment or words such as `in 1 min`.");
    }
  }
}
