package dev.tributary.engine.sync;

import dev.tributary.spi.Failure;
import dev.tributary.spi.Slice;
import dev.tributary.store.IntegrationState;
import java.time.Instant;
import java.util.Optional;

/** How a turn ended. */
sealed interface End {

  /** For those who count. */
  default String word() {
    return switch (this) {
      case Completed _ -> "completed";
      case Cancelled _ -> "cancelled";
      case Interrupted _ -> "interrupted";
      case Waiting _ -> "waiting";
      case Retrying _ -> "retrying";
      case Over _ -> "gave_up";
    };
  }

  /**
   * @param workLeft the turn's time was up first
   */
  record Completed(boolean workLeft) implements End {}

  /** A person ended the job. */
  record Cancelled() implements End {}

  /** The node stops; the claim is given back. */
  record Interrupted() implements End {}

  /**
   * The claim is given back until then.
   *
   * @param freshGoesOn fresh days are read meanwhile, only history waits
   */
  record Waiting(Instant until, String why, boolean freshGoesOn) implements End {}

  record Retrying(Instant at, Failure failure) implements End {}

  /**
   * Tried to the end, or nothing to try.
   *
   * @param slice what was being read, empty when the whole integration is meant
   * @param state what becomes of the integration; empty when it goes on with its next sync
   */
  record Over(
      Failure.Category category,
      String code,
      String message,
      Optional<Slice> slice,
      int attempts,
      Optional<IntegrationState> state)
      implements End {

    static Over of(
        Failure failure, Optional<Slice> slice, int attempts, Optional<IntegrationState> state) {
      return new Over(
          failure.category(), failure.code(), failure.message(), slice, attempts, state);
    }
  }
}
