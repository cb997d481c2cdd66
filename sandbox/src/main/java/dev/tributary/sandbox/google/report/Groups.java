package dev.tributary.sandbox.google.report;

import java.util.Arrays;

/**
 * The rows of a report under construction, found by their key: open addressing over flat arrays, no
 * object per row.
 */
final class Groups {
  private static final int FIRST_SIZE = 1 << 10;

  private final int width;
  private int[] keys;
  private int[] table = new int[FIRST_SIZE];
  private final long[][] sums;
  private int count;

  /**
   * @param width numbers per key
   * @param needed which of {@link Base} are kept
   */
  Groups(int width, boolean[] needed) {
    this.width = width;
    this.keys = new int[width * FIRST_SIZE / 2];
    this.sums = new long[Base.COUNT][];
    for (int base = 0; base < Base.COUNT; base++) {
      sums[base] = needed[base] ? new long[FIRST_SIZE / 2] : new long[0];
    }
    Arrays.fill(table, -1);
  }

  int count() {
    return count;
  }

  int key(int group, int position) {
    return keys[group * width + position];
  }

  long sum(Base base, int group) {
    return sums[base.ordinal()][group];
  }

  void add(Base base, int group, long value) {
    sums[base.ordinal()][group] += value;
  }

  /** Adds those of {@code values} whose numbers stand in {@code which}. */
  void add(int group, long[] values, int[] which) {
    for (int base : which) {
      sums[base][group] += values[base];
    }
  }

  /** The number of the group with this key, made when it is new. */
  int find(int[] key) {
    int mask = table.length - 1;
    int place = hash(key) & mask;
    while (table[place] >= 0) {
      if (same(table[place], key)) {
        return table[place];
      }
      place = (place + 1) & mask;
    }
    if ((count + 1) * 2 > table.length) {
      grow();
      return find(key);
    }
    table[place] = count;
    System.arraycopy(key, 0, keys, count * width, width);
    return count++;
  }

  private boolean same(int group, int[] key) {
    int from = group * width;
    for (int n = 0; n < width; n++) {
      if (keys[from + n] != key[n]) {
        return false;
      }
    }
    return true;
  }

  private static int hash(int[] key) {
    int hash = 1;
    for (int part : key) {
      hash = (hash + part) * 0x9E3779B9;
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private void grow() {
    int size = table.length * 2;
    keys = Arrays.copyOf(keys, width * size / 2);
    for (int base = 0; base < sums.length; base++) {
      if (sums[base].length > 0) {
        sums[base] = Arrays.copyOf(sums[base], size / 2);
      }
    }
    table = new int[size];
    Arrays.fill(table, -1);
    int[] key = new int[width];
    for (int group = 0; group < count; group++) {
      System.arraycopy(keys, group * width, key, 0, width);
      int place = hash(key) & (size - 1);
      while (table[place] >= 0) {
        place = (place + 1) & (size - 1);
      }
      table[place] = group;
    }
  }
}
