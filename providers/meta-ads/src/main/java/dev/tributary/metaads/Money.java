package dev.tributary.metaads;

import java.math.BigDecimal;
import java.util.Set;

/** Budgets, which Meta gives in a currency's smallest unit while insights are in whole ones. */
final class Money {
  /** Of these the unit is the smallest ("Currencies"); of all others it has a hundred. */
  private static final Set<String> WITHOUT_MINOR_UNITS =
      Set.of("CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND");

  /** In whole units; what is no number stays as it is. */
  static String major(String minor, String currency) {
    if (!minor.matches("\\d{1,18}")) {
      return minor;
    }
    return WITHOUT_MINOR_UNITS.contains(currency)
        ? minor
        : new BigDecimal(minor).movePointLeft(2).toPlainString();
  }

  private Money() {}
}
