package dev.tributary.server.api.connections;

import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.Pricing;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.spi.DayRange;
import dev.tributary.store.Integration;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Priority;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Asks for days to be read. Every answer is an operation by which it can be followed. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/integrations/{integration}")
final class IntegrationWorkApi {
  private final BackendSource source;

  IntegrationWorkApi(BackendSource source) {
    this.source = source;
  }

  /** Which reports; left out for all. */
  record SyncWish(Optional<List<String>> streams) {}

  /**
   * Days to be read again.
   *
   * @param first the oldest, in the account's zone
   * @param last the newest
   * @param streams left out for all
   * @param waiver an answer that contradicts what is stored is taken as it is
   */
  record RereadWish(
      LocalDate first, LocalDate last, Optional<List<String>> streams, Optional<Boolean> waiver) {}

  /**
   * How far back history is wanted: one of the two.
   *
   * @param days before today
   * @param first the oldest day, in the account's zone
   */
  record BackfillWish(Optional<Integer> days, Optional<LocalDate> first) {}

  /** Reads now what changes with every sync. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/sync")
  ResponseEntity<OperationShown> sync(
      Place place, @PathVariable UUID integration, @RequestBody Optional<SyncWish> wish)
      throws ConnectException {
    return ask(
        place,
        integration,
        new Asks.Wish(
            Optional.empty(),
            wish.flatMap(SyncWish::streams).orElse(List.of()),
            "sync_now",
            Priority.MANUAL,
            JobTrigger.MANUAL,
            false));
  }

  /** Reads days again, whatever is stored of them. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/reread")
  ResponseEntity<OperationShown> reread(
      Place place, @PathVariable UUID integration, @RequestBody RereadWish wish)
      throws ConnectException {
    boolean waiver = wish.waiver().orElse(false);
    return ask(
        place,
        integration,
        new Asks.Wish(
            Optional.of(range(wish.first(), wish.last())),
            wish.streams().orElse(List.of()),
            waiver ? "accept_held" : "reread",
            Priority.MANUAL,
            JobTrigger.MANUAL,
            waiver));
  }

  /**
   * @throws ApiProblem the range ends before it starts, or is longer than anything is kept
   */
  static DayRange range(LocalDate first, LocalDate last) {
    if (last.isBefore(first)) {
      throw ApiProblem.of(
          Kind.INVALID,
          "reversed_range",
          "The range ends before it starts: %s to %s.".formatted(first, last));
    }
    if (first.plusDays(DAYS_MAX).isBefore(last)) {
      throw ApiProblem.of(
          Kind.INVALID,
          "range_too_long",
          "%s to %s is more than %d days.".formatted(first, last, DAYS_MAX));
    }
    return new DayRange(first, last);
  }

  private static final int DAYS_MAX = 3_700;

  /** What reading the history that is missing would cost. Nothing is asked for. */
  @Allowed(Permission.READ)
  @PostMapping("/backfill/preview")
  PriceShown price(Place place, @PathVariable UUID integration, @RequestBody BackfillWish wish)
      throws ConnectException {
    Backend backend = source.get();
    Integration known = known(backend, place, integration);
    Pricing.Gap gap = gap(backend, known, wish);
    return PriceShown.of(
        backend.engine().pricing().filling(known, gap), Optional.of(gap.days().first()));
  }

  /** Reads the history that is missing; fresh days and what people ask for come first. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/backfill")
  ResponseEntity<OperationShown> backfill(
      Place place, @PathVariable UUID integration, @RequestBody BackfillWish wish)
      throws ConnectException {
    Backend backend = source.get();
    return ask(place, integration, gap(backend, known(backend, place, integration), wish).wish());
  }

  private static Integration known(Backend backend, Place place, UUID id) {
    IntegrationViews views = new IntegrationViews(backend, place);
    Integration known = views.require(id);
    views.provider(known);
    return known;
  }

  private static Pricing.Gap gap(Backend backend, Integration integration, BackfillWish wish)
      throws ConnectException {
    if (wish.days().isPresent() == wish.first().isPresent()) {
      throw ApiProblem.invalid("first", "or days must say how far back, one of the two");
    }
    LocalDate today = LocalDate.ofInstant(backend.engine().now(), integration.account().zone());
    if (wish.days().filter(days -> days < 0 || days > DAYS_MAX).isPresent()) {
      throw ApiProblem.invalid("days", "must be from 0 to " + DAYS_MAX);
    }
    LocalDate first = wish.first().orElseGet(() -> today.minusDays(wish.days().orElse(0)));
    if (!first.isAfter(today)) {
      range(first, today);
    }
    return backend.engine().pricing().gap(integration, first);
  }

  private ResponseEntity<OperationShown> ask(Place place, UUID integration, Asks.Wish wish)
      throws ConnectException {
    Backend backend = source.get();
    UUID operation = backend.engine().asks().ask(place.workspaceId(), integration, wish);
    OperationShown shown = OperationShown.of(backend, place, operation);
    return ResponseEntity.accepted().location(shown.location(place)).body(shown);
  }
}
