package dev.tributary.sandbox.google.report;

import java.util.Arrays;

/**
 * Counts distinct visitors per group: collects pairs of group and visitor, sorts them and counts
 * each pair once.
 */
final class Visitors {
  private static final int GROUP_BITS = 32;

  private long[] pairs = new long[1 << 10];
  private int filled;

  void add(int group, int visitor) {
    if (filled == pairs.length) {
      pairs = Arrays.copyOf(pairs, filled * 2);
    }
    pairs[filled++] = (long) group << GROUP_BITS | visitor;
  }

  /** Adds each group's number of distinct visitors to {@code base} and starts anew. */
  void countInto(Groups groups, Base base) {
    Arrays.sort(pairs, 0, filled);
    for (int n = 0; n < filled; n++) {
      if (n == 0 || pairs[n] != pairs[n - 1]) {
        groups.add(base, (int) (pairs[n] >>> GROUP_BITS), 1);
      }
    }
    filled = 0;
  }
}
