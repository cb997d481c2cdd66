package dev.tributary.store;

import dev.tributary.spi.Measure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Sends rows to a table of the same columns in PostgreSQL's binary COPY format. */
final class RowCopy {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte[] HEADER =
      "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int POSTGRES_EPOCH_DAY = (int) LocalDate.of(2000, 1, 1).toEpochDay();
  private static final int FLUSH_BYTES = 256 * 1024;

  private final Rows rows;
  private final TextColumn[] texts;
  private final boolean[] decimal;
  private final boolean dated;
  private byte[] buffer = new byte[FLUSH_BYTES + 64 * 1024];
  private int length;

  RowCopy(StreamDescriptor stream, Rows rows) {
    this.rows = rows;
    this.texts = TextColumn.of(stream, rows);
    this.dated = stream.kind() != StreamKind.SNAPSHOT;
    this.decimal = new boolean[stream.measures().size()];
    for (int column = 0; column < decimal.length; column++) {
      decimal[column] = stream.measures().get(column).type() == Measure.Type.DECIMAL;
    }
  }

  /**
   * Sends the rows of the wanted days.
   *
   * @param wanted by days since 1970-01-01
   */
  long send(Connection connection, String table, IntPredicate wanted) throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + table + " from stdin (format binary)");
    try {
      put(HEADER);
      int fields = (dated ? 1 : 0) + texts.length + decimal.length;
      for (int row = 0; row < rows.size(); row++) {
        int day = rows.epochDay(row);
        if (wanted.test(day)) {
          row(row, day, fields);
          if (length >= FLUSH_BYTES) {
            copy.writeToCopy(buffer, 0, length);
            length = 0;
          }
        }
      }
      room(2);
      SHORT.set(buffer, length, (short) -1);
      length += 2;
      copy.writeToCopy(buffer, 0, length);
      length = 0;
      return copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void row(int row, int day, int fields) {
    room(2 + 8 + decimal.length * 32);
    SHORT.set(buffer, length, (short) fields);
    length += 2;
    if (dated) {
      INT.set(buffer, length, 4);
      INT.set(buffer, length + 4, day - POSTGRES_EPOCH_DAY);
      length += 8;
    }
    for (TextColumn column : texts) {
      byte[] text = column.bytes(row);
      room(4 + text.length);
      INT.set(buffer, length, text.length);
      length += 4;
      put(text);
    }
    room(decimal.length * 32);
    for (int column = 0; column < decimal.length; column++) {
      long number = rows.number(column, row);
      if (decimal[column]) {
        decimal(number);
      } else {
        INT.set(buffer, length, 8);
        LONG.set(buffer, length + 4, number);
        length += 12;
      }
    }
  }

  /**
   * A numeric of six places: a head of four shorts (count of digits, weight of the first, sign,
   * places), then digits of base 10,000.
   */
  private void decimal(long micros) {
    int lengthAt = length;
    int digitsAt = length + 12;
    // Negated to be safe for the smallest long, whose magnitude has no positive counterpart.
    long negative = micros > 0 ? -micros : micros;
    int fraction = (int) -(negative % 1_000_000);
    long whole = -(negative / 1_000_000);
    int digits = 0;
    if (whole > 0) {
      long unit = 1;
      int groups = 1;
      while (whole / unit >= 10_000) {
        unit *= 10_000;
        groups++;
      }
      for (int group = 0; group < groups; group++) {
        SHORT.set(buffer, digitsAt + 2 * digits, (short) (whole / unit % 10_000));
        digits++;
        unit /= 10_000;
      }
    }
    int weight = digits - 1;
    SHORT.set(buffer, digitsAt + 2 * digits, (short) (fraction / 100));
    SHORT.set(buffer, digitsAt + 2 * digits + 2, (short) (fraction % 100 * 100));
    digits += 2;
    INT.set(buffer, lengthAt, 8 + 2 * digits);
    SHORT.set(buffer, lengthAt + 4, (short) digits);
    SHORT.set(buffer, lengthAt + 6, (short) weight);
    SHORT.set(buffer, lengthAt + 8, (short) (micros < 0 ? 0x4000 : 0));
    SHORT.set(buffer, lengthAt + 10, (short) 6);
    length = digitsAt + 2 * digits;
  }

  private void put(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void room(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
