package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.GoogleException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** Fixed rates between currencies; the simulated world knows no others. */
record Exchange(BigDecimal from, BigDecimal to) {
  private static final Map<String, String> PER_US_DOLLAR =
      Map.of(
          "USD", "1", "EUR", "0.91", "GBP", "0.78", "CHF", "0.88", "PLN", "3.95", "NZD", "1.64",
          "JPY", "148.5", "SEK", "10.4");

  static Exchange between(String from, String to) {
    return new Exchange(rate(from), rate(to));
  }

  static boolean knows(String currency) {
    return PER_US_DOLLAR.containsKey(currency);
  }

  private static BigDecimal rate(String currency) {
    if (!knows(currency)) {
      throw GoogleException.invalidArgument(
          "The currency code " + currency + " is not a valid ISO 4217 currency code.");
    }
    return new BigDecimal(PER_US_DOLLAR.get(currency));
  }

  long micros(long micros) {
    if (from.equals(to)) {
      return micros;
    }
    return BigDecimal.valueOf(micros)
        .multiply(to)
        .divide(from, 0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }
}
