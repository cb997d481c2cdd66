package dev.tributary.server.api.connections;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.NextStep;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.IfMatch;
import dev.tributary.server.api.Place;
import dev.tributary.server.api.connections.Choosing.ScheduleWish;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.store.HealthCheck;
import dev.tributary.store.Integration;
import dev.tributary.store.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What a connection reads and when, and whether its account can still be read. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/integrations/{integration}")
final class IntegrationSettingsApi {
  private final BackendSource source;

  IntegrationSettingsApi(BackendSource source) {
    this.source = source;
  }

  /** What is to be changed; settings that are not named stay. */
  record SettingsChange(
      Optional<Map<String, JsonNode>> settings, Optional<ScheduleWish> schedule) {}

  /**
   * What the provider said of the account.
   *
   * @param message one sentence for people
   * @param code of the problem, for programs
   * @param changes one sentence for each thing that changed at the provider
   */
  record Checked(
      boolean ok,
      String message,
      Instant checkedAt,
      Optional<String> code,
      Optional<String> nextAction,
      List<String> changes) {}

  /**
   * Changes settings and schedule as a whole. Streams that are switched on are read back into the
   * past, and a setting that changes what numbers mean has them read again.
   */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PatchMapping("/settings")
  ResponseEntity<IntegrationShown> change(
      Place place,
      @PathVariable UUID integration,
      IfMatch ifMatch,
      @RequestBody SettingsChange change)
      throws ConnectException {
    Backend backend = source.get();
    IntegrationViews views = new IntegrationViews(backend, place);
    Integration known = views.require(integration);
    ifMatch.require(IntegrationsApi.etag(integration, known.version()));
    Map<String, String> settings =
        change.settings().isPresent()
            ? SettingsForm.of(views.provider(known))
                .stored(change.settings().get(), known.settings())
            : known.settings();
    if (views.provider(known).streams(settings).isEmpty()) {
      throw ApiProblem.invalid("settings", "would switch every report off; leave one on");
    }
    Optional<Schedule> schedule =
        change.schedule().isPresent() ? change.schedule().get().schedule() : known.schedule();
    try {
      backend
          .engine()
          .connections()
          .change(place.workspaceId(), integration, known.version(), settings, schedule);
    } catch (ConnectException e) {
      if (e.code().equals("changed_meanwhile")) {
        throw IfMatch.stale();
      }
      throw e;
    }
    return IntegrationsApi.shown(backend, place, integration);
  }

  /** Asks the provider how the account is, acts on what it says, and keeps the result. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/health-check")
  Checked check(Place place, @PathVariable UUID integration)
      throws ConnectException, InterruptedException {
    HealthCheck check =
        source.get().engine().connections().checkHealth(place.workspaceId(), integration);
    return new Checked(
        check.healthy(),
        IntegrationViews.health(check).message(),
        check.checkedAt(),
        check.problem().map(HealthCheck.Problem::code),
        check.problem().map(problem -> NextStep.of(problem.code())),
        check.changes());
  }
}
