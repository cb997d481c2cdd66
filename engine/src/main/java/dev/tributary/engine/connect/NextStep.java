package dev.tributary.engine.connect;

import java.util.Map;
import java.util.Optional;

/** What a person does about something that was given up: one sentence for each cause. */
public final class NextStep {
  private static final Map<String, String> BY_CODE =
      Map.ofEntries(
          // --- authentication ---
          Map.entry(
              "token_rejected", "Reconnect the account; its days are then read by themselves."),
          Map.entry(
              "grant_rejected", "Reconnect the account; its days are then read by themselves."),
          Map.entry(
              "person_forgotten",
              "Connect the account again with a login that may stay; its data is kept."),
          Map.entry(
              "permission_missing",
              "Give the login the missing permission at the provider, then replay."),
          // --- API ---
          Map.entry(
              "quota_exhausted",
              "Nothing, if other tools leave the provider's quota alone: it is read when the quota is"
                  + " back."),
          Map.entry(
              "throttled", "Nothing: it is read again when the provider answers this account."),
          Map.entry("unavailable", "Nothing: it is read again as soon as the provider answers."),
          Map.entry("too_large", "Skip these days, or replay after the account got smaller."),
          Map.entry(
              "invalid_request",
              "Look for a newer version of Tributary; the next version tries it again."),
          Map.entry(
              "account_gone",
              "Restore the account at the provider and replay, or disconnect it; its data stays."),
          // --- data ---
          Map.entry(
              "malformed",
              "Replay once; if it fails the same way, skip the days or wait for the next version, which"
                  + " tries it again."),
          Map.entry(
              "too_much_data", "Nothing can read such a day; it is skipped and shown as missing."),
          Map.entry("zone_changed", "Resume the connection to read everything in the new zone."),
          Map.entry(
              "currency_changed", "Resume the connection to read everything in the new currency."),
          // --- system ---
          Map.entry(
              "network", "Check that this server reaches the provider; then it goes on by itself."),
          Map.entry(
              "misconfigured",
              "Correct the set-up at the provider (the message names it), then replay."),
          Map.entry("storage", "Check the database and its disk; then it goes on by itself."),
          Map.entry(
              "defect",
              "Report it with the log's lines; the next version tries it again by itself."));

  private static final String ANY = "Replay it; if it fails again, its message says why.";

  /**
   * @param code of a failure, for example {@code malformed}
   */
  public static String of(String code) {
    return known(code).orElse(ANY);
  }

  /** Empty for a code of which nothing more is known than that it can be tried again. */
  public static Optional<String> known(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  private NextStep() {}
}
