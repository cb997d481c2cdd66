package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.resend.team.ApiKey;
import java.time.Instant;
import java.util.List;

/**
 * Where the simulated Resend answers and what opens it.
 *
 * @param base instead of https://api.resend.com
 * @param apiKey with full access to the scenario company's team; a new one is made for every
 *     description
 * @param sendingKey of the same team, which can only send
 */
public record ResendDescription(
    String base, String apiKey, String sendingKey, List<TeamEntry> teams) {

  /**
   * A team as a client would see it.
   *
   * @param apiKey with full access
   */
  public record TeamEntry(
      String id,
      String name,
      String apiKey,
      int requestsPerSecond,
      int retentionDays,
      boolean metrics,
      boolean suppressions,
      List<DomainEntry> domains) {}

  /** A domain of a team. */
  public record DomainEntry(
      String id, String name, String status, boolean openTracking, boolean clickTracking) {}

  static ResendDescription of(String base, Teams teams, Instant now) {
    List<TeamEntry> entries = teams.all().stream().map(team -> entry(team, now)).toList();
    ApiKey sending =
        teams
            .team(Teams.NORDLICHT)
            .newKey("Sandbox sending", ApiKey.Permission.SENDING_ACCESS, "", now);
    return new ResendDescription(base, entries.getFirst().apiKey(), sending.token(), entries);
  }

  private static TeamEntry entry(Team team, Instant now) {
    ApiKey key = team.newKey("Sandbox", ApiKey.Permission.FULL_ACCESS, "", now);
    return new TeamEntry(
        team.id(),
        team.name(),
        key.token(),
        team.plan().requestsPerSecond(),
        team.plan().retentionDays(),
        team.plan().metrics(),
        team.plan().suppressions(),
        team.domains().all().stream()
            .map(one ->
                new DomainEntry(
                    one.id(), one.name(), one.status(), one.openTracking(), one.clickTracking()))
            .toList());
  }
}
