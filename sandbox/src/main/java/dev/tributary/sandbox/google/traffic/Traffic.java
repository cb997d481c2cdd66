package dev.tributary.sandbox.google.traffic;

import dev.tributary.sandbox.Dice;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The visitors of one property: a function of seed, property, day and the time of asking, nothing
 * else. It remembers nothing and is safe to use from many threads.
 */
public final class Traffic {
  /** Session slot of visits that Google has not attributed yet. */
  public static final int NOT_AVAILABLE = Campaigns.SLOTS;

  private static final int HOURS_PER_DAY = 24;
  private static final long CENT_MICROS = 10_000;

  private final long seed;
  private final ZoneId zone;
  private final Scale scale;
  private final LocalDate firstDay;
  private final int[] cellSlot;
  private final int[] cellCountry;
  private final int[] cellDevice;
  private final double[] cellMean;

  public Traffic(long worldSeed, String property, ZoneId zone, Scale scale, LocalDate started) {
    this.seed = Dice.of(worldSeed, property);
    this.zone = zone;
    this.scale = scale;
    this.firstDay = started.minusDays(scale.days());
    int cells = scale.cells();
    this.cellSlot = new int[cells];
    this.cellCountry = new int[cells];
    this.cellDevice = new int[cells];
    this.cellMean = new double[cells];
    for (int n = 0; n < cells; n++) {
      cellSlot[n] = Campaigns.pick(Dice.roll(seed, n, 1));
      cellCountry[n] = Places.country(Dice.roll(seed, n, 2));
      cellDevice[n] = Places.device(Dice.roll(seed, n, 3));
      cellMean[n] = scale.visitsPerCell() * popularity(n % scale.entities());
    }
  }

  /** The first pages get most of the visits. */
  private double popularity(int page) {
    double share = (double) page / scale.entities();
    return 0.35 + 2.6 / (1 + 12 * share);
  }

  public int cells() {
    return scale.cells();
  }

  public int entities() {
    return scale.entities();
  }

  public LocalDate firstDay() {
    return firstDay;
  }

  public ZoneId zone() {
    return zone;
  }

  /** The path of landing page {@code number}, with its query. */
  public static String page(int number) {
    return switch (number % 5) {
      case 0 -> number == 0 ? "/" : "/products/item-" + number;
      case 1 -> "/blog/post-" + number;
      case 2 -> "/category/" + number + "?sort=price";
      case 3 -> "/landing/offer-" + number + "?utm_content=a&lang=de";
      default -> "/help/topic-" + number;
    };
  }

  /** One day as it is known at a time; reads cell after cell. */
  public final class Day {
    private final LocalDate date;
    private final Moment moment;
    private final double dayFactor;
    private final long daySeed;

    private Day(LocalDate date, Instant asOf) {
      this.date = date;
      this.moment = Moment.of(date, asOf, zone);
      this.daySeed = Dice.roll(seed, date.toEpochDay(), 11);
      this.dayFactor = season(date) * (0.92 + 0.16 * Dice.fraction(daySeed, 0) / Dice.ONE);
    }

    public LocalDate date() {
      return date;
    }

    /** False before the property's history, and for days that have not begun. */
    public boolean hasData() {
      return moment.known() > 0 && !date.isBefore(firstDay);
    }

    /** Fills {@code cell} with number {@code n}; returns false when nobody came. */
    public boolean read(int n, Cell cell) {
      long roll = Dice.roll(daySeed, n);
      long second = Dice.roll(roll, 1);
      cell.number = n;
      cell.landing = n % scale.entities();
      cell.country = cellCountry[n];
      cell.device = cellDevice[n];
      int slot = Campaigns.resting(cellSlot[n], date);
      double mean = cellMean[n] * dayFactor * Campaigns.weight(slot, date);
      int finalSessions = (int) (mean + (double) Dice.fraction(roll, 0) / Dice.ONE);
      if (finalSessions == 0 && n < scale.entities()) {
        finalSessions = 1;
      }
      int late = Dice.fraction(roll, 1);
      int finalNew = share(finalSessions, 0.48, roll, 2);
      cell.newUsers = known(finalNew, late);
      cell.returningSessions = known(finalSessions - finalNew, late);
      int sessions = cell.newUsers + cell.returningSessions;
      if (sessions == 0) {
        return false;
      }
      behave(cell, finalSessions, sessions, roll, second);
      buy(cell, finalSessions, second, late);
      attribute(cell, slot, Dice.roll(roll, 2));
      return true;
    }

