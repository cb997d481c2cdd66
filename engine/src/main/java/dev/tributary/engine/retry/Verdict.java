package dev.tributary.engine.retry;

import java.time.Instant;

/** What follows from a failure. How far it reaches is the failure's own scope. */
public sealed interface Verdict {

  /** Make a new access token and ask once more, at once. */
  record Refresh() implements Verdict {}

  /**
   * Try again on the ladder.
   *
   * @param retry 1 for the first retry, 5 for the last
   */
  record Retry(Instant at, int retry) implements Verdict {}

  /** Wait as the provider announced; costs no attempt. */
  record Snooze(Instant until) implements Verdict {}

  /** The provider answers nobody: wait for the next try, which costs no attempt. */
  record ProviderDown(Instant nextTry) implements Verdict {}

  /**
   * Our own set-up at the provider is wrong: all integrations that use it wait, at no cost, and go
   * on by themselves once it is right.
   */
  record PauseProvider() implements Verdict {}

  /** The ladder or the patience is used up: a dead letter. */
  record GiveUp() implements Verdict {}

  /** Only the customer's new consent helps; every integration of the grant stops. */
  record Reconnect() implements Verdict {}

  /** Ask for fewer days, at once. */
  record Shrink() implements Verdict {}

  /** This day cannot be read: it is skipped and the reason shown. */
  record SkipSlice() implements Verdict {}

  /** This report cannot be read: the others go on. */
  record SkipStream() implements Verdict {}

  /** The integration stops until the customer acts. */
  record Stop() implements Verdict {}
}
