package dev.tributary.sandbox.meta.world;

import dev.tributary.sandbox.Dice;
import dev.tributary.sandbox.meta.world.Facts.Count;
import dev.tributary.sandbox.meta.world.Window.Touch;
import java.time.Instant;
import java.time.LocalDate;

/**
 * What every ad of an account did on every day: a function of seed, account, ad, day and the time
 * of asking, nothing else. It remembers nothing and is safe to use from many threads.
 */
public final class Delivery {
  private static final Conversion[] KINDS = Conversion.values();
  private static final Touch[] TOUCHES = Touch.values();
  private static final double[] TOUCH_SHARES = {0.46, 0.20, 0.11, 0.20, 0.03};
  private static final int CREDIT_AFTER_DAYS = 20;

  private final long seed;
  private final Plan plan;
  private final AdAccount account;

  Delivery(long worldSeed, Plan plan) {
    this.plan = plan;
    this.account = plan.account();
    this.seed = Dice.of(worldSeed, account.id());
  }

  public Plan plan() {
    return plan;
  }

  /** One day as it is known at a time. */
  public Day day(LocalDate date, Instant asOf) {
    return new Day(date, Known.of(date, asOf, account.zone()));
  }

  /** Reads ad after ad. */
  public final class Day {
    private final LocalDate date;
    private final Known known;
    private final double volume;
    private final int adjusted;

    private Day(LocalDate date, Known known) {
      this.date = date;
      this.known = known;
      this.adjusted = account.adjusted().getOrDefault(date, 100);
      double week = date.getDayOfWeek().getValue() > 5 ? 1.12 : 0.97;
      double year = 1 + 0.2 * StrictMath.cos(2 * Math.PI * (date.getDayOfYear() - 330) / 365.25);
      this.volume = account.shape().impressionsPerAd() * week * year;
    }

    public LocalDate date() {
      return date;
    }

    /** False for days that have not begun. */
    public boolean begun() {
      return !known.nothing();
    }

    /** Adds what an ad did; returns false when it was not shown. */
    public boolean read(int ad, Facts into) {
      if (known.nothing() || !plan.delivers(ad, date)) {
        return false;
      }
      Campaign campaign = plan.campaign(ad);
      long adRoll = Dice.roll(seed, ad);
      long roll = Dice.roll(adRoll, date.toEpochDay());
      double taste = 0.4 + 1.2 * Dice.fraction(adRoll, 0) / Dice.ONE;
      double luck = 0.8 + 0.4 * Dice.fraction(roll, 0) / Dice.ONE;
      int shown = (int) (volume * campaign.weight() * taste * luck) + 1;
      int impressions = now(known(shown, known.delivery()));
      if (impressions == 0) {
        return false;
      }
      double rate = 0.006 + 0.010 * Dice.fraction(adRoll, 1) / Dice.ONE;
      int finalLinks = share(shown, rate, roll, 1);
      int links = Math.min(impressions, now(known(finalLinks, known.delivery())));
      show(ad, impressions, links, adRoll, roll, into);
      convert(ad, campaign.objective(), finalLinks, Dice.roll(roll, 5), into);
      return true;
    }

    private void show(int ad, int impressions, int links, long adRoll, long roll, Facts into) {
      long second = Dice.roll(roll, 1);
      int other = share(impressions, 0.005, second, 0);
      into.plus(Count.IMPRESSIONS, impressions);
      into.plus(Count.LINK_CLICKS, links);
      into.plus(Count.CLICKS, Math.min(impressions, links + other));
      into.plus(Count.SPEND, spend(impressions, adRoll, roll));
      into.plus(Count.LANDING_PAGE_VIEWS, Math.min(links, share(links, 0.8, second, 1)));
      into.plus(Count.ENGAGEMENTS, links + share(impressions, 0.012, second, 2));
      if (ad % 3 != 0) {
        int views = share(impressions, 0.27, second, 3);
        into.plus(Count.VIDEO_VIEWS, views);
        into.plus(Count.VIDEO_25, (long) (views * 0.62));
        into.plus(Count.VIDEO_50, (long) (views * 0.41));
        into.plus(Count.VIDEO_75, (long) (views * 0.26));
        into.plus(Count.VIDEO_100, (long) (views * 0.17));
        into.plus(Count.THRU_PLAYS, (long) (views * 0.21));
      }
    }

    /** Some days get 3 % back for invalid traffic, three weeks later. */
    private long spend(int impressions, long adRoll, long roll) {
      double perThousand = 500 + 700.0 * Dice.fraction(adRoll, 2) / Dice.ONE;
      long spend = (long) (impressions * perThousand / 1_000);
      boolean credited = (Dice.fraction(roll, 2) & 63) == 0 && known.ageDays() >= CREDIT_AFTER_DAYS;
      return credited ? spend - spend * 3 / 100 : spend;
    }

    private void convert(int ad, Objective objective, int links, long roll, Facts into) {
      Window.Setting setting = plan.setting(plan.of(Level.ADSET, ad));
      long price = 1_500 + Dice.fraction(roll, 0) % 14_000;
      for (Conversion kind : KINDS) {
        double rate = kind.rate(objective);
        long first = Dice.roll(roll, 10 + 2L * kind.ordinal());
        long last = Dice.roll(roll, 11 + 2L * kind.ordinal());
        for (Touch touch : TOUCHES) {
          int n = touch.ordinal();
          long dice = n < 4 ? first : last;
          int total = (int) (links * rate * TOUCH_SHARES[n] + fraction(dice, n & 3));
          if (total > 0) {
            int late = Dice.fraction(last, 1 + (n & 1));
            int number = now((total * known.conversions()[n] + late) >>> 16);
            into.plus(kind, touch, setting, number, number * price);
          }
        }
      }
    }

    private int now(int count) {
      return adjusted == 100 ? count : (int) ((long) count * adjusted / 100);
    }
  }

  private static double fraction(long roll, int part) {
    return (double) Dice.fraction(roll, part) / Dice.ONE;
  }

  private static int known(int count, int share) {
    return (int) (((long) count * share) >>> 16);
  }

  private static int share(int of, double rate, long roll, int part) {
    return (int) (of * rate + fraction(roll, part));
  }

  /**
   * How many people saw so many impressions: most see one, the more there are the fewer are new.
   * The curve bends down from the start, so parts never add up to less than their whole.
   */
  public static long reach(long impressions, long audience) {
    if (impressions == 0) {
      return 0;
    }
    double people = -StrictMath.expm1(-impressions / (1.25 * audience)) * audience;
    return Math.min(impressions, (long) StrictMath.ceil(people));
  }
}
