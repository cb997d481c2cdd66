package dev.tributary.engine.plan;

import java.util.BitSet;
import java.util.List;

/** One field of a cron expression: a star, numbers, names, ranges, steps, and lists of them. */
enum CronField {
  MINUTE("minute", 0, 59, List.of()),
  HOUR("hour", 0, 23, List.of()),
  DAY_OF_MONTH("day of month", 1, 31, List.of()),
  MONTH(
      "month",
      1,
      12,
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
  /** Sunday is 0 and 7. */
  DAY_OF_WEEK("day of week", 0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

  private static final int DIGITS_MAX = 2;

  private final String title;
  private final int first;
  private final int last;
  private final List<String> names;

  CronField(String title, int first, int last, List<String> names) {
    this.title = title;
    this.first = first;
    this.last = last;
    this.names = names;
  }

  /**
   * @param text in lower case
   * @throws IllegalArgumentException with a sentence for people
   */
  BitSet values(String text) {
    BitSet values = new BitSet(last + 1);
    for (String part : text.split(",", -1)) {
      add(values, part);
    }
    if (this == DAY_OF_WEEK && values.get(7)) {
      values.clear(7);
      values.set(0);
    }
    return values;
  }

  private void add(BitSet values, String part) {
    String[] stepped = part.split("/", -1);
    String range = stepped[0];
    int step = stepped.length == 2 ? number(stepped[1], part) : 1;
    if (stepped.length > 2 || step < 1) {
      throw unreadable(part);
    }
    int from = first;
    int to = this == DAY_OF_WEEK ? 6 : last;
    if (!range.equals("*")) {
      String[] ends = range.split("-", -1);
      if (ends.length > 2) {
        throw unreadable(part);
      }
      from = value(ends[0], part);
      if (ends.length == 2) {
        to = value(ends[1], part);
        // From Saturday to Sunday: the Sunday at the week's end is meant.
        to = this == DAY_OF_WEEK && to == 0 && from > 0 ? 7 : to;
      } else if (stepped.length == 1) {
        to = from;
      }
    }
    if (to < from) {
      throw unreadable(part);
    }
    for (int value = from; value <= to; value += step) {
      values.set(value);
    }
  }

  private int value(String text, String part) {
    int named = names.indexOf(text);
    int value = named >= 0 ? named + first : number(text, part);
    if (value < first || value > last) {
      throw unreadable(part);
    }
    return value;
  }

  private int number(String text, String part) {
    if (text.isEmpty()
        || text.length() > DIGITS_MAX
        || !text.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
      throw unreadable(part);
    }
    return Integer.parseInt(text);
  }

  private IllegalArgumentException unreadable(String part) {
    return new IllegalArgumentException(
        "The %s \"%s\" of the schedule cannot be read; write a star, or numbers from %d to %d as in \"1,15\", \"1-5\" or \"*/10\"."
            .formatted(title, part, first, last));
  }
}
