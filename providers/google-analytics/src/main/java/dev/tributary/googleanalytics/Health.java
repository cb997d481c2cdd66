package dev.tributary.googleanalytics;

import dev.tributary.spi.Account;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.HealthStatus.Change;
import dev.tributary.spi.HealthStatus.Finding;
import java.util.ArrayList;
import java.util.List;

/** Compares a property as it was connected with what it is now. */
final class Health {

  static HealthStatus compare(Account before, Account now) {
    List<Finding> findings = new ArrayList<>();
    compare(findings, Change.ZONE, "time zone", before.zone().getId(), now.zone().getId());
    compare(
        findings,
        Change.CURRENCY,
        "currency",
        before.currency().orElse("none"),
        now.currency().orElse("none"));
    fact(findings, Change.SERVICE_LEVEL, "service level", Properties.SERVICE_LEVEL, before, now);
    fact(
        findings,
        Change.ATTRIBUTION,
        "attribution model",
        Properties.ATTRIBUTION_MODEL,
        before,
        now);
    fact(
        findings,
        Change.ATTRIBUTION,
        "attribution lookback",
        Properties.ATTRIBUTION_LOOKBACK,
        before,
        now);
    fact(findings, Change.KEY_EVENTS, "list of key events", Properties.KEY_EVENTS, before, now);
    return new HealthStatus(now, findings);
  }

  /** A fact that was not known on one side cannot have changed. */
  private static void fact(
      List<Finding> findings,
      Change change,
      String what,
      String name,
      Account before,
      Account now) {
    String old = before.facts().get(name);
    String current = now.facts().get(name);
    if (old != null && current != null) {
      compare(findings, change, what, old, current);
    }
  }

  private static void compare(
      List<Finding> findings, Change change, String what, String before, String now) {
    if (!before.equals(now)) {
      findings.add(
          new Finding(
              change, "The property's " + what + " was " + before + " and is now " + now + "."));
    }
  }

  private Health() {}
}
