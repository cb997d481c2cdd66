package dev.tributary.sandbox.meta.insights;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as Meta writes them: always text, money in major units, ratios with six decimals. */
final class Numbers {
  private static final int DECIMALS = 6;
  private static final long MILLION = 1_000_000;
  private static final long TOP_MAX = Long.MAX_VALUE / MILLION;

  private Numbers() {}

  /** 12345 with two digits is "123.45". */
  static String money(long minor, int digits) {
    if (digits == 0) {
      return Long.toString(minor);
    }
    long cents = minor % 100;
    return minor / 100 + (cents < 10 ? ".0" : ".") + cents;
  }

  /**
   * {@code top × factor ÷ bottom}, rounded half up. The bottom is not zero.
   *
   * @param digits how many of the top's last digits are behind the point
   */
  static String ratio(long top, long factor, long bottom, int digits) {
    if (top > TOP_MAX / factor) {
      return BigDecimal.valueOf(top, digits)
          .multiply(BigDecimal.valueOf(factor))
          .divide(BigDecimal.valueOf(bottom), DECIMALS, RoundingMode.HALF_UP)
          .stripTrailingZeros()
          .toPlainString();
    }
    long below = digits == 0 ? bottom : bottom * 100;
    long millionths = (top * factor * MILLION + below / 2) / below;
    return plain(millionths);
  }

  private static String plain(long millionths) {
    long whole = millionths / MILLION;
    long rest = millionths % MILLION;
    if (rest == 0) {
      return Long.toString(whole);
    }
    char[] decimals = new char[DECIMALS];
    for (int n = DECIMALS - 1; n >= 0; n--) {
      decimals[n] = (char) ('0' + rest % 10);
      rest /= 10;
    }
    int length = DECIMALS;
    while (decimals[length - 1] == '0') {
      length--;
    }
    return whole + "." + new String(decimals, 0, length);
  }
}
