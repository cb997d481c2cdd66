package dev.tributary.resend;

import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncRequest;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The parts of a batch that are the same in every answer: Resend promises no number of rows. */
final class Batches {

  static Batch of(SyncRequest request, LocalDate firstWhole, Rows rows, List<QuotaReading> quotas) {
    return of(request, firstWhole, rows, quotas, new Batch.Next.Done());
  }

  /**
   * @param firstWhole the first day that Resend keeps; may lie behind the slice, of which then
   *     nothing is covered
   */
  static Batch of(
      SyncRequest request,
      LocalDate firstWhole,
      Rows rows,
      List<QuotaReading> quotas,
      Batch.Next next) {
    DayRange days = request.slice().days();
    LocalDate first = firstWhole.isAfter(days.first()) ? firstWhole : days.first();
    LocalDate last = first.isAfter(days.last()) ? first : days.last();
    return new Batch(
        rows,
        List.of(),
        new Batch.Answer(
            OptionalLong.empty(),
            new DayRange(first, last),
            Optional.empty(),
            Optional.empty(),
            Batch.Quality.FULL),
        quotas,
        next);
  }

  private Batches() {}
}
