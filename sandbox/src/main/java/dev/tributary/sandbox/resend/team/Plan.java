package dev.tributary.sandbox.resend.team;

/**
 * What a team has paid for.
 *
 * @param requestsPerSecond of all its keys together
 * @param daily e-mails a day; 0 for no quota
 * @param monthly e-mails a month; 0 for no quota
 * @param retentionDays how far back metrics reach
 * @param metrics whether the metrics endpoint exists for the team
 * @param suppressions whether the suppressions endpoints do
 */
public record Plan(
    int requestsPerSecond,
    int daily,
    int monthly,
    int retentionDays,
    boolean metrics,
    boolean suppressions) {
  public Plan {
    if (requestsPerSecond < 1 || daily < 0 || monthly < 0 || retentionDays < 1) {
      throw new IllegalArgumentException(
          "a plan allows at least one request a second and keeps at least one day");
    }
  }
}
