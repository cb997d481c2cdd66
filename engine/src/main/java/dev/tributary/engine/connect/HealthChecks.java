package dev.tributary.engine.connect;

import dev.tributary.engine.Stores;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.quota.Quotas.ProviderAccount;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.spi.SyncException;
import dev.tributary.store.Actor;
import dev.tributary.store.HealthCheck;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Priority;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks providers how accounts are and acts on what they say: a changed zone or currency holds the
 * integration, changed attribution or key events are read anew, a refused login waits for its
 * customer, an account that is gone stops. An outage changes nothing but the record.
 */
final class HealthChecks {
  private static final Duration EVERY = Duration.ofDays(1);

  /** After an outage; the account is as it was as far as we know. */
  private static final Duration AGAIN = Duration.ofHours(1);

  private static final int ATTRIBUTION_DAYS = 730;
  private static final int KEY_EVENT_DAYS = 14;

  private final SyncTools tools;
  private final Stores stores;
  private final ProviderCalls calls;
  private final Asks asks;
  private final Deeds deeds;
  private final Replays replays;
  private final Subscribing subscribing;

  HealthChecks(
      SyncTools tools, ProviderCalls calls, Asks asks, Deeds deeds, Subscribing subscribing) {
    this.tools = tools;
    this.stores = tools.stores();
    this.calls = calls;
    this.asks = asks;
    this.deeds = deeds;
    this.subscribing = subscribing;
    this.replays = new Replays(stores, asks);
  }

  /**
   * Checks one integration now and keeps the result.
   *
   * @throws ConnectException it is disconnected, or this installation has no adapter for it
   */
  HealthCheck check(Integration known) throws ConnectException, InterruptedException {
    if (known.state() == IntegrationState.DISCONNECTED) {
      throw new ConnectException(
          "disconnected", "The connection was ended, so nobody can be asked. Connect it again.");
    }
    try {
      HealthCheck check = answered(known, calls.healthOf(known));
      subscribing.check(known);
      return check;
    } catch (SyncException e) {
      return refused(known, e.failure());
    }
  }

  private HealthCheck answered(Integration known, HealthStatus health) {
    Instant now = tools.clock().instant();
    HealthCheck check =
        new HealthCheck(
            known.workspaceId(),
            known.id(),
            now,
            health.findings().stream().findFirst().map(HealthChecks::problem),
            health.findings().stream().map(HealthStatus.Finding::message).toList(),
            0);
    stores
        .database()
        .system(() -> {
          // Who checked at the same time has acted on the same findings already.
          stores
              .integrations()
              .lock(known.workspaceId(), known.id())
              .filter(locked -> locked.account().equals(known.account()))
              .ifPresent(locked -> act(locked, health, now));
          stores.health().keep(check, now.plus(EVERY));
          return check;
        });
    return check;
  }

  private static HealthCheck.Problem problem(HealthStatus.Finding finding) {
    return new HealthCheck.Problem(code(finding), finding.message());
  }

  private static String code(HealthStatus.Finding finding) {
    return finding.change().name().toLowerCase(Locale.ROOT) + "_changed";
  }

  private void act(Integration locked, HealthStatus health, Instant now) {
    boolean otherDays = false;
    for (HealthStatus.Finding finding : health.findings()) {
      switch (finding.change()) {
        case ZONE, CURRENCY -> {
          otherDays = true;
          stop(locked, IntegrationState.HELD, code(finding), finding.message(), now);
        }
        case ATTRIBUTION -> reread(locked, code(finding), ATTRIBUTION_DAYS, now);
        case KEY_EVENTS -> reread(locked, code(finding), KEY_EVENT_DAYS, now);
        case SERVICE_LEVEL, ACCOUNT_STATUS, API_VERSION -> {}
      }
    }
    if (!otherDays) {
      stores.integrations().updateAccount(locked.workspaceId(), locked.id(), health.account(), now);
      answersAgain(locked, now);
    }
  }

