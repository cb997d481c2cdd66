package dev.tributary.engine.connect;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.condition.ConditionReader;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.plan.Planner;
import dev.tributary.engine.plan.Price;
import dev.tributary.engine.quota.Allowance;
import dev.tributary.engine.quota.Quotas;
import dev.tributary.spi.Account;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.Integration;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Pace;
import dev.tributary.store.Priority;
import dev.tributary.store.Quota;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what a connect or a backfill will cost, before it begins. No provider is asked. */
public final class Pricing {
  private final Stores stores;
  private final Adapters adapters;
  private final ConditionReader conditions;
  private final Quotas quotas;
  private final InstantSource clock;

  public Pricing(
      Stores stores, Adapters adapters, ConditionReader conditions, InstantSource clock) {
    this.stores = stores;
    this.adapters = adapters;
    this.conditions = conditions;
    this.quotas = new Quotas(stores.quotas());
    this.clock = clock;
  }

  /**
   * @param quotaNote one sentence about what the provider's quotas leave
   */
  public record Estimate(Price price, String quotaNote) {}

  /**
   * What the first read of new accounts costs.
   *
   * @param backfillDays whole days, beside the day that is under way
   */
  public Estimate connecting(
      String provider, List<Account> accounts, Map<String, String> settings, int backfillDays) {
    ProviderDescriptor descriptor = adapters.of(provider).describe();
    Price price =
        Price.sum(
            accounts.stream()
                .map(account -> {
                  AccountDays calendar = new AccountDays(account.zone());
                  LocalDate today = calendar.on(clock.instant());
                  return Price.of(
                      descriptor.streams(settings).stream()
                          .map(stream ->
                              part(
                                  stream,
                                  new DayRange(today.minusDays(backfillDays), today),
                                  calendar,
                                  Map.of()))
                          .toList(),
                      descriptor.limits());
                }));
    return new Estimate(price, note(provider, accounts));
  }

  /**
   * The history that an integration lacks.
   *
   * @param streams those that lack any of it
   */
  public record Gap(DayRange days, List<String> streams) {
    /** The wish that fills it. */
    public Asks.Wish wish() {
      return new Asks.Wish(
          Optional.of(days), streams, "backfill", Priority.BACKFILL, JobTrigger.BACKFILL, false);
    }
  }

  /**
   * What is missing from a day on.
   *
   * @throws ConnectException with {@code nothing_missing} or {@code range_in_future}
   */
  public Gap gap(Integration integration, LocalDate first) throws ConnectException {
    AccountDays calendar = new AccountDays(integration.account().zone());
    LocalDate today = calendar.on(clock.instant());
    if (first.isAfter(today)) {
      throw new ConnectException(
          "range_in_future",
          "%s lies in the future; by the clock of the account it is %s.".formatted(first, today));
    }
    LocalDate from =
        integration
            .account()
            .createdOn()
            .filter(first::isBefore)
            .filter(day -> !day.isAfter(today))
            .orElse(first);
    Map<String, DayRange> missing = new LinkedHashMap<>();
    for (StreamDescriptor stream : streams(integration)) {
      if (stream.kind() == StreamKind.SNAPSHOT) {
        continue;
      }
      kept(stream, new DayRange(from, today), calendar)
          .map(days ->
              stores
                  .ledger()
                  .missing(integration.workspaceId(), integration.id(), stream.name(), days))
          .filter(days -> !days.isEmpty())
          .ifPresent(
              days -> missing.put(stream.name(), new DayRange(days.getFirst(), days.getLast())));
    }
    if (missing.isEmpty()) {
      throw new ConnectException(
          "nothing_missing",
          "Every day since %s that the provider has is there already. Re-read days to read them again."
              .formatted(from));
    }
    return new Gap(
        new DayRange(
            missing.values().stream().map(DayRange::first).min(LocalDate::compareTo).orElseThrow(),
            missing.values().stream().map(DayRange::last).max(LocalDate::compareTo).orElseThrow()),
        List.copyOf(missing.keySet()));
  }

  /** What it costs to fill a gap. */
  public Estimate filling(Integration integration, Gap gap) {
    AccountDays calendar = new AccountDays(integration.account().zone());
    Map<String, Pace> pace = conditions.pace(integration);
    List<Price.Part> parts =
        streams(integration).stream()
            .filter(stream -> gap.streams().contains(stream.name()))
            .map(stream -> part(stream, gap.days(), calendar, pace))
            .toList();
    ProviderDescriptor descriptor = adapters.of(integration.provider()).describe();
    return new Estimate(
        Price.of(parts, descriptor.limits()),
        note(integration.provider(), List.of(integration.account())));
  }

  private List<StreamDescriptor> streams(Integration integration) {
    return adapters.of(integration.provider()).describe().streams(integration.settings());
  }

  private Price.Part part(
      StreamDescriptor stream, DayRange days, AccountDays calendar, Map<String, Pace> pace) {
    int length =
        stream.kind() == StreamKind.SNAPSHOT
            ? 1
            : kept(stream, days, calendar).map(DayRange::length).orElse(0);
    return new Price.Part(stream, length, Optional.ofNullable(pace.get(stream.name())));
  }

  private Optional<DayRange> kept(StreamDescriptor stream, DayRange days, AccountDays calendar) {
    return Planner.within(days, stream, new Planner.Circumstances(clock.instant(), calendar, true));
  }

  private String note(String provider, List<Account> accounts) {
    Instant now = clock.instant();
    for (Account account : accounts) {
      Allowance allowance =
          quotas.allowance(new Quotas.ProviderAccount(provider, account.id()), now);
      Optional<String> limit = limit(account, allowance);
      if (limit.isPresent()) {
        return limit.get();
      }
    }
    return accounts.stream()
        .flatMap(account -> scarcest(stores.quotas().of(provider, account.id())))
        .findFirst()
        .orElse(
            "The provider tells its quotas with the first answer. Fresh days come first, and a wait costs nothing.");
  }

  private static Optional<String> limit(Account account, Allowance allowance) {
    return switch (allowance) {
      case Allowance.Free _ -> Optional.empty();
      case Allowance.FreshOnly(String bucket, Instant until) ->
          Optional.of(
              "%s: what is left of %s is kept for fresh days until %s; history goes on then."
                  .formatted(account.name(), bucket, until));
      case Allowance.WaitUntil(Instant until, String why) ->
          Optional.of(
              "%s: nothing can be asked before %s, because %s."
                  .formatted(account.name(), until, why));
    };
  }

  private static Stream<String> scarcest(List<Quota> quotas) {
    return quotas.stream()
        .filter(quota -> quota.remaining().isPresent() && quota.largest() > 0)
        .min(Comparator.comparingDouble(Pricing::share))
        .map(quota ->
            String.format(
                Locale.ENGLISH,
                "%.0f %% of %s is left; below 20 %% history waits, fresh days go on.",
                100 * share(quota),
                quota.bucket()))
        .stream();
  }

  private static double share(Quota quota) {
    return (double) quota.remaining().orElse(0) / quota.largest();
  }
}
