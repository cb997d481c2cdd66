package dev.tributary.engine.plan;

import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.DayState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * How settled a day is after a read, and when it is to be read again.
 *
 * @param dueAt empty for never by itself
 */
public record Standing(DayState state, Optional<Instant> dueAt) {

  /** The standing of a day whose rows were asked for at {@code readAt}. */
  public static Standing after(
      StreamDescriptor stream, LocalDate day, Instant readAt, AccountDays calendar, Rhythm rhythm) {
    if (stream.kind() == StreamKind.SNAPSHOT) {
      // Its next look goes by the newest entry, see StreamView.
      return new Standing(DayState.FINAL, Optional.empty());
    }
    Instant nextSync = rhythm.after(readAt);
    if (!whole(stream, day, readAt, calendar)) {
      return new Standing(DayState.OPEN, Optional.of(nextSync));
    }
    if (calendar.age(day, readAt) >= stream.restatement().horizonDays()) {
      return new Standing(DayState.FINAL, nextAudit(stream, day, readAt, calendar, rhythm));
    }
    Instant tomorrow = rhythm.atOrAfter(calendar.end(calendar.on(readAt)));
    boolean hot = calendar.age(day, nextSync) <= stream.restatement().hotDays();
    return new Standing(DayState.SETTLING, Optional.of(hot ? nextSync : tomorrow));
  }

  /** Whether the day was over and processed at that moment; before, its numbers are partial. */
  public static boolean whole(
      StreamDescriptor stream, LocalDate day, Instant readAt, AccountDays calendar) {
    return !readAt.isBefore(calendar.end(day).plus(stream.processingLag()));
  }

  private static Optional<Instant> nextAudit(
      StreamDescriptor stream, LocalDate day, Instant readAt, AccountDays calendar, Rhythm rhythm) {
    return stream.restatement().auditDays().stream()
        .map(day::plusDays)
        .filter(audit -> calendar.start(audit).isAfter(readAt))
        .filter(audit ->
            stream.retention().map(audit::minus).filter(floor -> floor.isAfter(day)).isEmpty())
        .findFirst()
        .map(audit -> rhythm.atOrAfter(calendar.start(audit)));
  }
}
