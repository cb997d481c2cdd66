package dev.tributary.spi;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer to one step.
 *
 * @param rejects rows that could not be understood; any reject keeps its day from being replaced
 * @param quotas what the provider said about quotas with this answer
 */
public record Batch(
    Rows rows, List<Reject> rejects, Answer answer, List<QuotaReading> quotas, Next next) {

  public Batch {
    rejects = List.copyOf(rejects);
    quotas = List.copyOf(quotas);
  }

  /**
   * What the provider says about the whole answer of which this batch is a part.
   *
   * @param rowsPromised rows that the whole slice has according to the provider, where it tells
   * @param covered the whole days that the answer covers; may be fewer than were asked. Days before
   *     it are no longer kept by the provider; where it begins behind the last day asked, none is
   * @param zone the zone in which the provider cut the days, where it tells
   * @param currency the currency of every amount, where it tells
   */
  public record Answer(
      OptionalLong rowsPromised,
      DayRange covered,
      Optional<ZoneId> zone,
      Optional<String> currency,
      Quality quality) {}

  /**
   * What the provider admits about the numbers. Flagged on the days, never a reason to withhold.
   */
  public record Quality(boolean sampled, boolean thresholded, boolean otherRow) {
    public static final Quality FULL = new Quality(false, false, false);

    public Quality and(Quality other) {
      return new Quality(
          sampled || other.sampled, thresholded || other.thresholded, otherRow || other.otherRow);
    }
  }

  /**
   * A row that is not stored.
   *
   * @param day empty when not even the day could be read
   * @param excerpt the raw row, cut and free of secrets
   */
  public record Reject(Optional<java.time.LocalDate> day, String reason, String excerpt) {}

  /** How the read goes on. */
  public sealed interface Next {
    /** Ask again at once with this cursor. */
    record More(Cursor cursor) implements Next {}

    /**
     * The provider prepares its answer: ask again after the delay; the worker is free meanwhile.
     */
    record Later(Cursor cursor, Duration delay) implements Next {}

    /** The slice is read completely. */
    record Done() implements Next {}
  }
}
