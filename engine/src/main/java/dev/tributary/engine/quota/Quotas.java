package dev.tributary.engine.quota;

import dev.tributary.spi.Failure;
import dev.tributary.spi.QuotaReading;
import dev.tributary.store.Quota;
import dev.tributary.store.QuotaStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of a provider account's quotas, shared by every workspace and node that reads the
 * account. Only what the provider itself said counts; nothing is guessed from a document.
 */
public final class Quotas {
  /**
   * GA4 locks a property for the rest of the hour after ten server errors; it must never come to
   * that (Data API quotas, server errors per project and property per hour).
   */
  private static final int SERVER_ERRORS_MAX = 7;

  private static final Duration SERVER_ERRORS_WINDOW = Duration.ofHours(1);

  /** Longer than a turn that begins to read its last slice, rows and totals, as its time is up. */
  private static final Duration PLACE_LASTS = Duration.ofMinutes(12);

  /** History stops when less than this share of a quota is left. */
  private static final double SHARE_FOR_FRESH = 0.2;

  private static final Duration LOOK_AGAIN = Duration.ofMinutes(15);

  private final QuotaStore store;

  public Quotas(QuotaStore store) {
    this.store = store;
  }

  /** One account at a provider. */
  public record ProviderAccount(String provider, String account) {}

  public Allowance allowance(ProviderAccount account, Instant now) {
    QuotaStore.Known known =
        store.known(account.provider(), account.account(), now.minus(SERVER_ERRORS_WINDOW));
    return errorsUntil(known.serverErrors())
        .<Allowance>map(until ->
            new Allowance.WaitUntil(
                until,
                known.serverErrors().size()
                    + " server errors of the provider within an hour; asking on would lock the"
                    + " account"))
        .orElseGet(() -> decide(known.quotas(), now));
  }

  /**
   * A quota that is used up.
   *
   * @param until when it is full again
   */
  public record Full(String bucket, Instant until) {}

  /**
   * The quota that is used up for the longest, without those that count requests in a short time:
   * they are kept by pacing, as are announced waits.
   */
  public Optional<Full> full(ProviderAccount account, Collection<String> paced, Instant now) {
    return store
        .known(account.provider(), account.account(), now.minus(SERVER_ERRORS_WINDOW))
        .quotas()
        .stream()
        .filter(quota -> !paced.contains(quota.bucket()))
        .filter(quota -> !quota.bucket().equals(QuotaStore.ANNOUNCED_WAIT))
        .flatMap(quota ->
            emptyUntil(quota, now).map(wait -> new Full(quota.bucket(), wait.until())).stream())
        .max(Comparator.comparing(Full::until));
  }

  /**
   * Pure: when so few errors of the last hour are left that asking is safe again.
   *
   * @param errors newest first
   */
  public static Optional<Instant> errorsUntil(List<Instant> errors) {
    return errors.size() < SERVER_ERRORS_MAX
        ? Optional.empty()
        : Optional.of(errors.get(SERVER_ERRORS_MAX - 1).plus(SERVER_ERRORS_WINDOW).plusMillis(1));
  }

  /** Pure: what a set of readings allows. */
  public static Allowance decide(List<Quota> quotas, Instant now) {
    Optional<Allowance.WaitUntil> empty =
        quotas.stream()
            .flatMap(quota -> emptyUntil(quota, now).stream())
            .max(Comparator.comparing(Allowance.WaitUntil::until));
    if (empty.isPresent()) {
      return empty.get();
    }
    return quotas.stream()
        .filter(quota -> scarce(quota, now))
        .map(quota ->
            new Allowance.FreshOnly(
                quota.bucket(), quota.resetsAt().orElseGet(() -> now.plus(LOOK_AGAIN))))
        .max(Comparator.comparing(Allowance.FreshOnly::until))
        .<Allowance>map(only -> only)
        .orElseGet(Allowance.Free::new);
  }

  private static Optional<Allowance.WaitUntil> emptyUntil(Quota quota, Instant now) {
    Optional<Instant> until =
        quota.emptyUntil().isPresent()
            ? quota.emptyUntil()
            : quota.resetsAt().filter(_ -> quota.remaining().orElse(1) <= 0);
    return until
        .filter(now::isBefore)
        .map(end -> new Allowance.WaitUntil(end, why(quota.bucket())));
  }

  private static String why(String bucket) {
    return bucket.equals(QuotaStore.ANNOUNCED_WAIT)
        ? "the provider asked to wait"
        : "the quota " + bucket + " is used up";
  }

  /** A reading from before the last reset says nothing. */
  private static boolean scarce(Quota quota, Instant now) {
    boolean current =
        quota.resetsAt().map(now::isBefore).orElse(quota.seenAt().plus(LOOK_AGAIN).isAfter(now));
    return current
        && quota.remaining().isPresent()
        && quota.remaining().getAsLong() < quota.largest() * SHARE_FOR_FRESH;
  }

  /** Keeps what an answer said. */
  public void seen(ProviderAccount account, List<QuotaReading> readings, Instant now) {
    if (!readings.isEmpty()) {
      store.seen(account.provider(), account.account(), readings, now);
    }
  }

  /** Keeps what a failure says about quotas. */
  public void failed(ProviderAccount account, Failure failure, Instant now) {
    switch (failure) {
      case Failure.QuotaExhausted exhausted ->
          store.empty(
              account.provider(),
              switch (exhausted.sharedBy()) {
                case ACCOUNT -> account.account();
                case APP -> QuotaStore.EVERYBODY;
              },
              exhausted.bucket(),
              exhausted.until(),
              now);
      case Failure.Throttled(Duration delay, boolean byProvider, String _) -> {
        if (byProvider) {
          store.empty(
              account.provider(),
              account.account(),
              QuotaStore.ANNOUNCED_WAIT,
              now.plus(delay),
              now);
        }
      }
      case Failure.Unavailable _ -> store.serverError(account.provider(), account.account(), now);
      case Failure.TokenRejected _,
          Failure.GrantRejected _,
          Failure.PermissionMissing _,
          Failure.TooLarge _,
          Failure.InvalidRequest _,
          Failure.AccountGone _,
          Failure.Malformed _,
          Failure.TooMuchData _,
          Failure.Network _,
          Failure.Misconfigured _,
          Failure.Storage _,
          Failure.Defect _ -> {}
    }
  }

  /**
   * Takes one of the places for requests in flight. A turn makes one request at a time, so one
   * place lasts for the turn. Every recent server error leaves a place less, so that requests that
   * are under way cannot use the rest up.
   *
   * @param holder the same for whoever goes on after its process died, who then takes the place
   *     that was left; under another name it stays taken for {@link #PLACE_LASTS}
   * @param inFlightMax what the provider allows
   */
  public boolean enter(ProviderAccount account, UUID holder, int inFlightMax, Instant now) {
    QuotaStore.Places places =
        new QuotaStore.Places(inFlightMax, SERVER_ERRORS_MAX, now.minus(SERVER_ERRORS_WINDOW));
    return store.lease(account.provider(), account.account(), holder, places, now, PLACE_LASTS);
  }

  public void leave(ProviderAccount account, UUID holder) {
    store.release(account.provider(), account.account(), holder);
  }
}
