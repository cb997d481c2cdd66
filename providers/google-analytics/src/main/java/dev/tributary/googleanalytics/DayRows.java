package dev.tributary.googleanalytics;

import dev.tributary.http.Redaction;
import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Collects rows whose first dimension is the day. One step; one thread. */
final class DayRows implements RowSink {
  private static final String OTHER = "(other)";

  private final Rows.Builder rows;
  private final List<Batch.Reject> rejects = new ArrayList<>();
  private final StreamDescriptor stream;
  private final Report report;
  private final DayRange days;
  private String dateBefore = "";
  private int epochDay;
  private boolean readable;
  private boolean lumped;
  private Optional<LocalDate> outside = Optional.empty();

  DayRows(StreamDescriptor stream, Report report, DayRange days) {
    this.rows = Rows.builder(stream);
    this.stream = stream;
    this.report = report;
    this.days = days;
  }

  @Override
  public void row(String[] texts, long[] numbers) {
    if (!day(texts[0])) {
      reject(texts, "the day is not a date");
      return;
    }
    rows.row(epochDay);
    for (int i = 1; i < texts.length; i++) {
      rows.text(i - 1, texts[i]);
    }
    for (int i = 0; i < numbers.length; i++) {
      rows.number(i, numbers[i]);
    }
  }

  @Override
  public void reject(String[] texts, String reason) {
    Optional<LocalDate> day =
        day(texts[0]) ? Optional.of(LocalDate.ofEpochDay(epochDay)) : Optional.empty();
    rejects.add(
        new Batch.Reject(day, reason, Redaction.excerpt(String.join(" | ", texts), List.of())));
  }

  /**
   * Google may answer {@code (other)} even for the day. Where one day was asked for it is that day.
   */
  private boolean day(String date) {
    if (!date.equals(dateBefore)) {
      dateBefore = date;
      if (date.equals(OTHER)) {
        lumped = true;
        epochDay = Math.toIntExact(days.first().toEpochDay());
        readable = days.length() == 1;
        return readable;
      }
      try {
        LocalDate day = Report.day(date);
        epochDay = Math.toIntExact(day.toEpochDay());
        readable = true;
        if (!days.contains(day)) {
          outside = Optional.of(day);
        }
      } catch (DateTimeException | ArithmeticException noDate) {
        readable = false;
      }
    }
    return readable;
  }

  /**
   * @throws SyncException with {@link Failure.Malformed} when a row lies outside the slice, with
   *     {@link Failure.TooLarge} when rows of several days were lumped together: fewer days at once
   *     tell them apart
   */
  Batch batch(List<ReportAnswer> answers, OptionalLong promised, Batch.Next next)
      throws SyncException {
    if (outside.isPresent()) {
      throw new SyncException(
          new Failure.Malformed(
              "Google answered for "
                  + outside.get()
                  + " where "
                  + stream.name()
                  + " of "
                  + days
                  + " was asked ("
                  + String.join(", ", report.dimensions())
                  + ").",
              Optional.empty()));
    }
    if (lumped && days.length() > 1) {
      throw new SyncException(
          new Failure.TooLarge(
              "Google put rows of %s into one without a day, so fewer days are asked for at once."
                  .formatted(days)));
    }
    return Batches.of(rows.build(), rejects, answers, days, promised, next);
  }
}
