package dev.tributary.server.api.connections;

import dev.tributary.engine.condition.Condition;
import dev.tributary.engine.condition.Sentences;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Place;
import dev.tributary.server.api.connections.IntegrationShown.AccountShown;
import dev.tributary.server.api.connections.IntegrationShown.GrantShown;
import dev.tributary.server.api.connections.IntegrationShown.HealthShown;
import dev.tributary.server.api.connections.IntegrationShown.ProgressShown;
import dev.tributary.server.api.connections.IntegrationShown.ReasonShown;
import dev.tributary.server.api.connections.IntegrationShown.ScheduleShown;
import dev.tributary.server.app.Backend;
import dev.tributary.spi.Account;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.GrantInfo;
import dev.tributary.store.HealthCheck;
import dev.tributary.store.Integration;
import dev.tributary.store.Schedule;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads connections as the API shows them: a few statements for any number of them. */
final class IntegrationViews {
  private final Backend backend;
  private final Place place;

  IntegrationViews(Backend backend, Place place) {
    this.backend = backend;
    this.place = place;
  }

  /**
   * @throws ApiProblem there is none, or it is another workspace's
   */
  Integration require(UUID id) {
    return backend
        .engine()
        .stores()
        .integrations()
        .find(place.workspaceId(), id)
        .orElseThrow(() -> ApiProblem.notFound("connection"));
  }

  /**
   * What the provider is, for what needs its adapter.
   *
   * @throws ApiProblem this installation has none
   */
  ProviderDescriptor provider(Integration integration) {
    return backend
        .adapters()
        .find(integration.provider())
        .map(adapter -> adapter.describe())
        .orElseThrow(() ->
            ApiProblem.of(
                dev.tributary.server.people.Refusal.Kind.INVALID,
                "no_adapter",
                "This installation has no adapter for " + integration.provider() + "."));
  }

  /** As it is now, with the last health check. */
  IntegrationShown one(UUID id) {
    Condition condition =
        backend
            .engine()
            .conditions()
            .of(place.workspaceId(), id)
            .orElseThrow(() -> ApiProblem.notFound("connection"));
    return shown(List.of(condition), true).getFirst();
  }

  List<IntegrationShown> all(List<Condition> conditions) {
    return shown(conditions, false);
  }

  /** Sentences with times in the workspace's zone. */
  Sentences sentences() {
    ZoneId zone =
        new WorkspaceStore(backend.database())
            .find(place.workspaceId())
            .map(Workspace::zone)
            .orElse(ZoneOffset.UTC);
    return new Sentences(zone, backend.engine().now());
  }

  private List<IntegrationShown> shown(List<Condition> conditions, boolean health) {
    Map<UUID, GrantInfo> grants =
        backend
            .engine()
            .stores()
            .grants()
            .infos(
                place.workspaceId(),
                conditions.stream()
                    .map(one -> one.situation().integration().grantId())
                    .collect(Collectors.toSet()));
    Sentences sentences = sentences();
    return conditions.stream()
        .map(one -> shown(one, grants, sentences, health ? health(one) : Optional.empty()))
        .toList();
  }

  private Optional<HealthShown> health(Condition condition) {
    return backend
        .engine()
        .connections()
        .lastHealth(place.workspaceId(), condition.situation().integration().id())
        .map(IntegrationViews::health);
  }

  static HealthShown health(HealthCheck check) {
    return new HealthShown(
        check.healthy(),
        check.checkedAt(),
        check
            .problem()
            .map(HealthCheck.Problem::detail)
            .orElse("The account is as it was connected."));
  }

  private IntegrationShown shown(
      Condition condition,
      Map<UUID, GrantInfo> grants,
      Sentences sentences,
      Optional<HealthShown> health) {
    Integration one = condition.situation().integration();
    return new IntegrationShown(
        one.id(),
        one.workspaceId(),
        one.provider(),
        condition.status(),
        condition.state(),
        sentences.of(condition),
        condition.reason().map(IntegrationViews::reason),
        condition.freshness(),
        condition.dataThrough(),
        account(one.account()),
        settings(one),
        one.version(),
        schedule(one.schedule(), backend.engine().syncEvery()),
        one.lastSyncAt(),
        condition.nextSyncAt(),
        condition.waitingUntil(),
        condition.waitingFor(),
        condition.progress().map(IntegrationViews::progress),
        condition.deadLetters(),
        grant(Optional.ofNullable(grants.get(one.grantId())).orElseThrow()),
        health,
        one.createdAt(),
        one.updatedAt());
  }

  static ReasonShown reason(Condition.Reason reason) {
    return new ReasonShown(reason.code(), reason.sentence(), reason.nextStep());
  }

  static AccountShown account(Account account) {
    return new AccountShown(
        account.id(), account.name(), account.zone().getId(), account.currency(), account.facts());
  }

  private static ProgressShown progress(Condition.Progress progress) {
    return new ProgressShown(
        progress.operation(),
        progress.daysDone(),
        progress.daysPlanned(),
        progress.streams().isPresent()
            ? Optional.of(progress.streams().getAsInt())
            : Optional.empty(),
        progress.left().map(Duration::toSeconds),
        progress.stream());
  }

  private Map<String, Object> settings(Integration integration) {
    return backend
        .adapters()
        .find(integration.provider())
        .map(adapter -> SettingsForm.of(adapter.describe()).shown(integration.settings()))
        .orElseGet(() -> Map.copyOf(integration.settings()));
  }

  private static GrantShown grant(GrantInfo grant) {
    return new GrantShown(
        grant.id(),
        grant.login(),
        grant.displayName().orElse(grant.providerUser()),
        grant.state(),
        grant.endsAt(),
        grant.scopes().stream().sorted().toList());
  }

  static ScheduleShown schedule(Optional<Schedule> schedule, Duration standard) {
    return switch (schedule.orElseGet(() -> new Schedule.Every(standard))) {
      case Schedule.Every(Duration interval) ->
          new ScheduleShown(
              Optional.of(interval.toString()),
              Optional.empty(),
              Optional.empty(),
              schedule.isEmpty(),
              "Every " + words(interval) + ".");
      case Schedule.Cron(String expression, ZoneId zone) ->
          new ScheduleShown(
              Optional.empty(),
              Optional.of(expression),
              Optional.of(zone.getId()),
              false,
              "At %s by the clock of %s.".formatted(expression, zone.getId()));
    };
  }

  private static String words(Duration interval) {
    if (interval.toMinutes() % 60 != 0) {
      return interval.toMinutes() + " minutes";
    }
    long hours = interval.toHours();
    return hours == 1
        ? "hour"
        : hours % 24 == 0 && hours > 24 ? hours / 24 + " days" : hours + " hours";
  }
}
