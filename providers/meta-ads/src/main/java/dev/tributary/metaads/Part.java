package dev.tributary.metaads;

import java.util.List;

/**
 * The objects of one report run, and how far it is. A slice begins with one part that is
 * everything; what is too large is divided.
 *
 * @param level of the ids; {@link Level#ACCOUNT} without ids is everything
 * @param run Meta's id of the report run; empty until it is made
 * @param resubmitted whether it was made a second time
 * @param progress the last that Meta said about it: its status and percentage
 * @param progressAt when that changed, in seconds since 1970
 * @param polls how often it was asked about
 */
record Part(
    Level level,
    List<String> ids,
    String run,
    boolean resubmitted,
    String progress,
    long progressAt,
    int polls,
    boolean complete) {
  static final Part EVERYTHING = fresh(Level.ACCOUNT, List.of());

  Part {
    ids = List.copyOf(ids);
  }

  static Part fresh(Level level, List<String> ids) {
    return new Part(level, ids, "", false, "", 0, 0, false);
  }

  Part made(String newRun, long now) {
    return new Part(level, ids, newRun, resubmitted, "", now, 0, false);
  }

  Part again() {
    return new Part(level, ids, "", true, "", 0, 0, false);
  }

  Part polled(String nowAt, long now) {
    boolean moved = !nowAt.equals(progress);
    return new Part(
        level, ids, run, resubmitted, nowAt, moved ? now : progressAt, polls + 1, false);
  }

  Part done() {
    return new Part(level, ids, run, resubmitted, progress, progressAt, polls, true);
  }

  String encoded() {
    return String.join(
        ":",
        level.name(),
        String.join(",", ids),
        run,
        Boolean.toString(resubmitted),
        progress,
        Long.toString(progressAt),
        Integer.toString(polls),
        Boolean.toString(complete));
  }

  /**
   * @throws IllegalArgumentException for a text that {@link #encoded()} did not make
   */
  static Part decoded(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 8) {
      throw new IllegalArgumentException("not a part: " + text);
    }
    return new Part(
        Level.valueOf(parts[0]),
        parts[1].isEmpty() ? List.of() : List.of(parts[1].split(",")),
        parts[2],
        Boolean.parseBoolean(parts[3]),
        parts[4],
        Long.parseLong(parts[5]),
        Integer.parseInt(parts[6]),
        Boolean.parseBoolean(parts[7]));
  }
}
