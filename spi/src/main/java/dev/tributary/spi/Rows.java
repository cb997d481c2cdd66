package dev.tributary.spi;

import java.time.LocalDate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows in columns: one array per dimension and per measure, no object per value. Immutable once
 * built; safe to share between threads.
 *
 * <p>Dimensions stand in the order of {@link StreamDescriptor#textColumns()}, measures in that of
 * {@link StreamDescriptor#measures()}. A count is stored as itself, a decimal in micros (value ×
 * 1,000,000).
 */
public final class Rows {
  private final int size;
  private final int[] days;
  private final String[][] texts;
  private final long[][] numbers;

  private Rows(int size, int[] days, String[][] texts, long[][] numbers) {
    this.size = size;
    this.days = days;
    this.texts = texts;
    this.numbers = numbers;
  }

  public static Builder builder(StreamDescriptor stream) {
    return new Builder(stream.textColumns().size(), stream.measures().size());
  }

  public static Rows empty(StreamDescriptor stream) {
    return builder(stream).build();
  }

  public int size() {
    return size;
  }

  public LocalDate day(int row) {
    return LocalDate.ofEpochDay(days[row]);
  }

  /** Days since 1970-01-01. */
  public int epochDay(int row) {
    return days[row];
  }

  public String text(int column, int row) {
    return texts[column][row];
  }

  public long number(int column, int row) {
    return numbers[column][row];
  }

  public int textColumns() {
    return texts.length;
  }

  public int numberColumns() {
    return numbers.length;
  }

  /** A rough size in memory, for the caps on buffers. */
  public long bytes() {
    long bytes = 4L * size + 8L * size * numbers.length;
    for (String[] column : texts) {
      bytes += 4L * size;
      @Nullable String before = null;
      for (int row = 0; row < size; row++) {
        if (column[row] != before) {
          bytes += 56L + column[row].length();
        }
        before = column[row];
      }
    }
    return bytes;
  }

  /** Collects rows; not safe for several threads. */
  public static final class Builder {
    private int size;
    private int[] days = new int[64];
    private final String[][] texts;
    private final long[][] numbers;

    private Builder(int textColumns, int numberColumns) {
      texts = new String[textColumns][64];
      numbers = new long[numberColumns][64];
    }

    /** Starts a row; its texts are empty and its numbers zero until set. */
    public Builder row(LocalDate day) {
      return row(Math.toIntExact(day.toEpochDay()));
    }

    /** Starts a row for a day given as days since 1970-01-01. */
    public Builder row(int epochDay) {
      if (size == days.length) {
        grow();
      }
      days[size] = epochDay;
      for (String[] column : texts) {
        column[size] = "";
      }
      size++;
      return this;
    }

    public Builder text(int column, String value) {
      texts[column][size - 1] = value;
      return this;
    }

    public Builder number(int column, long value) {
      numbers[column][size - 1] = value;
      return this;
    }

    /** Takes the last row back, for a row found unreadable half-way. */
    public void dropRow() {
      size--;
      for (long[] column : numbers) {
        column[size] = 0;
      }
    }

    /** Appends all rows of another set with the same columns. */
    public Builder addAll(Rows other) {
      for (int row = 0; row < other.size; row++) {
        row(other.days[row]);
        for (int column = 0; column < texts.length; column++) {
          text(column, other.texts[column][row]);
        }
        for (int column = 0; column < numbers.length; column++) {
          number(column, other.numbers[column][row]);
        }
      }
      return this;
    }

    public int size() {
      return size;
    }

    private void grow() {
      int capacity = Math.multiplyExact(days.length, 2);
      days = Arrays.copyOf(days, capacity);
      for (int column = 0; column < texts.length; column++) {
        texts[column] = Arrays.copyOf(texts[column], capacity);
      }
      for (int column = 0; column < numbers.length; column++) {
        numbers[column] = Arrays.copyOf(numbers[column], capacity);
      }
    }

    /** The rows so far. The builder must not be used afterwards. */
    public Rows build() {
      return new Rows(size, days, texts, numbers);
    }
  }
}
