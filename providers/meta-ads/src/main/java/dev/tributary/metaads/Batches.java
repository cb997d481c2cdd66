package dev.tributary.metaads;

import dev.tributary.spi.Batch;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The parts of a batch that are the same in every answer: Meta promises no number of rows. */
final class Batches {

  static Batch of(SyncRequest request, Rows rows, List<QuotaReading> quotas, Batch.Next next) {
    return of(request, rows, List.of(), Batch.Quality.FULL, Optional.empty(), quotas, next);
  }

  /**
   * @param currency as the rows name it
   */
  static Batch of(
      SyncRequest request,
      Rows rows,
      List<Batch.Reject> rejects,
      Batch.Quality quality,
      Optional<String> currency,
      List<QuotaReading> quotas,
      Batch.Next next) {
    return new Batch(
        rows,
        rejects,
        new Batch.Answer(
            OptionalLong.empty(), request.slice().days(), Optional.empty(), currency, quality),
        quotas,
        next);
  }

  private Batches() {}
}
