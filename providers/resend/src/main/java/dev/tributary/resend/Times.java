package dev.tributary.resend;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/**
 * Times as Resend writes them: {@code 2023-04-03 22:13:42.674981+00} in the API, {@code
 * 2023-10-06T23:47:56.678Z} in events and metrics.
 */
final class Times {
  private static final DateTimeFormatter SPACED =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendPattern("[XXX][X]")
          .toFormatter(Locale.ROOT);

  /** Empty for what is no time. A time without an offset is in UTC. */
  static Optional<Instant> instant(String text) {
    try {
      if (text.length() > 10 && text.charAt(10) == ' ') {
        return Optional.of(
            instant(SPACED.parseBest(text, OffsetDateTime::from, LocalDateTime::from)));
      }
      if (text.length() == 10) {
        return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
      }
      return Optional.of(
          instant(
              DateTimeFormatter.ISO_DATE_TIME.parseBest(
                  text, OffsetDateTime::from, LocalDateTime::from)));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  private static Instant instant(TemporalAccessor time) {
    return time instanceof OffsetDateTime at
        ? at.toInstant()
        : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
  }

  /** The day that a period's label names: a plain date, or the moment at which the day begins. */
  static Optional<LocalDate> day(String label, ZoneId zone) {
    try {
      if (label.length() == 10) {
        return Optional.of(LocalDate.parse(label));
      }
      TemporalAccessor time =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              label.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
      return Optional.of(
          time instanceof OffsetDateTime at
              ? LocalDate.ofInstant(at.toInstant(), zone)
              : LocalDate.from(time));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  private Times() {}
}
