package dev.tributary.engine.condition;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Situation;
import dev.tributary.engine.Stores;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.queue.DbSchedulerQueue;
import dev.tributary.engine.quota.Allowance;
import dev.tributary.engine.quota.Quotas;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.Backlog;
import dev.tributary.store.ConditionStore;
import dev.tributary.store.ConditionStore.Key;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.Integration;
import dev.tributary.store.Pace;
import dev.tributary.store.ProviderPause;
import dev.tributary.store.StreamStatus;
import dev.tributary.store.StreamSummary;
import dev.tributary.store.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads from the database how integrations are doing. Any thread; no provider is asked. */
public final class ConditionReader {
  private final Stores stores;
  private final ConditionStore conditions;
  private final Adapters adapters;
  private final Quotas quotas;
  private final Duration staleAfter;
  private final InstantSource clock;

  public ConditionReader(
      Stores stores, Adapters adapters, Duration staleAfter, InstantSource clock) {
    this.stores = stores;
    this.conditions = new ConditionStore(stores.database());
    this.adapters = adapters;
    this.quotas = new Quotas(stores.quotas());
    this.staleAfter = staleAfter;
    this.clock = clock;
  }

  public Optional<Condition> of(UUID workspace, UUID integration) {
    return stores
        .integrations()
        .find(workspace, integration)
        .map(found -> of(workspace, List.of(found)).getFirst());
  }

  /** In the order of the integrations, which are all of one workspace. */
  public List<Condition> of(UUID workspace, List<Integration> integrations) {
    if (integrations.isEmpty()) {
      return List.of();
    }
    List<Key> keys = new ArrayList<>();
    for (Integration integration : integrations) {
      // One that reads nothing has a condition too.
      keys.add(new Key(integration.id(), ""));
      streams(integration).forEach(stream -> keys.add(new Key(integration.id(), stream.name())));
    }
    ConditionStore.Facts known = conditions.of(workspace, keys, DbSchedulerQueue.TASK);
    Map<String, ProviderPause> pauses =
        stores.providerPauses().all().stream()
            .collect(Collectors.toMap(ProviderPause::provider, Function.identity()));
    Instant now = clock.instant();
    return integrations.stream()
        .map(one -> Conditions.of(facts(one, known, pauses, now), now))
        .toList();
  }

  private List<StreamDescriptor> streams(Integration integration) {
    return adapters
        .find(integration.provider())
        .map(adapter -> adapter.describe().streams(integration.settings()))
        .orElse(List.of());
  }

  private Facts facts(
      Integration integration,
      ConditionStore.Facts known,
      Map<String, ProviderPause> pauses,
      Instant now) {
    UUID id = integration.id();
    List<DeadLetter> gaveUp = known.gaveUp().getOrDefault(id, List.of());
    List<Backlog> backlogs = known.backlogs().getOrDefault(id, List.of());
    boolean history = backlogs.stream().anyMatch(one -> one.daysLeft() > 0);
    boolean asks = history || known.jobs().containsKey(id);
    return new Facts(
        new Situation(
            integration,
            Optional.ofNullable(known.jobs().get(id)),
            Optional.ofNullable(known.dueAt().get(id)),
            gaveUp),
        adapters.name(integration.provider()),
        Optional.ofNullable(pauses.get(integration.provider())),
        streams(integration).stream()
            .map(stream -> facts(id, stream, known, backlogs, gaveUp))
            .toList(),
        asks ? allowance(integration, now) : new Allowance.Free(),
        history ? pace(integration) : Map.of(),
        staleAfter);
  }

  private Allowance allowance(Integration integration, Instant now) {
    return quotas.allowance(
        new Quotas.ProviderAccount(integration.provider(), integration.account().id()), now);
  }

  /** What the ledger knows of each stream of an integration that has any day. */
  public Map<String, StreamSummary> summaries(Integration integration) {
    return conditions.summaries(
        integration.workspaceId(),
        integration.id(),
        new AccountDays(integration.account().zone()).on(clock.instant()));
  }

  /** How fast an integration was read lately, by stream. */
  public Map<String, Pace> pace(Integration integration) {
    return conditions.pace(integration.workspaceId(), integration.id());
  }

  private static StreamFacts facts(
      UUID id,
      StreamDescriptor stream,
      ConditionStore.Facts known,
      List<Backlog> backlogs,
      List<DeadLetter> gaveUp) {
    String name = stream.name();
    List<Trouble> troubles = known.troubles().getOrDefault(id, List.of());
    List<StreamStatus> leftOut = known.leftOut().getOrDefault(id, List.of());
    return new StreamFacts(
        stream,
        Optional.ofNullable(known.through().get(new Key(id, name))),
        troubles.stream().filter(one -> one.stream().equals(name)).toList(),
        backlogs.stream().filter(one -> one.stream().equals(name)).findFirst(),
        leftOut.stream()
            .filter(one -> one.stream().equals(name))
            .findFirst()
            .flatMap(StreamStatus::givenUp),
        gaveUp.stream().filter(one -> one.stream().equals(Optional.of(name))).toList());
  }
}
