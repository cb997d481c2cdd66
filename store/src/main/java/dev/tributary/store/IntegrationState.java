package dev.tributary.store;

/**
 * What an integration is, beside what its job is doing. {@link #status()} is the one table from
 * these states to the short status; the database repeats it.
 */
public enum IntegrationState {
  ACTIVE(IntegrationStatus.CONNECTED),
  /** A person stopped it for a while. */
  PAUSED(IntegrationStatus.CONNECTED),
  /** Zone or currency changed at the provider: no day is replaced until a person decided. */
  HELD(IntegrationStatus.CONNECTED),
  /** The login or key is refused: only a person can help. */
  RECONNECT_NEEDED(IntegrationStatus.ERROR),
  /** Tried to the end, or the account is gone. */
  GAVE_UP(IntegrationStatus.ERROR),
  /** Ended by a person; its data is kept. */
  DISCONNECTED(IntegrationStatus.DISCONNECTED);

  private final IntegrationStatus status;

  IntegrationState(IntegrationStatus status) {
    this.status = status;
  }

  public IntegrationStatus status() {
    return status;
  }

  /** Whether a scheduled sync makes sense. */
  public boolean syncs() {
    return this == ACTIVE;
  }
}
