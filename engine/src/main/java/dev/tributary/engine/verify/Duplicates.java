package dev.tributary.engine.verify;

import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.util.Arrays;
import java.util.OptionalInt;

/** Finds a key that an answer has twice, which means pages were repeated or cut wrongly. */
final class Duplicates {
  private static final int FREE = -1;

  private Duplicates() {}

  /** The first row whose key an earlier row has too. */
  static OptionalInt first(StreamDescriptor stream, Rows rows) {
    int keyColumns = stream.dimensions().size();
    boolean byDay = stream.kind() != StreamKind.SNAPSHOT;
    int capacity = Integer.highestOneBit(Math.max(8, rows.size())) * 4;
    int[] slots = new int[capacity];
    Arrays.fill(slots, FREE);
    for (int row = 0; row < rows.size(); row++) {
      int slot = hash(rows, row, keyColumns, byDay) & (capacity - 1);
      while (slots[slot] != FREE) {
        if (same(rows, slots[slot], row, keyColumns, byDay)) {
          return OptionalInt.of(row);
        }
        slot = (slot + 1) & (capacity - 1);
      }
      slots[slot] = row;
    }
    return OptionalInt.empty();
  }

  private static int hash(Rows rows, int row, int keyColumns, boolean byDay) {
    int hash = byDay ? rows.epochDay(row) : 0;
    for (int column = 0; column < keyColumns; column++) {
      hash = hash * 31 + rows.text(column, row).hashCode();
    }
    hash *= 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }

  private static boolean same(Rows rows, int one, int other, int keyColumns, boolean byDay) {
    if (byDay && rows.epochDay(one) != rows.epochDay(other)) {
      return false;
    }
    for (int column = 0; column < keyColumns; column++) {
      if (!rows.text(column, one).equals(rows.text(column, other))) {
        return false;
      }
    }
    return true;
  }
}
