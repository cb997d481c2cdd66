package dev.tributary.server.api.connections;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Place;
import dev.tributary.server.api.connections.IntegrationShown.ReasonShown;
import dev.tributary.server.app.Backend;
import dev.tributary.store.RangeRequest;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Long work that was asked for: days that are read one after the other.
 *
 * @param kind why, for example first_backfill, backfill, sync_now or reread
 * @param state failed when nothing more is read of it unless somebody does something
 * @param daysDone counted once for each report
 * @param problem why it failed; the first report's that did
 * @param streams each report's part
 */
record OperationShown(
    UUID id,
    String kind,
    State state,
    UUID integrationId,
    Instant askedAt,
    int daysDone,
    int daysPlanned,
    Optional<ReasonShown> problem,
    List<OfStream> streams) {

  /** Whether days are left to read. */
  enum State {
    RUNNING,
    DONE,
    FAILED
  }

  /**
   * One report's part.
   *
   * @param problem why nothing more of it is read
   */
  record OfStream(
      String stream,
      LocalDate first,
      LocalDate last,
      int daysDone,
      int daysPlanned,
      State state,
      Optional<ReasonShown> problem) {
    private static OfStream of(RangeRequest request, Optional<ReasonShown> problem) {
      boolean done = request.doneAt().isPresent();
      int planned = request.days().length();
      return new OfStream(
          request.stream(),
          request.days().first(),
          request.days().last(),
          done ? planned : request.daysDone(),
          planned,
          done ? State.DONE : problem.isPresent() ? State.FAILED : State.RUNNING,
          done ? Optional.empty() : problem);
    }
  }

  /**
   * @throws ApiProblem there is no such operation in the workspace
   */
  static OperationShown of(Backend backend, Place place, UUID id) {
    List<RangeRequest> requests =
        backend.engine().stores().requests().ofOperation(place.workspaceId(), id);
    if (requests.isEmpty()) {
      throw ApiProblem.notFound("operation");
    }
    OperationProblems problems = new OperationProblems(backend, place.workspaceId());
    List<OfStream> streams =
        requests.stream().map(one -> OfStream.of(one, problems.of(one))).toList();
    RangeRequest first = requests.getFirst();
    return new OperationShown(
        id,
        first.reason(),
        state(streams),
        first.integrationId(),
        first.askedAt(),
        streams.stream().mapToInt(OfStream::daysDone).sum(),
        streams.stream().mapToInt(OfStream::daysPlanned).sum(),
        streams.stream().flatMap(one -> one.problem().stream()).findFirst(),
        streams);
  }

  private static State state(List<OfStream> streams) {
    boolean running = streams.stream().anyMatch(one -> one.state() == State.RUNNING);
    boolean failed = streams.stream().anyMatch(one -> one.state() == State.FAILED);
    return running ? State.RUNNING : failed ? State.FAILED : State.DONE;
  }

  /** Where it can be looked at. */
  URI location(Place place) {
    return URI.create("/api/v1/workspaces/%s/operations/%s".formatted(place.workspaceId(), id));
  }
}
