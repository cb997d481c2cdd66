package dev.tributary.metaads;

import dev.tributary.http.Redaction;
import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects rows of single days. One step; one thread. */
final class DayRows implements InsightsParser.Sink {
  private final Rows.Builder rows;
  private final List<Batch.Reject> rejects = new ArrayList<>();
  private final DayRange days;
  private Optional<LocalDate> outside = Optional.empty();

  DayRows(StreamDescriptor stream, DayRange days) {
    this.rows = Rows.builder(stream);
    this.days = days;
  }

  @Override
  public void row(
      LocalDate start, LocalDate stop, String[] texts, long[] numbers, boolean withheld) {
    if (!days.contains(start) || !start.equals(stop)) {
      outside = Optional.of(start);
      return;
    }
    rows.row(start);
    for (int i = 0; i < texts.length; i++) {
      rows.text(i, texts[i]);
    }
    for (int i = 0; i < numbers.length; i++) {
      rows.number(i, numbers[i]);
    }
  }

  @Override
  public void reject(Optional<LocalDate> day, String reason, String excerpt) {
    rejects.add(new Batch.Reject(day, reason, Redaction.excerpt(excerpt, List.of())));
  }

  List<Batch.Reject> rejects() {
    return rejects;
  }

  /**
   * @throws SyncException with {@link Failure.Malformed} when a row is of no single day of the
   *     slice
   */
  Rows rows() throws SyncException {
    if (outside.isPresent()) {
      throw new SyncException(
          new Failure.Malformed(
              "Meta answered for "
                  + outside.get()
                  + " where single days of "
                  + days
                  + " were asked.",
              Optional.empty()));
    }
    return rows.build();
  }
}
