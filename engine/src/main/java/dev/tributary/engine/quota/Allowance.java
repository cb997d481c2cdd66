package dev.tributary.engine.quota;

import java.time.Instant;

/** What a provider's account allows now. */
public sealed interface Allowance {

  /** Everything may be read. */
  record Free() implements Allowance {}

  /**
   * What is left is kept for fresh days and for people.
   *
   * @param bucket the provider's name of the quota
   * @param until when history may go on
   */
  record FreshOnly(String bucket, Instant until) implements Allowance {}

  /**
   * Nothing may be asked before then.
   *
   * @param why one phrase for people
   */
  record WaitUntil(Instant until, String why) implements Allowance {}
}
