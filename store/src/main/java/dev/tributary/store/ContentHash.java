package dev.tributary.store;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A 128-bit digest of a day's rows that does not depend on their order. */
public record ContentHash(long high, long low) {

  /** Of a day without rows. */
  public static final ContentHash EMPTY = new ContentHash(0, 0);

  static ContentHash of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new ContentHash(buffer.getLong(), buffer.getLong());
  }

  byte[] bytes() {
    return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }
}
