package dev.tributary.engine.sync;

import dev.tributary.engine.watch.Watch;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Failure;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.Slice;
import dev.tributary.spi.SyncResult.SyncError;
import dev.tributary.store.Attempt;
import dev.tributary.store.Ids;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts what one try costs. Used by one thread. */
final class AttemptLog implements RequestObserver {
  private final int claim;
  private final Optional<Slice> slice;
  private final Instant startedAt;
  private final Watch.OfAttempt watch;
  private final Map<String, Long> quota = new HashMap<>();
  private int requests;
  private long bytes;
  private long rows;

  AttemptLog(int claim, Optional<Slice> slice, Instant startedAt, Watch.OfAttempt watch) {
    this.claim = claim;
    this.slice = slice;
    this.startedAt = startedAt;
    this.watch = watch;
  }

  @Override
  public void requested(Request request) {
    requests++;
    bytes += request.bytes();
    watch.requested(request);
  }

  Instant startedAt() {
    return startedAt;
  }

  int requests() {
    return requests;
  }

  void answered(Batch batch) {
    rows += batch.rows().size();
    for (QuotaReading reading : batch.quotas()) {
      quota.merge(reading.bucket(), reading.consumed(), Long::sum);
    }
  }

  Attempt ended(Attempt.Outcome outcome, Optional<Failure> failure, Instant now) {
    Attempt attempt =
        new Attempt(
            Ids.next(now),
            claim,
            slice,
            startedAt,
            now,
            outcome,
            failure.map(what -> error(what, slice)),
            failure.flatMap(AttemptLog::excerpt),
            requests,
            bytes,
            rows,
            quota);
    watch.ended(attempt);
    return attempt;
  }

  static SyncError error(Failure failure, Optional<Slice> slice) {
    return new SyncError(
        failure.category(),
        failure.code(),
        failure.message(),
        slice.map(Slice::stream),
        slice.map(Slice::days));
  }

  private static Optional<String> excerpt(Failure failure) {
    return failure instanceof Failure.Malformed malformed ? malformed.excerpt() : Optional.empty();
  }
}
