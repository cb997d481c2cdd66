package dev.tributary.engine.retry;

import dev.tributary.spi.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The one place that decides what follows from a failure.
 *
 * <table>
 *   <caption>Failure and reaction</caption>
 *   <tr><th>failure</th><th>reaction</th><th>costs an attempt</th></tr>
 *   <tr><td>TokenRejected</td><td>refresh once, then reconnect</td><td>no</td></tr>
 *   <tr><td>GrantRejected</td><td>reconnect</td><td>no</td></tr>
 *   <tr><td>PermissionMissing</td><td>of one report: skip the stream; else stop, tell the
 *       customer</td><td>no</td></tr>
 *   <tr><td>QuotaExhausted</td><td>snooze until the quota is full; after 48 h without an applied
 *       slice give up</td><td>no</td></tr>
 *   <tr><td>Throttled</td><td>snooze for the announced time, same ceiling</td><td>no</td></tr>
 *   <tr><td>Unavailable</td><td>ladder; while the provider answers nobody, wait for the next try
 *       there</td><td>yes; no</td></tr>
 *   <tr><td>TooLarge</td><td>shrink; a single day: skip it</td><td>no</td></tr>
 *   <tr><td>InvalidRequest</td><td>skip the stream</td><td>no</td></tr>
 *   <tr><td>AccountGone</td><td>stop, tell the customer</td><td>no</td></tr>
 *   <tr><td>Malformed</td><td>ladder, this slice alone</td><td>yes</td></tr>
 *   <tr><td>TooMuchData</td><td>skip the day</td><td>no</td></tr>
 *   <tr><td>Network</td><td>as Unavailable</td><td>yes; no</td></tr>
 *   <tr><td>Misconfigured</td><td>all of the provider wait, tell the operator</td><td>no</td></tr>
 *   <tr><td>Storage</td><td>ladder</td><td>yes</td></tr>
 *   <tr><td>Defect</td><td>ladder, this slice alone</td><td>yes</td></tr>
 * </table>
 */
public final class RetryPolicy {
  /** Waits before the first to the fifth retry; the sixth failure gives up. */
  public static final List<Duration> LADDER =
      List.of(
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(4),
          Duration.ofMinutes(8),
          Duration.ofMinutes(16));

  /** How long an integration may wait for its provider without one applied slice. */
  public static final Duration PATIENCE = Duration.ofHours(48);

  private static final Duration SNOOZE_MIN = Duration.ofSeconds(1);
  private static final double JITTER_SHARE = 0.1;

  private RetryPolicy() {}

  /**
   * The circumstances of a failure.
   *
   * @param retries retries already made, 0 for a first try
   * @param jitter from 0 inclusive to 1 exclusive; spreads retries of many integrations
   * @param refreshed whether the access token was already made anew for this try
   * @param days how many days the slice asked for
   * @param lastProgress when a slice was last applied, or the job first claimed if that is later
   */
  public record Attempt(
      int retries, double jitter, boolean refreshed, int days, Instant lastProgress) {
    public Attempt {
      if (retries < 0 || jitter < 0 || jitter >= 1 || days < 1) {
        throw new IllegalArgumentException(
            "no such attempt: retries " + retries + ", jitter " + jitter + ", days " + days);
      }
    }
  }

  /**
   * @param nextTry when the provider is asked next, if it answers nobody; else empty
   */
  public static Verdict decide(
      Failure failure, Attempt attempt, Optional<Instant> nextTry, Instant now) {
    return switch (failure) {
      case Failure.Unavailable _, Failure.Network _ ->
          nextTry
              .map(at -> providerDown(at, attempt, now))
              .orElseGet(() -> decide(failure, attempt, now));
      case Failure any -> decide(any, attempt, now);
    };
  }

  /** The provider answers nobody; the patience is that of any other wait. */
  public static Verdict providerDown(Instant nextTry, Attempt attempt, Instant now) {
    return impatient(attempt, now) ? new Verdict.GiveUp() : new Verdict.ProviderDown(nextTry);
  }

  public static Verdict decide(Failure failure, Attempt attempt, Instant now) {
    return switch (failure) {
      case Failure.TokenRejected _ ->
          attempt.refreshed() ? new Verdict.Reconnect() : new Verdict.Refresh();
      case Failure.GrantRejected _ -> new Verdict.Reconnect();
      case Failure.PermissionMissing missing ->
          missing.scope() == Failure.Scope.STREAM ? new Verdict.SkipStream() : new Verdict.Stop();
      case Failure.QuotaExhausted quota -> snooze(quota.until(), attempt, now);
      case Failure.Throttled throttled -> snooze(now.plus(throttled.delay()), attempt, now);
      case Failure.TooLarge _ ->
          attempt.days() > 1 ? new Verdict.Shrink() : new Verdict.SkipSlice();
      case Failure.TooMuchData _ -> new Verdict.SkipSlice();
      case Failure.InvalidRequest _ -> new Verdict.SkipStream();
      case Failure.AccountGone _ -> new Verdict.Stop();
      case Failure.Misconfigured _ -> new Verdict.PauseProvider();
      case Failure.Unavailable _ -> ladder(attempt, now);
      case Failure.Malformed _ -> ladder(attempt, now);
      case Failure.Network _ -> ladder(attempt, now);
      case Failure.Storage _ -> ladder(attempt, now);
      case Failure.Defect _ -> ladder(attempt, now);
    };
  }

  private static Verdict ladder(Attempt attempt, Instant now) {
    if (attempt.retries() >= LADDER.size()) {
      return new Verdict.GiveUp();
    }
    Duration rung = LADDER.get(attempt.retries());
    long jitterMillis = (long) (rung.toMillis() * JITTER_SHARE * attempt.jitter());
    return new Verdict.Retry(now.plus(rung).plusMillis(jitterMillis), attempt.retries() + 1);
  }

  private static Verdict snooze(Instant until, Attempt attempt, Instant now) {
    if (impatient(attempt, now)) {
      return new Verdict.GiveUp();
    }
    Instant soonest = now.plus(SNOOZE_MIN);
    return new Verdict.Snooze(until.isBefore(soonest) ? soonest : until);
  }

  private static boolean impatient(Attempt attempt, Instant now) {
    return !now.isBefore(attempt.lastProgress().plus(PATIENCE));
  }
}
