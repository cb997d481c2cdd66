package dev.tributary.server.api.connections;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.Connections.Connected;
import dev.tributary.engine.connect.Schedules;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.spi.Account;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.Integration;
import dev.tributary.store.Schedule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JsonNode;

/** What choosing accounts has in common, whether by consent or by a key. */
final class Choosing {
  private static final int ACCOUNTS_MAX = 200;

  private final Backend backend;
  private final Place place;

  Choosing(Backend backend, Place place) {
    this.backend = backend;
    this.place = place;
  }

  /**
   * An account that can be chosen.
   *
   * @param connectedAs the connection that the workspace has for it already
   */
  record AccountOffer(
      String id,
      String name,
      String zone,
      Optional<String> currency,
      Map<String, String> facts,
      Optional<UUID> connectedAs) {}

  /**
   * When it is to be synced: one of the three.
   *
   * @param every an interval such as PT1H
   * @param cron five fields as in Unix, with a zone
   * @param standard true for the installation's own interval
   */
  record ScheduleWish(
      Optional<String> every,
      Optional<String> cron,
      Optional<String> zone,
      Optional<Boolean> standard) {

    /** Empty for the installation's own. */
    Optional<Schedule> schedule() throws ConnectException {
      boolean own = standard.orElse(false);
      int given = (every.isPresent() ? 1 : 0) + (cron.isPresent() ? 1 : 0) + (own ? 1 : 0);
      if (given != 1) {
        throw ApiProblem.invalid("schedule", "must have one of every, cron and standard=true");
      }
      if (own) {
        return Optional.empty();
      }
      if (every.isPresent()) {
        // An interval begins with P; what does not is never taken for a cron expression.
        if (!every.get().startsWith("P")) {
          throw ApiProblem.invalid("schedule.every", "must be an ISO 8601 duration such as PT2H");
        }
        return Optional.of(Schedules.parse(every.get(), ""));
      }
      return Optional.of(
          Schedules.cron(
              cron.get(),
              zone.orElseThrow(
                  () -> ApiProblem.invalid("schedule.zone", "must name the zone of cron"))));
    }
  }

  /**
   * What was connected.
   *
   * @param operations the first read of each, in the same order
   */
  record ChoiceMade(List<IntegrationShown> integrations, List<OperationShown> operations) {}

  List<AccountOffer> offers(String provider, List<Account> accounts) {
    Map<String, UUID> connected =
        backend.engine().stores().integrations().of(place.workspaceId()).stream()
            .filter(one -> one.provider().equals(provider))
            .collect(Collectors.toMap(one -> one.account().id(), Integration::id));
    return accounts.stream()
        .map(account ->
            new AccountOffer(
                account.id(),
                account.name(),
                account.zone().getId(),
                account.currency(),
                account.facts(),
                Optional.ofNullable(connected.get(account.id()))))
        .toList();
  }

  /** Each once, and at least one. */
  static List<String> chosen(List<String> accounts) {
    List<String> once = List.copyOf(new LinkedHashSet<>(accounts));
    if (once.isEmpty() || once.size() > ACCOUNTS_MAX) {
      throw ApiProblem.invalid("accounts", "must name 1 to " + ACCOUNTS_MAX + " accounts");
    }
    return once;
  }

  /** Valid settings of a new connection, of which at least one stream is left on. */
  static Map<String, String> settings(
      ProviderDescriptor provider, Optional<Map<String, JsonNode>> sent) {
    Map<String, String> settings =
        SettingsForm.of(provider).stored(sent.orElse(Map.of()), Map.of());
    if (provider.streams(settings).isEmpty()) {
      throw ApiProblem.invalid("settings", "would switch every report off; leave one on");
    }
    return settings;
  }

  /** Gives new connections their schedule and shows them with their first reads. */
  ResponseEntity<ChoiceMade> made(List<Connected> connected, Optional<Optional<Schedule>> schedule)
      throws ConnectException {
    if (schedule.isPresent()) {
      for (Connected one : connected) {
        Integration integration = one.integration();
        backend
            .engine()
            .connections()
            .change(
                place.workspaceId(),
                integration.id(),
                integration.version(),
                integration.settings(),
                schedule.get());
      }
    }
    IntegrationViews views = new IntegrationViews(backend, place);
    ChoiceMade made =
        new ChoiceMade(
            connected.stream().map(one -> views.one(one.integration().id())).toList(),
            connected.stream()
                .map(one -> OperationShown.of(backend, place, one.operation()))
                .toList());
    return ResponseEntity.accepted()
        .location(made.operations().getFirst().location(place))
        .body(made);
  }
}
