package dev.tributary.metaads;

import dev.tributary.spi.Account;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.HealthStatus.Change;
import dev.tributary.spi.HealthStatus.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares an ad account as it was connected with what it is now. */
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
    String status = now.facts().getOrDefault(AdAccounts.STATUS, "active");
    if (!status.equals("active")) {
      findings.add(new Finding(Change.ACCOUNT_STATUS, standing(status)));
    }
    Optional.ofNullable(now.facts().get(AdAccounts.VERSION_WARNING))
        .ifPresent(warning ->
            findings.add(
                new Finding(
                    Change.API_VERSION,
                    "Meta warns about the version of its API that is asked for: %s An operator sets"
                            .formatted(warning)
                        + " a newer one.")));
    return new HealthStatus(now, findings);
  }

  private static String standing(String status) {
    return switch (status) {
      case "disabled" ->
          "Meta has disabled this ad account, so nothing is delivered; its numbers can still be"
              + " read. Its owner can ask Meta to review that.";
      case "closed", "pending_closure" ->
          "This ad account is closed at Meta, so no new numbers will come; what it has can still be"
              + " read.";
      default ->
          "This ad account is %s at Meta, so nothing may be delivered until its owner settles that"
                  .formatted(status.replace('_', ' '))
              + " there.";
    };
  }

  private static void compare(
      List<Finding> findings, Change change, String what, String before, String now) {
    if (!before.equals(now)) {
      findings.add(
          new Finding(
              change, "The ad account's " + what + " was " + before + " and is now " + now + "."));
    }
  }

  private Health() {}
}
