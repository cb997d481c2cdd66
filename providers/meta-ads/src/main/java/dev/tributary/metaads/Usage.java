package dev.tributary.metaads;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.QuotaReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How much of its limits Meta counts as used, by the four headers that tell (Marketing API, "Rate
 * limiting"). All give percentages; some the wait until access comes back.
 *
 * @param used percent by bucket, the largest of a header's counts
 * @param until when access comes back, by bucket, where that was told
 */
record Usage(Map<String, Integer> used, Map<String, Instant> until) {
  /** Whoever used so much reads no history for now. */
  static final int SLOW = 75;

  /** Whoever used so much begins nothing new. */
  static final int FULL = 90;

  /** What is left of a hundred while slow: less than the fifth that is kept for fresh days. */
  private static final int SCARCE = FULL - SLOW;

  /** The score of an account falls to nothing within 300 seconds. */
  static final Duration DECAY = Duration.ofMinutes(5);

  private static final Duration WAIT_MAX = Duration.ofHours(24);

  /**
   * Meta names no rate: what a request costs depends on the account. Six hundred a minute and five
   * at once are ours, so that a burst for one account stays polite.
   */
  static final ProviderLimits LIMITS =
      new ProviderLimits(
          5,
          List.of(
              new ProviderLimits.Rate(
                  "requests", ProviderLimits.Scope.ACCOUNT, Set.of(), 600, Duration.ofMinutes(1))));

  private static final JsonMapper JSON = JsonMapper.builder().build();

  Usage {
    used = Map.copyOf(used);
    until = Map.copyOf(until);
  }

  static Usage of(ProviderAnswer answer, Instant now) {
    return of(answer::header, now);
  }

  /** Pure. A header that is missing or unreadable tells nothing. */
  static Usage of(Function<String, Optional<String>> header, Instant now) {
    Map<String, Integer> used = new TreeMap<>();
    Map<String, Instant> until = new TreeMap<>();
    read(header, "x-app-usage")
        .ifPresent(app ->
            used.merge(
                GraphErrors.APP,
                most(app, "call_count", "total_cputime", "total_time"),
                Math::max));
    read(header, "x-ad-account-usage")
        .ifPresent(account -> {
          used.merge(GraphErrors.ACCOUNT, most(account, "acc_id_util_pct"), Math::max);
          wait(account.path("reset_time_duration"), 1)
              .ifPresent(wait -> until.put(GraphErrors.ACCOUNT, now.plus(wait)));
        });
    read(header, "x-fb-ads-insights-throttle")
        .ifPresent(insights -> {
          used.merge("insights_app", most(insights, "app_id_util_pct"), Math::max);
          used.merge("insights_account", most(insights, "acc_id_util_pct"), Math::max);
        });
    read(header, "x-business-use-case-usage")
        .ifPresent(cases -> {
          for (JsonNode object : cases) {
            for (JsonNode entry : object) {
              String bucket = entry.path("type").asString("business_use_case");
              used.merge(
                  bucket, most(entry, "call_count", "total_cputime", "total_time"), Math::max);
              wait(entry.path("estimated_time_to_regain_access"), 60)
                  .ifPresent(
                      wait -> until.merge(bucket, now.plus(wait), (a, b) -> a.isAfter(b) ? a : b));
            }
          }
        });
    return new Usage(used, until);
  }

  /** Shares of a hundred that are left, as the engine understands them. */
  List<QuotaReading> readings(Instant now) {
    List<QuotaReading> readings = new ArrayList<>();
    new TreeMap<>(used)
        .forEach((bucket, percent) ->
            readings.add(
                new QuotaReading(
                    bucket,
                    0,
                    left(percent),
                    OptionalLong.of(100),
                    percent >= FULL
                        ? Optional.of(until.getOrDefault(bucket, now.plus(DECAY)))
                        : Optional.empty())));
    return readings;
  }

  /** Whether nothing new may begin. */
  boolean full() {
    return used.values().stream().anyMatch(percent -> percent >= FULL);
  }

  private static long left(int percent) {
    if (percent >= FULL) {
      return 0;
    }
    return percent < SLOW ? 100L - percent : Math.min(SCARCE, FULL - percent);
  }

  /** The longest wait that is announced; empty where none is. */
  Optional<Duration> wait(Instant now) {
    return until.values().stream()
        .map(end -> Duration.between(now, end))
        .filter(Duration::isPositive)
        .max(Duration::compareTo);
  }

  private static Optional<JsonNode> read(Function<String, Optional<String>> header, String name) {
    return header
        .apply(name)
        .flatMap(text -> {
          try {
            return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
          } catch (JacksonException unreadable) {
            return Optional.empty();
          }
        });
  }

  private static int most(JsonNode counts, String... names) {
    double most = 0;
    for (String name : names) {
      most = Math.max(most, counts.path(name).asDouble(0));
    }
    return (int) Math.min(1_000, Math.ceil(most));
  }

  private static Optional<Duration> wait(JsonNode amount, int seconds) {
    long told = amount.asLong(0);
    if (told <= 0) {
      return Optional.empty();
    }
    Duration wait = Duration.ofSeconds(Math.min(told, WAIT_MAX.toSeconds()) * seconds);
    return Optional.of(wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait);
  }
}
