package dev.tributary.server.web;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.DeadLetters;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.DeadLetterFilter;
import dev.tributary.store.DeadLetterGroup;
import dev.tributary.store.Integration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the command line does about what was given up. {@link ControlGate} guards it. */
@RestController
@RequestMapping("/control/dead-letters")
final class DeadLettersApi {
  private final BackendSource source;

  DeadLettersApi(BackendSource source) {
    this.source = source;
  }

  /** Which ones; what is absent does not matter. */
  record Which(
      Optional<String> account,
      Optional<String> provider,
      Optional<String> code,
      Optional<String> stream) {
    DeadLetterFilter of(Backend backend, Optional<Boolean> open) {
      return new DeadLetterFilter(
          open,
          account.map(name -> Accounts.one(backend, account).id()),
          provider,
          Optional.empty(),
          code,
          stream);
    }

    boolean everything() {
      return account.isEmpty() && provider.isEmpty() && code.isEmpty() && stream.isEmpty();
    }
  }

  /**
   * Those with the same cause.
   *
   * @param nextStep what a person should do
   */
  record CauseLine(
      String provider,
      String category,
      String code,
      Optional<String> stream,
      int letters,
      int connections,
      long days,
      Instant firstAt,
      Instant lastAt,
      String sample,
      String nextStep) {
    static CauseLine of(DeadLetters.Cause cause) {
      DeadLetterGroup group = cause.group();
      return new CauseLine(
          group.provider(),
          word(group.category()),
          group.code(),
          group.stream(),
          group.letters(),
          group.integrations(),
          group.days(),
          group.firstAt(),
          group.lastAt(),
          group.sample(),
          cause.nextStep());
    }
  }

  /**
   * One of them.
   *
   * @param closed how it ended; empty while it is open
   */
  record Line(
      UUID id,
      UUID integration,
      String account,
      Optional<String> stream,
      Optional<String> days,
      String category,
      String code,
      String cause,
      int attempts,
      int replays,
      Instant createdAt,
      Instant firstAt,
      Optional<String> closed,
      Optional<Instant> closedAt) {
    static Line of(DeadLetter letter, Map<UUID, Integration> known) {
      return new Line(
          letter.id(),
          letter.integrationId(),
          Optional.ofNullable(known.get(letter.integrationId()))
              .map(integration -> integration.account().name())
              .orElse("gone"),
          letter.stream(),
          letter.days().map(Object::toString),
          word(letter.category()),
          letter.code(),
          letter.cause(),
          letter.attempts(),
          letter.replays(),
          letter.createdAt(),
          letter.firstAt(),
          letter.closed().map(DeadLettersApi::word),
          letter.closedAt());
    }
  }

  /**
   * Some of them, newest first.
   *
   * @param next to be passed as {@code after} for those that follow
   */
  record Page(List<Line> items, Optional<UUID> next) {}

  /** All that match. */
  record ReplayWish(
      boolean all,
      Optional<String> account,
      Optional<String> provider,
      Optional<String> code,
      Optional<String> stream) {}

  /** Why days are given up for good. */
  record SkipWish(String reason) {}

  /** A replay that was begun. */
  record Begun(UUID operation) {}

  @GetMapping("/causes")
  List<CauseLine> causes(
      @RequestParam Optional<String> account,
      @RequestParam Optional<String> provider,
      @RequestParam Optional<String> code,
      @RequestParam Optional<String> stream) {
    Backend backend = source.get();
    return letters(backend)
        .causes(
            backend.workspace().id(),
            new Which(account, provider, code, stream).of(backend, Optional.of(true)))
        .stream()
        .map(CauseLine::of)
        .toList();
  }

  /**
   * @param closed those that are closed instead of those that are open
   */
  @GetMapping
  Page list(
      @RequestParam Optional<String> account,
      @RequestParam Optional<String> provider,
      @RequestParam Optional<String> code,
      @RequestParam Optional<String> stream,
      @RequestParam(defaultValue = "false") boolean closed,
      @RequestParam Optional<UUID> after,
      @RequestParam(defaultValue = "50") int limit) {
    Backend backend = source.get();
    Map<UUID, Integration> known = new HashMap<>();
    Accounts.all(backend).forEach(one -> known.put(one.id(), one));
    DeadLetters.Page page =
        letters(backend)
            .list(
                backend.workspace().id(),
                new Which(account, provider, code, stream).of(backend, Optional.of(!closed)),
                after,
                limit);
    return new Page(
        page.items().stream().map(letter -> Line.of(letter, known)).toList(), page.next());
  }

  @PostMapping("/{id}/replay")
  Begun replay(@PathVariable UUID id) throws ConnectException {
    Backend backend = source.get();
    return new Begun(letters(backend).replay(backend.workspace().id(), id));
  }

  @PostMapping("/replay")
  DeadLetters.Replayed replayAll(@RequestBody ReplayWish wish) {
    Backend backend = source.get();
    Which which = new Which(wish.account(), wish.provider(), wish.code(), wish.stream());
    if (which.everything() && !wish.all()) {
      throw new Problem(
          ExitCode.USAGE,
          "Name a dead letter, or with --code, --stream, --account or --provider those that match,"
              + " or all of them with --all.");
    }
    return letters(backend)
        .replayAll(backend.workspace().id(), which.of(backend, Optional.of(true)));
  }

  @PostMapping("/{id}/skip")
  void skip(@PathVariable UUID id, @RequestBody SkipWish wish) throws ConnectException {
    Backend backend = source.get();
    letters(backend).skip(backend.workspace().id(), id, wish.reason());
  }

  @PostMapping("/{id}/dismiss")
  void dismiss(@PathVariable UUID id) throws ConnectException {
    Backend backend = source.get();
    letters(backend).dismiss(backend.workspace().id(), id);
  }

  private static DeadLetters letters(Backend backend) {
    return backend.engine().deadLetters();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
