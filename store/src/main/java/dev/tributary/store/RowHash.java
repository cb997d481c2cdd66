package dev.tributary.store;

import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of one row as it would be stored, cut to 128 bits. The day is not part of it. */
final class RowHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final Rows rows;
  private final TextColumn[] texts;
  private final MessageDigest sha256;
  private final byte[] digest = new byte[32];
  private byte[] buffer = new byte[1024];

  RowHash(StreamDescriptor stream, Rows rows) {
    this.rows = rows;
    this.texts = TextColumn.of(stream, rows);
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("this JDK has no SHA-256", missing);
    }
  }

  void row(int row) {
    int length = 0;
    for (TextColumn column : texts) {
      byte[] text = column.bytes(row);
      length = room(length, text.length + 4);
      INT.set(buffer, length, text.length);
      System.arraycopy(text, 0, buffer, length + 4, text.length);
      length += 4 + text.length;
    }
    length = room(length, 8 * rows.numberColumns());
    for (int column = 0; column < rows.numberColumns(); column++) {
      LONG.set(buffer, length, rows.number(column, row));
      length += 8;
    }
    sha256.update(buffer, 0, length);
    try {
      sha256.digest(digest, 0, digest.length);
    } catch (DigestException tooSmall) {
      throw new IllegalStateException("SHA-256 has 32 bytes", tooSmall);
    }
  }

  long high() {
    return (long) LONG.get(digest, 0);
  }

  long low() {
    return (long) LONG.get(digest, 8);
  }

  private int room(int length, int more) {
    if (length + more > buffer.length) {
      buffer = java.util.Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
    return length;
  }
}
