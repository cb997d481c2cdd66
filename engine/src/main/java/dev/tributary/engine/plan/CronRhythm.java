package dev.tributary.engine.plan;

import dev.tributary.store.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.UUID;

/**
 * The moments of a cron expression by the clock of a zone, each up to 59 seconds into the minute
 * that it names.
 *
 * <p>When clocks change: an expression that names every hour goes by elapsed time, so an hourly one
 * runs once an hour, also in the hour that comes twice. Of any other a time that comes twice is
 * taken the first time, and a time that does not come is taken when the clock jumps over it, or in
 * the last minute before where the jump leads into the next day; so a daily one runs exactly once
 * each day.
 *
 * @param offset less than a minute
 */
public record CronRhythm(CronPattern pattern, ZoneRules rules, Duration offset) implements Rhythm {
  private static final int SPREAD_SECONDS = 60;

  /** Times of one clock change that may map to the same moment. */
  private static final int SAME_MAX = 3_000;

  /**
   * @throws IllegalArgumentException with a sentence for people when the expression is unreadable
   *     or names no moment
   */
  static CronRhythm of(UUID integration, Schedule.Cron cron) {
    return new CronRhythm(
        CronPattern.parse(cron.expression()),
        cron.zone().getRules(),
        Duration.ofSeconds(Rhythm.spread(integration, SPREAD_SECONDS)));
  }

  @Override
  public Instant after(Instant moment) {
    Instant named = moment.minus(offset);
    Instant next = pattern.everyHour() ? afterElapsed(named) : afterNamed(named);
    return next.plus(offset);
  }

  /** By the clock as it shows, hour for hour, from one clock change to the next. */
  private Instant afterElapsed(Instant moment) {
    ZoneOffset now = rules.getOffset(moment);
    Instant next = pattern.after(LocalDateTime.ofInstant(moment, now)).toInstant(now);
    Optional<ZoneOffsetTransition> change = Optional.ofNullable(rules.nextTransition(moment));
    while (change.isPresent() && !next.isBefore(change.get().getInstant())) {
      ZoneOffsetTransition one = change.get();
      next = pattern.after(one.getDateTimeAfter().minusNanos(1)).toInstant(one.getOffsetAfter());
      change = Optional.ofNullable(rules.nextTransition(one.getInstant()));
    }
    return next;
  }

  /** Every time that is named comes once, whatever the clock shows. */
  private Instant afterNamed(Instant moment) {
    LocalDateTime local = LocalDateTime.ofInstant(moment, rules.getOffset(moment));
    for (int n = 0; n < SAME_MAX; n++) {
      local = pattern.after(local);
      Instant next = moment(local);
      if (next.isAfter(moment)) {
        return next;
      }
    }
    throw new IllegalStateException("a clock change without an end after " + moment);
  }

  private Instant moment(LocalDateTime local) {
    ZoneOffsetTransition change = rules.getTransition(local);
    if (change == null) {
      return local.toInstant(rules.getOffset(local));
    }
    if (change.isOverlap()) {
      return local.toInstant(change.getOffsetBefore());
    }
    boolean sameDay = change.getDateTimeAfter().toLocalDate().equals(local.toLocalDate());
    return sameDay ? change.getInstant() : change.getInstant().minus(Duration.ofMinutes(1));
  }
}
