package dev.tributary.sandbox.resend.team;

import java.time.Instant;

/**
 * A sending domain.
 *
 * @param status "not_started", "pending", "verified", "partially_verified", "partially_failed" or
 *     "failed"
 * @param tls "opportunistic" or "enforced"
 * @param trackingSubdomain empty for none
 * @param past what was sent from it before the sandbox started
 */
public record Domain(
    String id,
    String name,
    String status,
    Instant createdAt,
    String region,
    boolean openTracking,
    boolean clickTracking,
    String tls,
    boolean sending,
    boolean receiving,
    String trackingSubdomain,
    String returnPath,
    Past past) {

  /** The habits of a domain of the scenario company. */
  public enum Past {
    NONE,
    /** Confirmations of orders all day long. */
    SHOP,
    /** A newsletter on Tuesdays, and reminders. */
    NEWSLETTER,
    /** A small shop elsewhere. */
    STORE
  }

  public boolean verified() {
    return status.equals("verified");
  }

  public Domain withStatus(String other) {
    return new Domain(
        id,
        name,
        other,
        createdAt,
        region,
        openTracking,
        clickTracking,
        tls,
        sending,
        receiving,
        trackingSubdomain,
        returnPath,
        past);
  }

  public Domain withTracking(boolean opens, boolean clicks) {
    return new Domain(
        id,
        name,
        status,
        createdAt,
        region,
        opens,
        clicks,
        tls,
        sending,
        receiving,
        trackingSubdomain,
        returnPath,
        past);
  }

  public Domain withDelivery(String otherTls, String subdomain) {
    return new Domain(
        id,
        name,
        status,
        createdAt,
        region,
        openTracking,
        clickTracking,
        otherTls,
        sending,
        receiving,
        subdomain,
        returnPath,
        past);
  }

  public Domain withCapabilities(boolean sends, boolean receives) {
    return new Domain(
        id,
        name,
        status,
        createdAt,
        region,
        openTracking,
        clickTracking,
        tls,
        sends,
        receives,
        trackingSubdomain,
        returnPath,
        past);
  }
}
