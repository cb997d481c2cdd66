package dev.tributary.engine.kpi;

import java.util.Optional;

/**
 * Why there is no number, as part of the answer.
 *
 * @param code for programs, one of those in docs/kpis.md
 * @param reason a sentence for people
 * @param instead what to ask or do to get one
 */
public record Refused(String code, String reason, String instead) {
  static final Refused NOT_STORED =
      new Refused(
          "not_stored",
          "No day of the range is stored.",
          "Ask for days that are read already, or have these read.");
  static final Refused DIVISION_BY_ZERO =
      new Refused(
          "division_by_zero",
          "The number to divide by is zero.",
          "Ask for a longer range, or for the parts of the quotient.");

  static Refused noIntegration(String provider, Optional<String> currency) {
    return new Refused(
        "no_integration",
        "No integration of %s%s is among those asked for."
            .formatted(provider, currency.map(code -> " in " + code).orElse("")),
        "Connect one, or ask for others.");
  }

  static Refused notInstalled(String label, String missing) {
    return new Refused(
        "no_integration", label + " has no data yet: " + missing + ".", "Connect them first.");
  }

  static Refused severalAccounts(String label) {
    return new Refused(
        "several_accounts",
        label + " of several accounts are never added up: the same people may be in each.",
        "Ask for one integration, or break down by integration.");
  }
}
