package dev.tributary.resend;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.ProviderLimits.Rate;
import dev.tributary.spi.QuotaReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How often Resend may be asked: so many requests in a short time for the whole team, whichever key
 * is used. The figure was raised more than once and differs between plans, so it is learned from
 * the headers {@code ratelimit-limit}, {@code -remaining} and {@code -reset} of every answer
 * ("Usage limits").
 */
final class RequestRate {
  static final String BUCKET = "requests";

  /** Two a second, the least that was ever documented, until an answer tells more. */
  static final ProviderLimits LIMITS =
      new ProviderLimits(
          4,
          List.of(
              new Rate(BUCKET, ProviderLimits.Scope.ACCOUNT, Set.of(), 10, Duration.ofSeconds(5))));

  /** A reset that is told with less is rounded up by Resend. */
  private static final Duration WINDOW = Duration.ofSeconds(1);

  private static final Duration WINDOW_MAX = Duration.ofHours(1);

  /** What an answer says about the rate; nothing where it does not tell the limit. */
  static List<QuotaReading> readings(ProviderAnswer answer, Instant now) {
    OptionalLong limit = number(answer, "ratelimit-limit");
    OptionalLong remaining = number(answer, "ratelimit-remaining");
    if (limit.isEmpty() || limit.getAsLong() < 1 || remaining.isEmpty()) {
      return List.of();
    }
    return List.of(
        new QuotaReading(
            BUCKET, 1, remaining.getAsLong(), limit, Optional.of(now.plus(reset(answer)))));
  }

  /** How long until the next request is let in. */
  static Duration wait(ProviderAnswer answer, Instant now) {
    return answer.retryAfter(now).orElseGet(() -> reset(answer));
  }

  private static Duration reset(ProviderAnswer answer) {
    OptionalLong seconds = number(answer, "ratelimit-reset");
    if (seconds.isEmpty() || seconds.getAsLong() < 1) {
      return WINDOW;
    }
    return seconds.getAsLong() > WINDOW_MAX.toSeconds()
        ? WINDOW_MAX
        : Duration.ofSeconds(seconds.getAsLong());
  }

  private static OptionalLong number(ProviderAnswer answer, String header) {
    return answer
        .header(header)
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElseGet(OptionalLong::empty);
  }

  private RequestRate() {}
}
