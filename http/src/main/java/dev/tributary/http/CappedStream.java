package dev.tributary.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends with an error once more bytes were unpacked than allowed: a small bomb stays small. */
final class CappedStream extends FilterInputStream {
  private final int bytesMax;
  private long read;

  CappedStream(InputStream in, int bytesMax) {
    super(in);
    this.bytesMax = bytesMax;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      count(1);
    }
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int some = super.read(target, offset, length);
    if (some > 0) {
      count(some);
    }
    return some;
  }

  private void count(int more) throws IOException {
    read += more;
    if (read > bytesMax) {
      throw new CappedBody.TooLarge(bytesMax);
    }
  }
}
