package dev.tributary.googleanalytics;

import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.Rows;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Joins what several reports of one answer say. */
final class Batches {

  static Batch of(
      Rows rows,
      List<Batch.Reject> rejects,
      List<ReportAnswer> answers,
      DayRange days,
      OptionalLong promised,
      Batch.Next next) {
    Batch.Quality quality = Batch.Quality.FULL;
    Optional<ZoneId> zone = Optional.empty();
    Optional<String> currency = Optional.empty();
    List<QuotaReading> quotas = new ArrayList<>();
    for (ReportAnswer answer : answers) {
      quality = quality.and(answer.quality());
      zone = zone.or(answer::zone);
      currency = currency.or(answer::currency);
      quotas.addAll(answer.quotas());
    }
    return new Batch(
        rows, rejects, new Batch.Answer(promised, days, zone, currency, quality), quotas, next);
  }

  private Batches() {}
}
