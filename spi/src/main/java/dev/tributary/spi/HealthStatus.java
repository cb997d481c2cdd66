package dev.tributary.spi;

import java.util.List;

/**
 * The outcome of a health check that reached the provider. Refused credentials and outages are
 * {@link SyncException}s instead.
 *
 * @param account the account as the provider describes it now
 * @param findings what differs from the account as it was connected, empty when nothing does
 */
public record HealthStatus(Account account, List<Finding> findings) {
  public HealthStatus {
    findings = List.copyOf(findings);
  }

  public boolean healthy() {
    return findings.isEmpty();
  }

  /**
   * @param message one sentence that names the old and the new value
   */
  public record Finding(Change change, String message) {}

  /** What can change at the provider under a running integration. */
  public enum Change {
    /** Days get other borders: no day may be replaced until a person decided. */
    ZONE,
    /** Amounts get another currency: no day may be replaced until a person decided. */
    CURRENCY,
    /** History is rewritten: every day is read again. */
    ATTRIBUTION,
    /** Key events are counted differently from now on. */
    KEY_EVENTS,
    /** The account moved to another service level, with other quotas. */
    SERVICE_LEVEL,
    /** The account delivers nothing for now, or for good; what it has can still be read. */
    ACCOUNT_STATUS,
    /** The provider is about to end the version of its API that is spoken: an operator's task. */
    API_VERSION
  }
}
