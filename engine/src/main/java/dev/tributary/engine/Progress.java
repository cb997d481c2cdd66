package dev.tributary.engine;

import dev.tributary.store.RangeRequest;
import java.util.List;

/**
 * How far an operation is.
 *
 * @param done every day that was asked for is read or skipped
 */
public record Progress(List<OfStream> streams, boolean done) {
  public Progress {
    streams = List.copyOf(streams);
  }

  /**
   * @param requests all of one operation
   */
  static Progress of(List<RangeRequest> requests) {
    return new Progress(
        requests.stream().map(OfStream::of).toList(),
        requests.stream().allMatch(request -> request.doneAt().isPresent()));
  }

  /** One stream's part. */
  public record OfStream(String stream, int daysDone, int daysPlanned) {
    private static OfStream of(RangeRequest request) {
      int planned = request.days().length();
      return new OfStream(
          request.stream(), request.doneAt().isPresent() ? planned : request.daysDone(), planned);
    }
  }

  public int daysDone() {
    return streams.stream().mapToInt(OfStream::daysDone).sum();
  }

  public int daysPlanned() {
    return streams.stream().mapToInt(OfStream::daysPlanned).sum();
  }
}
