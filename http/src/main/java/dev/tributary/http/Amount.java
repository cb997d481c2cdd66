package dev.tributary.http;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * One number as providers write it, read from characters without making objects in the usual case.
 * Reused from row to row; one thread.
 */
public final class Amount {
  /** The answer of a conversion that does not fit a {@code long}. */
  public static final long OUT_OF_RANGE = Long.MIN_VALUE;

  private static final int PLACES = 6;
  private static final int DIGITS_MAX = 18;
  private static final int CHARS_MAX = 64;
  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private long unscaled;
  private int scale;
  private @Nullable BigDecimal large;

  /**
   * Reads a decimal number: digits, a point, an exponent.
   *
   * @return false when the characters are no such number, as with NaN and Infinity
   */
  public boolean read(char[] chars, int offset, int length) {
    large = null;
    unscaled = 0;
    scale = 0;
    if (length == 0 || length > CHARS_MAX) {
      return false;
    }
    boolean negative = chars[offset] == '-';
    int digits = 0;
    int point = -1;
    for (int i = negative ? 1 : 0; i < length; i++) {
      char c = chars[offset + i];
      if (c >= '0' && c <= '9') {
        if (++digits > DIGITS_MAX) {
          return readLarge(chars, offset, length);
        }
        unscaled = unscaled * 10 + (c - '0');
      } else if (c == '.' && point < 0) {
        point = i;
      } else {
        return (c == 'e' || c == 'E') && readLarge(chars, offset, length);
      }
    }
    scale = point < 0 ? 0 : length - point - 1;
    if (negative) {
      unscaled = -unscaled;
    }
    return digits > 0;
  }

  private boolean readLarge(char[] chars, int offset, int length) {
    try {
      large = new BigDecimal(chars, offset, length);
      return true;
    } catch (NumberFormatException notOne) {
      return false;
    }
  }

  public boolean negative() {
    return large == null ? unscaled < 0 : large.signum() < 0;
  }

  /** Whether there is nothing behind the point. */
  public boolean whole() {
    if (large != null) {
      return large.signum() == 0 || large.stripTrailingZeros().scale() <= 0;
    }
    return scale == 0 || unscaled % POWERS[scale] == 0;
  }

  /** The whole number, or {@link #OUT_OF_RANGE}. */
  public long count() {
    if (large != null) {
      return fitted(large, 0);
    }
    return unscaled / POWERS[scale];
  }

  /** Millionths, rounded half-even, or {@link #OUT_OF_RANGE}. */
  public long micros() {
    if (large != null) {
      return fitted(large, PLACES);
    }
    if (scale > PLACES) {
      return halfEven(unscaled, POWERS[scale - PLACES]);
    }
    long factor = POWERS[PLACES - scale];
    long micros = unscaled * factor;
    return Math.multiplyHigh(unscaled, factor) == micros >> 63 ? micros : OUT_OF_RANGE;
  }

  /** Millionths of this number times a count, rounded once, or {@link #OUT_OF_RANGE}. */
  public long microsTimes(long count) {
    if (large == null && scale > PLACES && scale <= 15 && Math.abs(unscaled) < POWERS[17]) {
      long whole = unscaled / POWERS[scale];
      long rest = unscaled % POWERS[scale];
      // The rest is below 10^15, so times 9,000 it stays within a long.
      if (count >= 0 && count <= 9_000 && Math.abs(whole) < POWERS[8]) {
        return whole * count * POWERS[PLACES] + halfEven(rest * count, POWERS[scale - PLACES]);
      }
    }
    BigDecimal exact = large == null ? BigDecimal.valueOf(unscaled, scale) : large;
    return fitted(exact.multiply(BigDecimal.valueOf(count)), PLACES);
  }

  private static long halfEven(long value, long divisor) {
    long quotient = value / divisor;
    long twice = Math.abs(value % divisor) * 2;
    if (twice > divisor || (twice == divisor && (quotient & 1) != 0)) {
      quotient += value < 0 ? -1 : 1;
    }
    return quotient;
  }

  private static long fitted(BigDecimal value, int places) {
    // Magnitudes are judged first: writing out a huge exponent would cost gigabytes.
    long magnitude = (long) value.precision() - value.scale();
    if (value.signum() == 0 || magnitude < -places) {
      return 0;
    }
    if (magnitude > 19 - places) {
      return OUT_OF_RANGE;
    }
    BigDecimal rounded = value.setScale(places, RoundingMode.HALF_EVEN);
    return rounded.unscaledValue().bitLength() < 64
        ? rounded.unscaledValue().longValue()
        : OUT_OF_RANGE;
  }
}
