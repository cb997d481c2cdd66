package dev.tributary.store;

/**
 * One figure about the whole installation, the same on every node.
 *
 * @param provider empty when it is about no provider
 * @param detail what else tells figures of the same sign apart: a lane, a state, a code
 */
public record Vital(Sign sign, String provider, String detail, double value) {

  /** What a figure means. */
  public enum Sign {
    /** Integrations that are due and that no worker has taken; the detail is their lane. */
    DUE,
    /** For how many seconds the oldest of them has been due. */
    DUE_SECONDS,
    /** Integrations that a worker has taken. */
    CLAIMED,
    /** Jobs that wait; the detail is {@code provider} (it told us to) or {@code retry}. */
    WAITING,
    /** Integrations; the detail is their state. */
    INTEGRATIONS,
    /** Open dead letters; the detail is their code. */
    DEAD_LETTERS,
    /** Seconds since an active integration last completed a sync; the detail is the quantile. */
    DATA_AGE_SECONDS,
    /** The smallest share that an account has left of a quota; the detail is the quota's name. */
    QUOTA_LEFT,
    /** Providers that are paused for every workspace. */
    PROVIDERS_PAUSED,
    /** Notices that are not on their way to their addresses yet. */
    NOTICES_PENDING,
    /** How many transactions old the oldest one is that is still open. */
    OLDEST_TRANSACTION
  }
}
