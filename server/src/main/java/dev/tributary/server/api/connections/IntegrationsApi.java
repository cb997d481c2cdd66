package dev.tributary.server.api.connections;

import dev.tributary.engine.condition.Condition;
import dev.tributary.engine.condition.State;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.Connections;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.IfMatch;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Paging;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationPages;
import dev.tributary.store.IntegrationStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Connections: read, pause, resume, end and delete them. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/integrations")
final class IntegrationsApi {
  /** A state is judged, not stored; so many are judged for one page at most. */
  private static final int JUDGED_MAX = 10_000;

  private static final int JUDGED_AT_ONCE = 200;
  private static final int TEXT_MAX = 200;

  private final BackendSource source;

  IntegrationsApi(BackendSource source) {
    this.source = source;
  }

  /** Why it is paused, in one sentence for people. */
  record PauseWish(Optional<String> reason) {}

  /**
   * What ending a connection did.
   *
   * @param revoked the access was withdrawn at the provider too
   * @param message what is left to do there
   */
  record Ended(boolean revoked, Optional<String> message) {}

  /**
   * A deletion that a person means.
   *
   * @param confirm the account's name
   */
  record DeleteWish(String confirm) {}

  /**
   * What a deletion did.
   *
   * @param rows of data and bookkeeping
   * @param left what a person has to do at the provider
   */
  record Deleted(long rows, List<String> left) {}

  /**
   * The workspace's connections, oldest first.
   *
   * @param status connected, disconnected or error
   * @param state one of the words of docs/states.md
   * @param q part of the account's name, or its whole id
   */
  @Allowed(Permission.READ)
  @GetMapping
  Page<IntegrationShown> list(
      Place place,
      Paging paging,
      @RequestParam Optional<String> provider,
      @RequestParam Optional<String> status,
      @RequestParam Optional<String> state,
      @RequestParam Optional<String> q) {
    IntegrationPages.Filter filter =
        new IntegrationPages.Filter(
            provider,
            status.map(word -> constant(IntegrationStatus.class, "status", word)),
            q.map(IntegrationsApi::text));
    Optional<State> wanted = state.map(word -> constant(State.class, "state", word));
    Backend backend = source.get();
    List<Condition> found = read(backend, place, paging, filter, wanted);
    Page<Condition> page =
        paging.page(found, one -> one.situation().integration().id().toString(), one -> one);
    return new Page<>(new IntegrationViews(backend, place).all(page.items()), page.next());
  }

  private static List<Condition> read(
      Backend backend,
      Place place,
      Paging paging,
      IntegrationPages.Filter filter,
      Optional<State> wanted) {
    List<Condition> found = new ArrayList<>();
    Optional<UUID> after = paging.after().map(IntegrationsApi::id);
    int step = wanted.isPresent() ? JUDGED_AT_ONCE : paging.fetch();
    for (int judged = 0; judged < JUDGED_MAX && found.size() < paging.fetch(); judged += step) {
      List<Integration> some =
          new IntegrationPages(backend.database()).page(place.workspaceId(), filter, after, step);
      backend.engine().conditions().of(place.workspaceId(), some).stream()
          .filter(one -> wanted.isEmpty() || one.state() == wanted.get())
          .forEach(found::add);
      if (some.size() < step) {
        break;
      }
      after = Optional.of(some.getLast().id());
    }
    return found.subList(0, Math.min(found.size(), paging.fetch()));
  }

  private static UUID id(String position) {
    try {
      return UUID.fromString(position);
    } catch (IllegalArgumentException e) {
      throw ApiProblem.of(
          Kind.INVALID, "invalid_cursor", "The cursor is none that this list has given.");
    }
  }

  private static String text(String given) {
    if (given.isBlank() || given.length() > TEXT_MAX) {
      throw ApiProblem.invalid("q", "must have 1 to " + TEXT_MAX + " characters");
    }
    return given.strip();
  }

  static <E extends Enum<E>> E constant(Class<E> type, String field, String word) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(word)) {
        return constant;
      }
    }
    throw ApiProblem.invalid(
        field,
        "must be one of "
            + String.join(
                ", ",
                java.util.Arrays.stream(type.getEnumConstants())
                    .map(one -> one.name().toLowerCase(Locale.ROOT))
                    .toList()));
  }

  /** One connection. Its ETag is that of its settings. */
  @Allowed(Permission.READ)
  @GetMapping("/{integration}")
  ResponseEntity<IntegrationShown> get(Place place, @PathVariable UUID integration) {
    return shown(source.get(), place, integration);
  }

  static ResponseEntity<IntegrationShown> shown(Backend backend, Place place, UUID id) {
    IntegrationShown shown = new IntegrationViews(backend, place).one(id);
    return ResponseEntity.ok().eTag(etag(id, shown.settingsVersion())).body(shown);
  }

  /** Of settings and schedule, which alone are changed under it. */
  static String etag(UUID id, long version) {
    return IfMatch.etag(id, version);
  }

  /** Stops syncing for a while; what is stopped already stays as it is. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{integration}/pause")
  ResponseEntity<IntegrationShown> pause(
      Place place, @PathVariable UUID integration, @RequestBody Optional<PauseWish> wish)
      throws ConnectException {
    Optional<String> reason = wish.flatMap(PauseWish::reason).map(String::strip);
    if (reason.filter(text -> text.isEmpty() || text.length() > TEXT_MAX).isPresent()) {
      throw ApiProblem.invalid("reason", "must have 1 to " + TEXT_MAX + " characters");
    }
    source.get().engine().connections().pause(place.workspaceId(), integration, reason);
    return shown(source.get(), place, integration);
  }

  /** Goes on after a pause, a decision about a held account, or giving up. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{integration}/resume")
  ResponseEntity<IntegrationShown> resume(Place place, @PathVariable UUID integration)
      throws ConnectException, InterruptedException {
    source.get().engine().connections().resume(place.workspaceId(), integration);
    return shown(source.get(), place, integration);
  }

  /** Ends a connection; its data stays. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PostMapping("/{integration}/disconnect")
  Ended disconnect(Place place, @PathVariable UUID integration)
      throws ConnectException, InterruptedException {
    Connections.Disconnected ended =
        source.get().engine().connections().disconnect(place.workspaceId(), integration);
    return new Ended(ended.revoked(), ended.message());
  }

  /** Disconnects a connection and deletes everything of it; the audit log stays. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @DeleteMapping("/{integration}")
  Deleted delete(Place place, @PathVariable UUID integration, @RequestBody DeleteWish wish)
      throws ConnectException, InterruptedException {
    Backend backend = source.get();
    Integration known = new IntegrationViews(backend, place).require(integration);
    if (!known.account().name().equals(wish.confirm())) {
      throw ApiProblem.of(
          Kind.INVALID,
          "not_confirmed",
          "To delete it, confirm with the account's name, which is \"%s\"."
              .formatted(known.account().name()));
    }
    Connections.Deleted deleted =
        backend.engine().connections().delete(place.workspaceId(), integration);
    return new Deleted(deleted.rows(), deleted.left());
  }
}
