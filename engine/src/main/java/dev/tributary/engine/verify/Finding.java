package dev.tributary.engine.verify;

import dev.tributary.spi.Failure;
import dev.tributary.spi.HealthStatus;
import dev.tributary.store.DayFlags;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** What verification made of an answer. */
public sealed interface Finding {

  /** Nothing of it may be used. */
  record Refused(Failure.Malformed failure) implements Finding {}

  /** The account is not what it was: no day may be replaced until a person decided. */
  record AccountChanged(HealthStatus.Change change, String message) implements Finding {}

  /**
   * Day by day.
   *
   * @param apply these days replace what is stored, with what is to be said beside them
   * @param held contradictions: not applied, read again
   * @param unreadable days with a row that could not be understood, and why
   * @param accepted days of {@code apply} that were held before
   * @param gone days older than what the provider still has
   * @param late days newer than what the provider has by now
   */
  record Judged(
      SortedMap<LocalDate, DayFlags> apply,
      List<Hold> held,
      Map<LocalDate, String> unreadable,
      Set<LocalDate> accepted,
      List<LocalDate> gone,
      List<LocalDate> late)
      implements Finding {}

  record Hold(LocalDate day, String reason, Duration readAgainIn) {}
}
