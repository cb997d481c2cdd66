package dev.tributary.server.api.kpis;

import dev.tributary.engine.kpi.KpiQuery;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.store.Integration;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The catalogue, and answers from what is stored. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/kpis")
final class KpiApi {
  /** An answer of more values may take 60 MB. */
  private static final int LIGHT_VALUES_MAX = 100;

  private static final int HEAVY_AT_ONCE = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BackendSource source;
  private final AtOnce heavy = new AtOnce(HEAVY_AT_ONCE, PATIENCE);

  KpiApi(BackendSource source) {
    this.source = source;
  }

  /** Every KPI of the installed providers, then the blended ones. */
  @Allowed(Permission.READ)
  @GetMapping
  Page<KpiDocument> catalogue(Place place) {
    return Page.whole(
        source.get().engine().kpis().catalogue().entries().stream().map(KpiDocument::of).toList());
  }

  /** One KPI by its full id. */
  @Allowed(Permission.READ)
  @GetMapping("/{kpi}")
  KpiDocument kpi(Place place, @PathVariable String kpi) {
    return source.get().engine().kpis().catalogue().entries().stream()
        .filter(entry -> entry.id().equals(kpi))
        .findFirst()
        .map(KpiDocument::of)
        .orElseThrow(() -> ApiProblem.notFound("KPI"));
  }

  /** Answers a question; nothing is changed. */
  @Allowed(Permission.READ)
  @PostMapping("/query")
  AnswerDocument query(Place place, @RequestBody KpiWish wish) throws InterruptedException {
    return answer(place, wish);
  }

  /**
   * The same for an address: {@code ?kpis=sessions,key_events&period=P28D&grain=day}. Lists are
   * parted by commas, {@code filter} is {@code dimension:op:value} and may stand several times,
   * {@code sort} takes a minus for the largest first.
   */
  @Allowed(Permission.READ)
  @GetMapping("/query")
  @KpiQueryParameters
  AnswerDocument query(Place place, @RequestParam MultiValueMap<String, String> parameters)
      throws InterruptedException {
    return answer(place, KpiParameters.read(parameters));
  }

  private AnswerDocument answer(Place place, KpiWish wish) throws InterruptedException {
    Backend backend = source.get();
    Instant now = backend.engine().now();
    KpiQuery query = wish.of(workspace(backend, place), now);
    boolean light =
        query.dimension().isEmpty()
            || (query.top().isPresent() && query.top().getAsInt() <= LIGHT_VALUES_MAX);
    return light
        ? AnswerDocument.of(backend.engine().kpis().answer(query, now), now)
        : heavy.run(() -> AnswerDocument.of(backend.engine().kpis().answer(query, now), now));
  }

  static Workspace workspace(Backend backend, Place place) {
    return new WorkspaceStore(backend.database())
        .find(place.workspaceId())
        .orElseThrow(() -> ApiProblem.notFound("workspace"));
  }

  /**
   * What stands behind a number: each of its days with state, version and changes.
   *
   * @param kpi of the integration's provider, with or without the provider's name
   * @param first absent for four weeks
   * @param last in the account's days; absent for yesterday
   */
  @Allowed(Permission.READ)
  @GetMapping("/explain")
  Explanation explain(
      Place place,
      @RequestParam UUID integration,
      @RequestParam String kpi,
      @RequestParam Optional<LocalDate> first,
      @RequestParam Optional<LocalDate> last) {
    Backend backend = source.get();
    Integration known =
        backend
            .engine()
            .stores()
            .integrations()
            .find(place.workspaceId(), integration)
            .orElseThrow(() -> ApiProblem.notFound("connection"));
    return new Explaining(backend).of(known, kpi, first, last);
  }
}
