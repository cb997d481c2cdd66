package dev.tributary.sandbox.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Bodies made from bodies. */
public final class Bodies {
  private static final int PIECE_BYTES = 64 * 1024;

  private Bodies() {}

  /** All bytes of a body at once. */
  public static byte[] bytes(Body body) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      body.writeTo(out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a body could not be produced", e);
    }
  }

  /** Packed while it is sent, fast rather than small. */
  public static Body gzip(Body body) {
    return Body.streamed(out -> {
      GZIPOutputStream gzip =
          new GZIPOutputStream(out, PIECE_BYTES) {
            {
              def.setLevel(Deflater.BEST_SPEED);
            }
          };
      body.writeTo(gzip);
      gzip.finish();
    });
  }

  /** So many blanks: legal white space before a JSON value that never comes. */
  public static Body blanks(long count) {
    byte[] piece = " ".repeat(PIECE_BYTES).getBytes(StandardCharsets.US_ASCII);
    return Body.streamed(out -> {
      for (long left = count; left > 0; left -= piece.length) {
        out.write(piece, 0, (int) Math.min(left, piece.length));
      }
    });
  }
}
