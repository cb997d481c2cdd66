package dev.tributary.sandbox.http;

import java.time.Duration;

/**
 * How the bytes of an answer travel.
 *
 * @param cutAfterBytes the connection dies after so many body bytes; {@link #WHOLE} sends all
 * @param reset the connection dies with a TCP reset instead of an orderly close
 * @param pieceBytes with a pause, the size of the pieces that are sent between pauses
 * @param pause rest after every piece; zero for none
 */
public record Delivery(long cutAfterBytes, boolean reset, int pieceBytes, Duration pause) {
  public static final long WHOLE = Long.MAX_VALUE;
  public static final Delivery NORMAL = new Delivery(WHOLE, false, 1, Duration.ZERO);

  /** Nothing is answered at all: the peer sees a reset before the status line. */
  public static final Delivery RESET = new Delivery(0, true, 1, Duration.ZERO);

  public Delivery {
    if (pieceBytes < 1) {
      throw new IllegalArgumentException("pieces of " + pieceBytes + " bytes cannot be sent");
    }
  }

  public static Delivery cut(long afterBytes) {
    return new Delivery(afterBytes, false, 1, Duration.ZERO);
  }

  public static Delivery slow(int pieceBytes, Duration pause) {
    return new Delivery(WHOLE, false, pieceBytes, pause);
  }

  boolean silentReset() {
    return reset && cutAfterBytes == 0;
  }
}