  /** What was given up is tried again, and what had stopped for it goes on: once a day. */
  private void answersAgain(Integration locked, Instant now) {
    if (locked.state() != IntegrationState.ACTIVE && locked.state() != IntegrationState.GAVE_UP) {
      return;
    }
    int replayed = replays.causeSeemsGone(locked, List.of(), now);
    if (replayed > 0 && locked.state() == IntegrationState.GAVE_UP) {
      Actor.TRIBUTARY.call(() -> {
        deeds.goOn(locked, JobTrigger.SCHEDULE, "integration.resumed", now);
        return locked;
      });
    }
  }

  /** A person's pause, and what stands still already, stays as it is. */
  private void stop(
      Integration locked, IntegrationState state, String code, String message, Instant now) {
    boolean active =
        stores
            .integrations()
            .find(locked.workspaceId(), locked.id())
            .filter(one -> one.state() == IntegrationState.ACTIVE)
            .isPresent();
    if (active) {
      deeds.stop(locked, state, new Integration.Reason(code, message), now);
    }
  }

  private void reread(Integration locked, String reason, int days, Instant now) {
    LocalDate today = new AccountDays(locked.account().zone()).on(now);
    Asks.Wish wish =
        new Asks.Wish(
            Optional.of(new DayRange(today.minusDays(days), today)),
            List.of(),
            reason,
            Priority.BACKFILL,
            JobTrigger.BACKFILL,
            true);
    if (locked.state().syncs()) {
      asks.within(locked, wish, now);
    } else {
      asks.request(locked, wish, now);
    }
  }

  /** A rejected grant was confirmed and recorded by {@link ProviderCalls#healthOf}. */
  private HealthCheck refused(Integration known, Failure failure) {
    Instant now = tools.clock().instant();
    tools.quotas().failed(account(known), failure, now);
    boolean transientOne =
        switch (failure) {
          case Failure.TokenRejected _,
              Failure.GrantRejected _,
              Failure.AccountGone _,
              Failure.PermissionMissing _,
              Failure.InvalidRequest _,
              Failure.Misconfigured _ ->
              false;
          case Failure.QuotaExhausted _,
              Failure.Throttled _,
              Failure.Unavailable _,
              Failure.TooLarge _,
              Failure.Malformed _,
              Failure.TooMuchData _,
              Failure.Network _,
              Failure.Storage _,
              Failure.Defect _ ->
              true;
        };
    int failuresBefore =
        stores.health().find(known.workspaceId(), known.id()).map(HealthCheck::failures).orElse(0);
    HealthCheck check =
        new HealthCheck(
            known.workspaceId(),
            known.id(),
            now,
            Optional.of(new HealthCheck.Problem(failure.code(), failure.message())),
            List.of(),
            transientOne ? failuresBefore + 1 : 0);
    stores
        .database()
        .system(() -> {
          Optional<Integration> locked =
              stores.integrations().lock(known.workspaceId(), known.id());
          if (locked.isPresent() && endsIt(failure)) {
            stop(locked.get(), IntegrationState.GAVE_UP, failure.code(), failure.message(), now);
          }
          stores.health().keep(check, now.plus(transientOne ? AGAIN : EVERY));
          return check;
        });
    if (failure instanceof Failure.GrantRejected || failure instanceof Failure.TokenRejected) {
      clearQueue(known, now);
    }
    return check;
  }

  /** The integrations of a login that is refused wait for their customer, not in the queue. */
  private void clearQueue(Integration known, Instant now) {
    for (Integration one : stores.integrations().ofGrant(known.workspaceId(), known.grantId())) {
      stores
          .database()
          .system(() -> {
            stores
                .integrations()
                .lock(one.workspaceId(), one.id())
                .filter(locked -> locked.state() == IntegrationState.RECONNECT_NEEDED)
                .ifPresent(locked -> deeds.leaveQueue(locked, now));
            return one;
          });
    }
  }

  private static boolean endsIt(Failure failure) {
    return failure instanceof Failure.AccountGone
        || (failure instanceof Failure.PermissionMissing missing
            && missing.scope() == Failure.Scope.INTEGRATION);
  }

  static ProviderAccount account(Integration integration) {
    return new ProviderAccount(integration.provider(), integration.account().id());
  }
}
