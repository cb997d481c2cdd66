package dev.tributary.server.api.connections;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.store.RangeRequest;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * Long work that was asked for: days that are read one after the other.
 *
 * @param kind why, for example first_backfill, backfill, sync_now or reread
 * @param daysDone counted once for each report
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
    List<OfStream> streams) {

  /** Whether days are left to read. */
  enum State {
    RUNNING,
    DONE
  }

  /** One report's part. */
  record OfStream(
      String stream, LocalDate first, LocalDate last, int daysDone, int daysPlanned, State state) {
    private static OfStream of(RangeRequest request) {
      boolean done = request.doneAt().isPresent();
      int planned = request.days().length();
      return new OfStream(
          request.stream(),
          request.days().first(),
          request.days().last(),
          done ? planned : request.daysDone(),
          planned,
          done ? State.DONE : State.RUNNING);
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
    List<OfStream> streams = requests.stream().map(OfStream::of).toList();
    RangeRequest first = requests.getFirst();
    return new OperationShown(
        id,
        first.reason(),
        streams.stream().allMatch(one -> one.state() == State.DONE) ? State.DONE : State.RUNNING,
        first.integrationId(),
        first.askedAt(),
        streams.stream().mapToInt(OfStream::daysDone).sum(),
        streams.stream().mapToInt(OfStream::daysPlanned).sum(),
        streams);
  }

  /** Where it can be looked at. */
  URI location(Place place) {
    return URI.create("/api/v1/workspaces/%s/operations/%s".formatted(place.workspaceId(), id));
  }
}
