package dev.tributary.sandbox.resend.metrics;

import dev.tributary.sandbox.Dice;
import dev.tributary.sandbox.resend.team.Domain;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the domains of the scenario company send hour by hour, and what becomes of it. It belongs to
 * the hour in which it was sent: bounces are known after days, complaints after two weeks, opens
 * and clicks after 30 days; then nothing moves.
 */
public final class History {
  /** Before the start there are so many days. */
  public static final int DAYS = 400;

  private static final Duration HOUR = Duration.ofHours(1);

  /**
   * How soon something becomes known: nearly two thirds after {@code tau}, all after {@code end}.
   */
  private record Late(Duration tau, Duration end) {
    double known(Duration age) {
      if (age.compareTo(end) >= 0) {
        return 1;
      }
      return age.isNegative() ? 0 : 1 - Math.exp(-(double) age.toMillis() / tau.toMillis());
    }
  }

  private static final Late DELIVERY = new Late(Duration.ofMinutes(20), Duration.ofHours(6));
  private static final Late BOUNCE = new Late(Duration.ofHours(2), Duration.ofDays(3));
  private static final Late COMPLAINT = new Late(Duration.ofDays(1), Duration.ofDays(14));
  private static final Late INTEREST = new Late(Duration.ofHours(24), Duration.ofDays(30));

  /** Shares of what was delivered. */
  private record Habit(double opened, double clicked, double unsubscribed, int audience) {}

  private static final Habit NEWSLETTER = new Habit(0.55, 0.040, 0.0020, 12_000);
  private static final Habit ORDERS = new Habit(0.90, 0.060, 0, 30_000);
  private static final Habit NONE = new Habit(0, 0, 0, 1);

  private final long seed;
  private final Instant first;
  private final Map<LocalDate, Integer> percents = new ConcurrentHashMap<>();

  /**
   * @param started the past reaches back 400 days from here
   */
  public History(long seed, Instant started) {
    this.seed = seed;
    this.first = started.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(DAYS));
  }

  /** A day (UTC) has so many percent of what it had. */
  public void adjust(LocalDate day, int percent) {
    percents.put(day, percent);
  }

  /**
   * Reads one hour of one domain as known at {@code asOf}.
   *
   * @param hour its first moment
   * @param into one number per {@link Count}, overwritten
   */
  public void read(Domain domain, Instant hour, Instant asOf, long[] into) {
    Arrays.fill(into, 0);
    if (domain.past() == Domain.Past.NONE || hour.isBefore(first) || hour.isAfter(asOf)) {
      return;
    }
    long roll = Dice.roll(Dice.of(seed, domain.name()), hour.getEpochSecond() / 3_600);
    long all = Math.round(mean(domain.past(), hour) * (0.85 + 0.3 * part(roll, 0)));
    Duration age = Duration.between(hour, asOf);
    long begun = age.compareTo(HOUR) >= 0 ? all : all * age.toMillis() / HOUR.toMillis();
    long suppressed = share(all, 0.003, roll, 1);
    long failed = share(all, 0.0005, roll, 2);
    long sent = all - suppressed - failed;
    long permanent = share(sent, 0.009, roll, 3);
    long passing = share(sent, 0.006, roll, 4);
    long undetermined = share(sent, 0.0005, roll, 5);
    long delivered = sent - permanent - passing - undetermined;
    Habit habit = habit(domain.past());
    put(into, Count.SENT, Math.max(0, begun - suppressed - failed));
    put(into, Count.SUPPRESSED, Math.min(begun, suppressed));
    put(into, Count.FAILED, Math.min(begun, failed));
    put(into, Count.DELIVERED, known(delivered, DELIVERY, age));
    put(into, Count.DELIVERY_DELAYED, known(share(sent, 0.008, roll, 6), DELIVERY, age));
    put(into, Count.BOUNCED_PERMANENT, known(permanent, BOUNCE, age));
    put(into, Count.BOUNCED_TRANSIENT, known(passing, BOUNCE, age));
    put(into, Count.BOUNCED_UNDETERMINED, known(undetermined, BOUNCE, age));
    put(into, Count.COMPLAINED, known(share(delivered, 0.0003, roll, 7), COMPLAINT, age));
    put(
        into,
        Count.UNSUBSCRIBED,
        known(share(delivered, habit.unsubscribed, roll, 8), INTEREST, age));
    if (domain.openTracking()) {
      put(into, Count.OPENED, known(share(delivered, habit.opened, roll, 9), INTEREST, age));
    }
    if (domain.clickTracking()) {
      put(into, Count.CLICKED, known(share(delivered, habit.clicked, roll, 10), INTEREST, age));
    }
    put(into, Count.RECEIVED, domain.receiving() ? share(all, 0.05, roll, 11) : 0);
  }

  private static void put(long[] into, Count count, long value) {
    into[count.ordinal()] = value;
  }

  private static long known(long count, Late late, Duration age) {
    return (long) Math.floor(count * late.known(age));
  }

  /** A share of a count, rounded by chance so that small counts have it too. */
  private static long share(long count, double of, long roll, int which) {
    return Math.min(count, (long) Math.floor(count * of + part(roll, which)));
  }

  /** Between 0 and 1. */
  private static double part(long roll, int which) {
    return Dice.below(Dice.roll(roll, which), 1 << 20) / (double) (1 << 20);
  }

  private double mean(Domain.Past past, Instant hour) {
    OffsetDateTime at = hour.atOffset(ZoneOffset.UTC);
    boolean weekend = at.getDayOfWeek().getValue() >= DayOfWeek.SATURDAY.getValue();
    boolean day = at.getHour() >= 6 && at.getHour() < 22;
    double usual =
        switch (past) {
          case NONE -> 0;
          case SHOP -> day ? 25 : 3;
          case STORE -> day ? 5 : 1;
          case NEWSLETTER -> {
            if (at.getHour() == 7 && at.getDayOfWeek() == DayOfWeek.TUESDAY) {
              yield 9_000;
            }
            yield at.getHour() == 9 ? 300 : 0;
          }
        };
    return usual * (weekend ? 0.7 : 1) * percents.getOrDefault(at.toLocalDate(), 100) / 100;
  }

  private static Habit habit(Domain.Past past) {
    return switch (past) {
      case NONE -> NONE;
      case SHOP, STORE -> ORDERS;
      case NEWSLETTER -> NEWSLETTER;
    };
  }

  /**
   * How many different people of a domain's audience so many opens or clicks come from. People
   * return, so this adds up over nothing.
   */
  public static long people(Domain.Past past, long times) {
    double audience = habit(past).audience;
    return Math.min(times, Math.round(audience * (1 - Math.exp(-times / audience))));
  }
}
