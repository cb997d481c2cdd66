package dev.tributary.http;

import org.jspecify.annotations.Nullable;

/**
 * Keeps one string for equal texts of an answer: the same channel stands in thousands of rows. One
 * thread; lives for one answer.
 */
public final class Texts {
  private static final int SIZE_MAX = 1 << 16;

  private @Nullable String[] table = new @Nullable String[256];
  private int size;

  public String of(char[] chars, int offset, int length) {
    if (length == 0) {
      return "";
    }
    int hash = 0;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + chars[i];
    }
    int mask = table.length - 1;
    int slot = spread(hash) & mask;
    for (String found = table[slot]; found != null; found = table[slot]) {
      if (found.hashCode() == hash && same(found, chars, offset, length)) {
        return found;
      }
      slot = (slot + 1) & mask;
    }
    String fresh = new String(chars, offset, length);
    if (size < SIZE_MAX) {
      table[slot] = fresh;
      if (++size * 2 > table.length) {
        grow();
      }
    }
    return fresh;
  }

  public static boolean same(String text, char[] chars, int offset, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != chars[offset + i]) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    @Nullable String[] before = table;
    table = new @Nullable String[before.length * 2];
    int mask = table.length - 1;
    for (String text : before) {
      if (text != null) {
        int slot = spread(text.hashCode()) & mask;
        while (table[slot] != null) {
          slot = (slot + 1) & mask;
        }
        table[slot] = text;
      }
    }
  }

  private static int spread(int hash) {
    return hash ^ (hash >>> 16);
  }
}
