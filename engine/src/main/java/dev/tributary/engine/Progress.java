package dev.tributary.engine;

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

  /** One stream's part. */
  public record OfStream(String stream, int daysDone, int daysPlanned) {}

  public int daysDone() {
    return streams.stream().mapToInt(OfStream::daysDone).sum();
  }

  public int daysPlanned() {
    return streams.stream().mapToInt(OfStream::daysPlanned).sum();
  }
}
