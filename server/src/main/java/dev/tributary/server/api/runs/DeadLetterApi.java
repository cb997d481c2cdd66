package dev.tributary.server.api.runs;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.DeadLetters;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Paging;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.DeadLetterFilter;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What was given up: look through, replay, skip. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/dead-letters")
final class DeadLetterApi {
  private static final int REASON_MAX = 1_000;

  private final BackendSource source;

  DeadLetterApi(BackendSource source) {
    this.source = source;
  }

  /**
   * Newest first, by when they were first given up.
   *
   * @param closed true for those that are closed, false for those that are open, absent for all
   */
  @Allowed(Permission.READ)
  @GetMapping
  Page<DeadLetterDocument> list(
      Place place,
      Paging paging,
      @RequestParam Optional<UUID> integration,
      @RequestParam Optional<String> provider,
      @RequestParam Optional<String> code,
      @RequestParam Optional<String> stream,
      @RequestParam Optional<Boolean> closed) {
    Backend backend = source.get();
    Known known = Known.of(backend, place.workspaceId());
    return paging.page(
        backend
            .engine()
            .stores()
            .deadLetterViews()
            .page(
                place.workspaceId(),
                filter(closed.map(one -> !one), integration, provider, code, stream),
                Known.position(paging.after()),
                paging.fetch()),
        letter -> letter.id().toString(),
        letter -> DeadLetterDocument.of(letter, known));
  }

  /** The open ones by cause, the most frequent first. */
  @Allowed(Permission.READ)
  @GetMapping("/causes")
  Page<DeadLetterDocument.Cause> causes(
      Place place,
      @RequestParam Optional<UUID> integration,
      @RequestParam Optional<String> provider,
      @RequestParam Optional<String> code,
      @RequestParam Optional<String> stream) {
    return Page.whole(
        letters()
            .causes(
                place.workspaceId(), filter(Optional.of(true), integration, provider, code, stream))
            .stream()
            .map(DeadLetterDocument.Cause::of)
            .toList());
  }

  private static DeadLetterFilter filter(
      Optional<Boolean> open,
      Optional<UUID> integration,
      Optional<String> provider,
      Optional<String> code,
      Optional<String> stream) {
    return new DeadLetterFilter(open, integration, provider, Optional.empty(), code, stream);
  }

  /** One of what was given up. */
  @Allowed(Permission.READ)
  @GetMapping("/{letter}")
  DeadLetterDocument letter(Place place, @PathVariable UUID letter) {
    return show(place, find(place, letter));
  }

  private DeadLetter find(Place place, UUID letter) {
    return letters()
        .find(place.workspaceId(), letter)
        .orElseThrow(() -> ApiProblem.notFound("dead letter"));
  }

  private DeadLetterDocument show(Place place, DeadLetter letter) {
    return DeadLetterDocument.of(letter, Known.of(source.get(), place.workspaceId()));
  }

  /** Has its days read again. Asking twice asks once. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{letter}/replay")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ResponseEntity<DeadLetterDocument> replay(Place place, @PathVariable UUID letter)
      throws ConnectException {
    find(place, letter);
    UUID operation = letters().replay(place.workspaceId(), letter);
    return ResponseEntity.accepted()
        .location(operation(place, operation))
        .body(show(place, find(place, letter)));
  }

  /**
   * Which open ones are replayed; what is absent does not matter.
   *
   * @param all must be true when nothing else is said
   */
  record Matching(
      Optional<Boolean> all,
      Optional<UUID> integration,
      Optional<String> provider,
      Optional<String> code,
      Optional<String> stream) {}

  /** Has everything read again that matches; what cannot sync does not hold up the others. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/replay")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ResponseEntity<DeadLetterDocument.Replayed> replayMatching(
      Place place, @RequestBody Matching which) {
    boolean everything =
        which.integration.isEmpty()
            && which.provider.isEmpty()
            && which.code.isEmpty()
            && which.stream.isEmpty();
    if (everything && !which.all.orElse(false)) {
      throw ApiProblem.invalid("all", "must be true when nothing else says which are meant");
    }
    DeadLetters.Replayed replayed =
        letters()
            .replayAll(
                place.workspaceId(),
                filter(
                    Optional.of(true),
                    which.integration,
                    which.provider,
                    which.code,
                    which.stream));
    ResponseEntity.BodyBuilder answer = ResponseEntity.accepted();
    replayed.operation().ifPresent(id -> answer.location(operation(place, id)));
    return answer.body(DeadLetterDocument.Replayed.of(replayed));
  }

  private static URI operation(Place place, UUID operation) {
    return URI.create(
        "/api/v1/workspaces/%s/operations/%s".formatted(place.workspaceId(), operation));
  }

  /** Why days are given up for good. */
  record Skip(String reason) {}

  /** Gives its days up for good, with the reason in the ledger. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{letter}/skip")
  DeadLetterDocument skip(Place place, @PathVariable UUID letter, @RequestBody Skip skip)
      throws ConnectException {
    if (skip.reason.length() > REASON_MAX) {
      throw ApiProblem.invalid("reason", "has at most " + REASON_MAX + " characters");
    }
    find(place, letter);
    letters().skip(place.workspaceId(), letter, skip.reason);
    return show(place, find(place, letter));
  }

  /** Puts one away that names no days. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{letter}/dismiss")
  DeadLetterDocument dismiss(Place place, @PathVariable UUID letter) throws ConnectException {
    find(place, letter);
    letters().dismiss(place.workspaceId(), letter);
    return show(place, find(place, letter));
  }

  private DeadLetters letters() {
    return source.get().engine().deadLetters();
  }
}
