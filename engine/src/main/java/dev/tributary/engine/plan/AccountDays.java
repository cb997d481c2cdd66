package dev.tributary.engine.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** The days of an account: they begin and end at midnight in its own zone. */
public record AccountDays(ZoneId zone) {

  public LocalDate on(Instant now) {
    return LocalDate.ofInstant(now, zone);
  }

  /** Where a day has no midnight because clocks were put forward, its first moment. */
  public Instant start(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }

  public Instant end(LocalDate day) {
    return start(day.plusDays(1));
  }

  /** 0 while the day is not over, 1 on the day after. */
  public long age(LocalDate day, Instant now) {
    return ChronoUnit.DAYS.between(day, on(now));
  }
}
