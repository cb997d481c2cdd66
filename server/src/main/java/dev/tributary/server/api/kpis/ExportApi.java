package dev.tributary.server.api.kpis;

import dev.tributary.engine.kpi.KpiQuery;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * CSV that is whole or visibly not: its last line tells how many rows there are and the SHA-256 of
 * every byte before it, and what fails on the way breaks the connection.
 */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/exports")
final class ExportApi {
  /** Each holds a connection to the database for as long as the taker takes. */
  private static final int AT_ONCE = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int DAYS_MAX = 3_660;

  private final BackendSource source;
  private final AtOnce exports = new AtOnce(AT_ONCE, PATIENCE);

  ExportApi(BackendSource source) {
    this.source = source;
  }

  /** An answer, one line for each number; asked as {@code kpis/query} is by an address. */
  @Allowed(Permission.READ)
  @GetMapping(path = "/kpis.csv", produces = "text/csv")
  @KpiQueryParameters
  void kpis(
      Place place,
      @RequestParam MultiValueMap<String, String> parameters,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    Backend backend = source.get();
    Instant now = backend.engine().now();
    KpiQuery query = KpiParameters.read(parameters).of(KpiApi.workspace(backend, place), now);
    exports.run(() -> {
      Download.csv(
          response,
          "kpis-%s-%s.csv".formatted(query.first(), query.last()),
          out -> backend.engine().exports().answer(query, now, out));
      return query;
    });
  }

  /**
   * Every stored row of a stream, at one moment, with currency and state of its day.
   *
   * @param integrations absent for all of the provider that are connected
   */
  @Allowed(Permission.READ)
  @GetMapping(path = "/streams/{provider}/{stream}.csv", produces = "text/csv")
  void stream(
      Place place,
      @PathVariable String provider,
      @PathVariable String stream,
      @RequestParam LocalDate first,
      @RequestParam LocalDate last,
      @RequestParam Optional<List<UUID>> integrations,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    Backend backend = source.get();
    ProviderDescriptor known =
        backend
            .adapters()
            .find(provider)
            .map(adapter -> adapter.describe())
            .orElseThrow(() -> ApiProblem.notFound("provider"));
    StreamDescriptor table =
        known.streams().stream()
            .filter(one -> one.name().equals(stream))
            .findFirst()
            .orElseThrow(() -> ApiProblem.notFound("stream"));
    if (table.kind() == StreamKind.SNAPSHOT) {
      throw ApiProblem.invalid("stream", "has entities and no days, so it cannot be exported");
    }
    DayRange days = KpiRange.of(first, last, DAYS_MAX);
    List<UUID> accounts = accounts(backend, place, provider, integrations);
    exports.run(() -> {
      Download.csv(
          response,
          "%s-%s-%s-%s.csv".formatted(provider, stream, first, last),
          out ->
              backend.engine().exports().stream(
                  place.workspaceId(), known, stream, accounts, days, out));
      return days;
    });
  }

  private static List<UUID> accounts(
      Backend backend, Place place, String provider, Optional<List<UUID>> wanted) {
    List<Integration> all =
        backend.engine().stores().integrations().of(place.workspaceId()).stream()
            .filter(one -> one.provider().equals(provider))
            .toList();
    if (wanted.isEmpty()) {
      return all.stream()
          .filter(one -> one.state() != IntegrationState.DISCONNECTED)
          .map(Integration::id)
          .toList();
    }
    for (UUID id : wanted.get()) {
      if (all.stream().noneMatch(one -> one.id().equals(id))) {
        throw ApiProblem.of(
            Kind.INVALID,
            "unknown_integration",
            "There is no connection %s of %s in this workspace.".formatted(id, provider));
      }
    }
    return wanted.get();
  }
}
