package dev.tributary.store;

import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A text column in UTF-8 as it is stored: without NUL characters, which PostgreSQL cannot keep, and
 * in a key no longer than an index can hold: what is longer is cut and ends with a hash of the
 * whole.
 */
final class TextColumn {
  /** Most bytes of a key dimension that are kept as they are. */
  private static final int KEY_BYTES_MAX = 500;

  /** An index entry holds 2,704 bytes; ids and day take 36, and every column a few. */
  private static final int KEY_BYTES_ALL = 2_400;

  private static final int HASH_CHARS = 32;

  private final Rows rows;
  private final int column;
  private final int bytesMax;

  /** Neighbouring rows often share the same text. */
  private @Nullable String last;

  private byte[] lastBytes = new byte[0];

  private TextColumn(Rows rows, int column, int bytesMax) {
    this.rows = rows;
    this.column = column;
    this.bytesMax = bytesMax;
  }

  /** One for each text column, dimensions first. */
  static TextColumn[] of(StreamDescriptor stream, Rows rows) {
    TextColumn[] columns = new TextColumn[rows.textColumns()];
    int dimensions = stream.dimensions().size();
    int keyBytesMax =
        Math.min(KEY_BYTES_MAX, KEY_BYTES_ALL / Math.max(1, dimensions) - HASH_CHARS - 1);
    for (int column = 0; column < columns.length; column++) {
      columns[column] =
          new TextColumn(rows, column, column < dimensions ? keyBytesMax : Integer.MAX_VALUE);
    }
    return columns;
  }

  /** The row's text. The array is shared and must not be changed. */
  byte[] bytes(int row) {
    String text = rows.text(column, row);
    // The same object is the same text; equal ones that are not are merely encoded again.
    @SuppressWarnings("ReferenceEquality")
    boolean same = text == last;
    if (!same) {
      last = text;
      lastBytes = stored(text, bytesMax);
    }
    return lastBytes;
  }

  /** The text as it is stored in a key with so much room. */
  static byte[] stored(String text, int bytesMax) {
    byte[] bytes = Columns.clean(text).getBytes(StandardCharsets.UTF_8);
    return bytes.length <= bytesMax ? bytes : cut(bytes, bytesMax);
  }

  private static byte[] cut(byte[] bytes, int bytesMax) {
    int end = bytesMax;
    while ((bytes[end] & 0xc0) == 0x80) {
      end--; // not in the middle of a character
    }
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("this JDK has no SHA-256", missing);
    }
    byte[] tail =
        ("~" + HexFormat.of().formatHex(hash, 0, HASH_CHARS / 2))
            .getBytes(StandardCharsets.US_ASCII);
    byte[] cut = Arrays.copyOf(bytes, end + tail.length);
    System.arraycopy(tail, 0, cut, end, tail.length);
    return cut;
  }
}
