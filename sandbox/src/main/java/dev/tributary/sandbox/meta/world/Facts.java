package dev.tributary.sandbox.meta.world;

import dev.tributary.sandbox.meta.world.Window.Touch;
import java.util.Arrays;

/**
 * What some ads did in some days, in whole numbers: sums can be added, and parts taken, without a
 * rest. Money is in the currency's smallest unit. One object is filled again and again.
 */
public final class Facts {
  /** What is simply counted. */
  public enum Count {
    IMPRESSIONS,
    CLICKS,
    LINK_CLICKS,
    SPEND,
    LANDING_PAGE_VIEWS,
    ENGAGEMENTS,
    VIDEO_VIEWS,
    VIDEO_25,
    VIDEO_50,
    VIDEO_75,
    VIDEO_100,
    THRU_PLAYS
  }

  /** Parts are told in fractions of this. */
  public static final int WHOLE = 1 << 16;

  private static final int COUNTS = Count.values().length;
  private static final int KINDS = Conversion.values().length;
  private static final int TOUCHES = Touch.values().length;
  private static final int MADE = COUNTS;
  private static final int VALUES = MADE + KINDS * TOUCHES;
  private static final int OWN = VALUES + 2 * TOUCHES;
  private static final int OWN_VALUES = OWN + KINDS;
  private static final int SIZE = OWN_VALUES + 2;

  private final long[] all = new long[SIZE];

  public long count(Count count) {
    return all[count.ordinal()];
  }

  public void plus(Count count, long more) {
    all[count.ordinal()] += more;
  }

  /** Conversions within a window. */
  public long conversions(Conversion kind, Window window) {
    long sum = 0;
    for (Touch touch : window.touches()) {
      sum += all[MADE + kind.ordinal() * TOUCHES + touch.ordinal()];
    }
    return sum;
  }

  /** Their value within a window; zero for what has none. */
  public long value(Conversion kind, Window window) {
    long sum = 0;
    for (Touch touch : window.touches()) {
      sum += kind.bought() ? all[VALUES + kind.ordinal() * TOUCHES + touch.ordinal()] : 0;
    }
    return sum;
  }

  /** Conversions as each ad set's own setting counts them. */
  public long conversions(Conversion kind) {
    return all[OWN + kind.ordinal()];
  }

  public long value(Conversion kind) {
    return kind.bought() ? all[OWN_VALUES + kind.ordinal()] : 0;
  }

  void plus(Conversion kind, Touch touch, Window.Setting setting, long number, long value) {
    boolean own = setting.counts(touch);
    all[MADE + kind.ordinal() * TOUCHES + touch.ordinal()] += number;
    all[OWN + kind.ordinal()] += own ? number : 0;
    if (kind.bought()) {
      all[VALUES + kind.ordinal() * TOUCHES + touch.ordinal()] += value;
      all[OWN_VALUES + kind.ordinal()] += own ? value : 0;
    }
  }

  public void add(Facts other) {
    for (int n = 0; n < SIZE; n++) {
      all[n] += other.all[n];
    }
  }

  /** Adds the part of {@code other} between two fractions; adjacent parts add up to the whole. */
  public void addPart(Facts other, int low, int high) {
    for (int n = 0; n < SIZE; n++) {
      all[n] += (other.all[n] * high >>> 16) - (other.all[n] * low >>> 16);
    }
  }

  public boolean isEmpty() {
    return count(Count.IMPRESSIONS) == 0;
  }

  public void clear() {
    Arrays.fill(all, 0);
  }
}
