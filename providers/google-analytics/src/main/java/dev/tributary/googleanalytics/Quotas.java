package dev.tributary.googleanalytics;

import dev.tributary.spi.Failure;
import dev.tributary.spi.ProviderLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Google's quotas per property: which one an answer names and when it is full again. Only the day's
 * reset is documented (midnight Pacific); hourly ones are full within an hour.
 */
final class Quotas {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  static final String PROJECT_HOUR = "tokensPerProjectPerHour";
  static final String HOUR = "tokensPerHour";
  static final String DAY = "tokensPerDay";
  static final String CONCURRENT = "concurrentRequests";
  static final String SERVER_ERRORS = "serverErrorsPerProjectPerHour";
  static final String THRESHOLDED = "potentiallyThresholdedRequestsPerHour";

  /**
   * A property takes ten requests at once (Data API, "Limits and quotas", Analytics Property
   * Quotas) and a Google Cloud project 1,200 a minute to the Admin API (Admin API, "Limits and
   * quotas"). The Data API names no rate; six hundred a minute is ours, so that a burst of one
   * property stays polite: its tokens last for about 1,400 reports an hour.
   */
  static final ProviderLimits LIMITS =
      new ProviderLimits(
          10,
          List.of(
              new ProviderLimits.Rate(
                  "requests", ProviderLimits.Scope.ACCOUNT, Set.of(), 600, A_MINUTE),
              new ProviderLimits.Rate(
                  "admin_requests",
                  ProviderLimits.Scope.APP,
                  Set.of(Streams.PROPERTIES, Streams.KEY_EVENT_DEFINITIONS),
                  1_200,
                  A_MINUTE)));

  private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final Duration CONCURRENT_WAIT = Duration.ofSeconds(30);

  /**
   * What a 429 means. The status has been matched before; the words only choose the bucket, and
   * words nobody knows mean an hour.
   *
   * @param announced the header Retry-After, where it came
   */
  static Failure exhausted(String subject, String text, Optional<Duration> announced, Instant now) {
    String words = text.toLowerCase(Locale.ROOT);
    if (words.contains("concurrent")) {
      return new Failure.Throttled(
          announced.orElse(CONCURRENT_WAIT),
          "Google allows no more requests at once for " + subject + "; waiting a little.");
    }
    if (words.contains("per day") || words.contains("24 hours")) {
      return new Failure.QuotaExhausted(
          DAY,
          nextPacificMidnight(now),
          "Google's daily tokens for "
              + subject
              + " are used up; they come back at midnight Pacific.");
    }
    if (words.contains("threshold")) {
      return hour(THRESHOLDED, "potentially thresholded requests", subject, announced, now);
    }
    if (words.contains("server error")) {
      return hour(SERVER_ERRORS, "allowance of server errors", subject, announced, now);
    }
    if (words.contains("hour") && !words.contains("project")) {
      return hour(HOUR, "hourly tokens", subject, announced, now);
    }
    return hour(PROJECT_HOUR, "hourly tokens of this project", subject, announced, now);
  }

  /**
   * Too many requests of the project within a minute: the Admin API says so with a 403 (Admin API,
   * "Limits and quotas").
   */
  static Failure tooFast(String subject, Optional<Duration> announced) {
    return new Failure.Throttled(
        announced.orElse(A_MINUTE),
        "Google allows no more requests a minute when asked for "
            + subject
            + "; waiting a little.");
  }

  /** When a bucket is full again, as far as that is known. */
  static Optional<Instant> resetsAt(String bucket, Instant now) {
    return bucket.equals(DAY) ? Optional.of(nextPacificMidnight(now)) : Optional.empty();
  }

  static Instant nextPacificMidnight(Instant now) {
    return now.atZone(PACIFIC).toLocalDate().plusDays(1).atStartOfDay(PACIFIC).toInstant();
  }

  private static Failure hour(
      String bucket, String what, String subject, Optional<Duration> announced, Instant now) {
    Duration wait = announced.filter(told -> told.compareTo(AN_HOUR) < 0).orElse(AN_HOUR);
    return new Failure.QuotaExhausted(
        bucket,
        now.plus(wait),
        "Google's " + what + " for " + subject + " are used up; waiting up to an hour.");
  }

  private Quotas() {}
}
