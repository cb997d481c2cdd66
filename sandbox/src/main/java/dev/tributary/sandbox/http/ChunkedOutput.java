package dev.tributary.sandbox.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Sends a body of unknown length in chunks of the given size. */
final class ChunkedOutput extends OutputStream {
  private static final byte[] LINE_END = {'\r', '\n'};

  private final OutputStream out;
  private final byte[] chunk;
  private int filled;

  ChunkedOutput(OutputStream out, int chunkBytes) {
    this.out = out;
    this.chunk = new byte[chunkBytes];
  }

  @Override
  public void write(int b) throws IOException {
    if (filled == chunk.length) {
      sendChunk();
    }
    chunk[filled++] = (byte) b;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == chunk.length) {
        sendChunk();
      }
      int part = Math.min(left, chunk.length - filled);
      System.arraycopy(source, from, chunk, filled, part);
      filled += part;
      from += part;
      left -= part;
    }
  }

  private void sendChunk() throws IOException {
    if (filled > 0) {
      out.write((Integer.toHexString(filled) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.write(chunk, 0, filled);
      out.write(LINE_END);
      filled = 0;
    }
  }

  /** Sends the last chunk; without it the peer knows that the answer was cut. */
  void finish() throws IOException {
    sendChunk();
    out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
  }
}
