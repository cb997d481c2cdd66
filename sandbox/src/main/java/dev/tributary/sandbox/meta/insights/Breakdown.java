package dev.tributary.sandbox.meta.insights;

import dev.tributary.sandbox.meta.Catalogue;
import dev.tributary.sandbox.meta.MetaErrors;
import dev.tributary.sandbox.meta.world.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The breakdowns that the sandbox plays, each with its values and their hundredths. */
public enum Breakdown {
  COUNTRY("DE 34 US 18 GB 11 FR 9 AT 8 CH 7 NL 6 PL 4 unknown 3"),
  PUBLISHER_PLATFORM("facebook 52 instagram 38 audience_network 7 messenger 3"),
  AGE("18-24 14 25-34 29 35-44 24 45-54 17 55-64 10 65+ 5 Unknown 1"),
  GENDER("female 51 male 46 unknown 3"),
  IMPRESSION_DEVICE("iphone 38 android_smartphone 41 desktop 14 ipad 5 other 2");

  private static final int HUNDRED = 100;

  private record Part(String value, int weight) {}

  /**
   * One combination of values, with its part of the whole between two fractions of {@link
   * Facts#WHOLE}.
   */
  public record Cell(List<String> values, int low, int high) {}

  private final List<Part> parts = new ArrayList<>();

  Breakdown(String text) {
    String[] words = text.split(" ");
    for (int n = 0; n < words.length; n += 2) {
      parts.add(new Part(words[n], Integer.parseInt(words[n + 1])));
    }
  }

  public String apiName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Refuses names that Meta does not have, and those that are not played here. */
  static Breakdown named(String apiName) {
    for (Breakdown one : values()) {
      if (one.apiName().equals(apiName)) {
        return one;
      }
    }
    throw MetaErrors.parameter(
        Catalogue.BREAKDOWNS.contains(apiName)
            ? "The sandbox does not play the breakdown " + apiName
            : "breakdowns must be one of the following values; unknown is " + apiName);
  }

  /** All combinations; without breakdowns the one that is everything. */
  public static List<Cell> cells(List<Breakdown> breakdowns) {
    List<Cell> cells = new ArrayList<>();
    combine(breakdowns, 0, new ArrayList<>(), 0, 1, cells);
    return cells;
  }

  private static void combine(
      List<Breakdown> breakdowns,
      int depth,
      List<String> values,
      double low,
      double width,
      List<Cell> into) {
    if (depth == breakdowns.size()) {
      into.add(new Cell(List.copyOf(values), fraction(low), fraction(low + width)));
      return;
    }
    int before = 0;
    for (Part part : breakdowns.get(depth).parts) {
      values.add(part.value);
      double from = low + width * before / HUNDRED;
      combine(breakdowns, depth + 1, values, from, width * part.weight / HUNDRED, into);
      values.removeLast();
      before += part.weight;
    }
  }

  private static int fraction(double of) {
    return (int) Math.round(of * Facts.WHOLE);
  }
}
