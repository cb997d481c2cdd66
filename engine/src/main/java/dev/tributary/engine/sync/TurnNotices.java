package dev.tributary.engine.sync;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.connect.NextStep;
import dev.tributary.engine.notify.Notices;
import dev.tributary.engine.notify.Wording;
import dev.tributary.spi.Slice;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Notice;
import dev.tributary.store.Notification;
import java.time.Instant;
import java.util.Optional;

/** What administrators are told about a turn, inside the transaction that records its end. */
final class TurnNotices {
  /** So many tries in a row fail before anybody is told. */
  static final int FAILURES = 3;

  private final Stores stores;
  private final Adapters adapters;
  private final Notices notices;

  TurnNotices(Stores stores, Adapters adapters) {
    this.stores = stores;
    this.adapters = adapters;
    this.notices = new Notices(stores.notices());
  }

  /**
   * The whole integration is tried again.
   *
   * @param failures in a row, this one too
   */
  void retried(Integration integration, int failures, String cause, Instant next, Instant now) {
    if (failures >= FAILURES) {
      raise(
          integration,
          Wording.repeatedFailures(integration, name(integration), failures, cause, next),
          now);
    }
  }

  /** Days of one stream are tried again. */
  void retried(
      Integration integration, Slice slice, int failures, String cause, Instant next, Instant now) {
    if (failures >= FAILURES) {
      raise(
          integration,
          Wording.repeatedFailures(
              integration, name(integration), slice.stream(), slice.days(), failures, cause, next),
          now);
    }
  }

  /** Days were given up, the integration goes on. */
  void gaveUp(
      Integration integration, Slice slice, String code, String cause, int attempts, Instant now) {
    deadLetter(integration, Optional.of(slice), code, cause, attempts, now);
    notices.close(
        integration.workspaceId(), Wording.failures(integration.id(), slice.stream()), now);
  }

  /** The job ended for good. What is said about the failures before says less. */
  void gaveUp(Integration integration, End.Over over, Instant now) {
    notices.close(integration.workspaceId(), Wording.failures(integration.id()), now);
    Optional<IntegrationState> state = over.state();
    if (state.isEmpty()) {
      deadLetter(integration, over.slice(), over.code(), over.message(), over.attempts(), now);
    } else if (state.get() != IntegrationState.RECONNECT_NEEDED) {
      // Whoever refused the login told it once for all its integrations.
      raise(
          integration,
          Wording.stopped(integration, name(integration), over.message(), NextStep.of(over.code())),
          now);
    }
  }

  private void deadLetter(
      Integration integration,
      Optional<Slice> slice,
      String code,
      String cause,
      int attempts,
      Instant now) {
    raise(
        integration,
        Wording.deadLetter(
            integration,
            name(integration),
            slice.map(Slice::stream),
            slice.map(Slice::days),
            Math.max(1, attempts),
            cause,
            NextStep.of(code)),
        now);
  }

  /** A turn came to its end: what it proves to be over is over. */
  void completed(Integration integration, Instant now) {
    for (Notification open : stores.notices().open(integration.workspaceId(), integration.id())) {
      if (over(integration, open.notice())) {
        notices.recovered(integration.workspaceId(), open.notice().incident(), now);
      }
    }
  }

  private boolean over(Integration integration, Notice notice) {
    return switch (notice.kind()) {
      case REPEATED_FAILURES ->
          !stores
              .ledger()
              .failing(
                  integration.workspaceId(),
                  integration.id(),
                  notice.incident().substring(notice.incident().lastIndexOf('/') + 1),
                  FAILURES);
      case DEAD_LETTER ->
          stores.deadLetters().open(integration.workspaceId(), integration.id()).isEmpty();
      case STOPPED -> true;
      // These have their own ends: a new login, new data, the operator's correction.
      case RECONNECT_NEEDED, LOGIN_ENDS, STALE_DATA, MISCONFIGURED, EMAIL_HEALTH, RECOVERED ->
          false;
    };
  }

  private void raise(Integration integration, Notice notice, Instant now) {
    notices.raise(integration.workspaceId(), notice, now);
  }

  private String name(Integration integration) {
    return adapters.name(integration.provider());
  }
}