    private void behave(Cell cell, int finalSessions, int sessions, long roll, long second) {
      int late = Dice.fraction(roll, 1);
      double engagedShare = 0.42 + 0.35 * Dice.fraction(second, 3) / Dice.ONE;
      cell.engaged = Math.min(sessions, known(share(finalSessions, engagedShare, roll, 3), late));
      cell.views = sessions + known(share(finalSessions, 1.4, second, 0), late);
      cell.scrolls = known(share(finalSessions, 0.7, second, 1), late);
      cell.itemViews = known(share(finalSessions, 0.8, second, 2), late);
      cell.returningActive =
          Math.min(cell.returningSessions, share(cell.returningSessions, 0.9, second, 3));
      cell.engagementSeconds = (long) cell.engaged * (35 + Dice.fraction(second, 0) % 140);
      cell.durationSeconds =
          cell.engagementSeconds + (long) sessions * (4 + Dice.fraction(second, 1) % 31);
      cell.overMidnight = sessions > 1 && Dice.fraction(second, 2) % 40 == 0 ? 1 : 0;
    }

    private void buy(Cell cell, int finalSessions, long second, int late) {
      long roll = Dice.roll(second, 3);
      int carts = share(finalSessions, 0.11, roll, 0);
      int checkouts = share(carts, 0.6, roll, 1);
      int purchases = share(checkouts, 0.65, roll, 2);
      cell.carts = known(carts, late);
      cell.checkouts = known(checkouts, late);
      cell.purchases = known(purchases, late);
      cell.firstPurchases = known(share(purchases, 0.55, roll, 3), late);
      long more = Dice.roll(roll, 4);
      long price = (1_500 + Dice.fraction(more, 0) % 14_000) * CENT_MICROS;
      cell.grossMicros = cell.purchases * price;
      cell.refunds = cell.purchases > 0 && Dice.fraction(more, 1) % 14 == 0 ? 1 : 0;
      cell.refundMicros = cell.refunds * (price / 2 / CENT_MICROS) * CENT_MICROS;
      cell.leads = known(share(finalSessions, 0.03, more, 2), late);
      cell.signUps = known(share(finalSessions, 0.02, more, 3), late);
    }

    /**
     * Sessions of one cell in 25 are not attributed for two to three days. Credit for events moves
     * once, between the first and the fourteenth day, for every third cell; before, some of it is
     * given to nobody.
     */
    private void attribute(Cell cell, int slot, long roll) {
      int ponders = 2 * HOURS_PER_DAY + Dice.fraction(roll, 0) % HOURS_PER_DAY;
      boolean unknown = Dice.fraction(roll, 1) % 25 == 0 && moment.ageHours() < ponders;
      cell.sessionSlot = unknown ? NOT_AVAILABLE : slot;
      long credit = Dice.roll(roll, 5);
      int movesAt = HOURS_PER_DAY * (1 + Dice.fraction(credit, 0) % 13);
      boolean moved = Dice.fraction(credit, 1) % 3 != 0 || moment.ageHours() >= movesAt;
      boolean open = Dice.fraction(credit, 3) % 6 == 0;
      int before =
          open ? NOT_AVAILABLE : Campaigns.resting(Campaigns.pick(Dice.roll(credit, 6)), date);
      cell.creditSlot = moved ? slot : before;
      cell.assistSlot = Campaigns.resting(Campaigns.pick(Dice.roll(credit, 7)), date);
      cell.assistPercent = (moved ? 8 : 20) + Dice.fraction(credit, 2) % 25;
    }

    private int known(int count, int late) {
      return (int) (((long) count * moment.known() + late) >>> 16);
    }

    private int share(int of, double rate, long roll, int part) {
      return (int) (of * rate + (double) Dice.fraction(roll, part) / Dice.ONE);
    }

    /** The returning visitor behind session {@code k} of the cell: a few come often. */
    public int visitor(int cellNumber, int k) {
      long roll = Dice.roll(daySeed ^ 0x5DEECE66DL, cellNumber, k);
      double often = (double) (roll >>> 11) / (1L << 53);
      return (int) (often * often * visitors());
    }
  }

  /** Number of visitors who ever come back. */
  public int visitors() {
    return (int) (scale.cells() * scale.visitsPerCell() * 12);
  }

  private static double season(LocalDate day) {
    double weekday =
        switch (day.getDayOfWeek()) {
          case MONDAY -> 1.04;
          case TUESDAY -> 1.07;
          case WEDNESDAY -> 1.05;
          case THURSDAY -> 1.02;
          case FRIDAY -> 0.97;
          case SATURDAY -> 0.82;
          case SUNDAY -> 0.88;
        };
    double year = 1 + 0.15 * StrictMath.cos(2 * Math.PI * (day.getDayOfYear() - 340) / 365.25);
    return weekday * year;
  }

  public Day day(LocalDate date, Instant asOf) {
    return new Day(date, asOf);
  }
}
