package dev.tributary.sandbox.google.traffic;

import dev.tributary.sandbox.Dice;
import java.util.List;

/** Countries, devices and the like by number, each drawn with its weight. */
public final class Places {
  public static final List<String> COUNTRIES =
      List.of(
          "Germany",
          "United States",
          "United Kingdom",
          "France",
          "Poland",
          "Austria",
          "Switzerland",
          "Netherlands",
          "Spain",
          "Italy",
          "New Zealand",
          "Japan",
          "Brazil",
          "Côte d’Ivoire",
          "(not set)");
  public static final List<String> COUNTRY_IDS =
      List.of(
          "DE",
          "US",
          "GB",
          "FR",
          "PL",
          "AT",
          "CH",
          "NL",
          "ES",
          "IT",
          "NZ",
          "JP",
          "BR",
          "CI",
          "(not set)");
  public static final List<String> DEVICES = List.of("mobile", "desktop", "tablet", "smart tv");
  public static final List<String> BROWSERS = List.of("Chrome", "Safari", "Firefox", "Edge");
  public static final List<String> AGES =
      List.of("unknown", "18-24", "25-34", "35-44", "45-54", "55-64", "65+");
  public static final List<String> GENDERS = List.of("unknown", "female", "male");

  private static final int[] COUNTRY_WEIGHTS = {30, 18, 9, 8, 7, 5, 5, 4, 4, 3, 2, 2, 1, 1, 1};
  private static final int[] DEVICE_WEIGHTS = {58, 36, 5, 1};
  private static final int HUNDRED = 100;

  private Places() {}

  static int country(long roll) {
    return weighted(roll, COUNTRY_WEIGHTS);
  }

  static int device(long roll) {
    return weighted(roll, DEVICE_WEIGHTS);
  }

  private static int weighted(long roll, int[] weights) {
    int left = Dice.below(roll, HUNDRED);
    int index = 0;
    while (left >= weights[index]) {
      left -= weights[index];
      index++;
    }
    return index;
  }
}
