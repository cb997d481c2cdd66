package dev.tributary.store;

import java.util.Optional;
import java.util.UUID;

/**
 * Something of a workspace that can change.
 *
 * @param id of an integration for {@link Kind#INTEGRATION} and {@link Kind#LEDGER}
 * @param integration to which it belongs; empty for what belongs to none or to several
 */
public record Changed(Kind kind, UUID id, Optional<UUID> integration) {

  /** What may have changed. */
  public enum Kind {
    INTEGRATION,
    JOB,
    OPERATION,
    NOTIFICATION,
    /** The days of an integration. */
    LEDGER,
    DEAD_LETTER
  }
}
