package dev.tributary.server.api.connections;

import dev.tributary.engine.connect.NextStep;
import dev.tributary.server.api.connections.IntegrationShown.ReasonShown;
import dev.tributary.server.app.Backend;
import dev.tributary.spi.DayRange;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.DeadLetterFilter;
import dev.tributary.store.Integration;
import dev.tributary.store.RangeRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Why what was asked for is not read any more: its days were given up, or the connection stands.
 */
final class OperationProblems {
  private static final int LETTERS_MAX = 1_000;

  private final Backend backend;
  private final UUID workspace;
  private final Map<UUID, List<DeadLetter>> letters = new HashMap<>();

  OperationProblems(Backend backend, UUID workspace) {
    this.backend = backend;
    this.workspace = workspace;
  }

  /** Empty for what is done, or goes on. */
  Optional<ReasonShown> of(RangeRequest request) {
    if (request.doneAt().isPresent()) {
      return Optional.empty();
    }
    return given(request).or(() -> stands(request.integrationId()));
  }

  private Optional<ReasonShown> given(RangeRequest request) {
    return letters.computeIfAbsent(request.integrationId(), this::open).stream()
        .filter(letter -> letter.operation().isEmpty())
        .filter(letter -> !letter.createdAt().isBefore(request.askedAt()))
        .filter(letter -> letter.stream().map(request.stream()::equals).orElse(true))
        .filter(letter -> letter.days().map(days -> touches(days, request.days())).orElse(true))
        .findFirst()
        .map(letter -> new ReasonShown(letter.code(), letter.cause(), NextStep.of(letter.code())));
  }

  private static boolean touches(DayRange one, DayRange other) {
    return !one.first().isAfter(other.last()) && !one.last().isBefore(other.first());
  }

  private List<DeadLetter> open(UUID integration) {
    return backend
        .engine()
        .stores()
        .deadLetterViews()
        .page(workspace, DeadLetterFilter.OPEN.of(integration), Optional.empty(), LETTERS_MAX);
  }

  /** A pause is no failure: somebody wants to go on with it. */
  private Optional<ReasonShown> stands(UUID integration) {
    Optional<Integration> known =
        backend.engine().stores().integrations().find(workspace, integration);
    return known
        .filter(one ->
            switch (one.state()) {
              case ACTIVE, PAUSED -> false;
              case HELD, RECONNECT_NEEDED, GAVE_UP, DISCONNECTED -> true;
            })
        .flatMap(Integration::reason)
        .map(reason ->
            new ReasonShown(
                reason.code(),
                reason.sentence(),
                NextStep.known(reason.code())
                    .orElse("Look at the connection; it says what has to be done.")));
  }
}
