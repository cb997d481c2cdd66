package dev.tributary.sandbox.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** Counts what passes, rests between pieces and dies at the chosen byte. */
final class PacedOutput extends OutputStream {
  /** The chosen byte is reached: no more may be sent. */
  static final class CutException extends IOException {
    private static final long serialVersionUID = 1;

    CutException(long bytes) {
      super("cut after " + bytes + " bytes");
    }
  }

  /** Smaller than the buffer below, so that the last bytes stay in it until it is flushed. */
  private static final int PIECE_BYTES = 32 * 1024;

  private final OutputStream out;
  private final Delivery delivery;
  private long bytes;

  PacedOutput(OutputStream out, Delivery delivery) {
    this.out = out;
    this.delivery = delivery;
  }

  long bytes() {
    return bytes;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    boolean paced = delivery.pause().isPositive();
    int from = offset;
    int end = offset + length;
    while (from < end) {
      int piece = Math.min(paced ? delivery.pieceBytes() : PIECE_BYTES, end - from);
      piece = (int) Math.min(piece, delivery.cutAfterBytes() - bytes);
      out.write(source, from, piece);
      bytes += piece;
      from += piece;
      if (bytes >= delivery.cutAfterBytes()) {
        throw new CutException(bytes);
      }
      if (paced) {
        out.flush();
        rest();
      }
    }
  }

  private void rest() throws IOException {
    try {
      Thread.sleep(delivery.pause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while sending slowly");
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
