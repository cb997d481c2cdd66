package dev.tributary.http;

import java.time.Duration;

/**
 * How much an answer may take.
 *
 * @param wholeCall from connecting to the last byte of the body
 * @param connect until the connection stands
 * @param bodyBytesMax size of a body, both as sent and after decompression
 * @param depthMax nesting of JSON objects and arrays
 * @param textCharsMax length of one JSON string
 */
public record Limits(
    Duration wholeCall, Duration connect, int bodyBytesMax, int depthMax, int textCharsMax) {

  public static final Limits DEFAULT =
      new Limits(Duration.ofSeconds(60), Duration.ofSeconds(10), 32 << 20, 64, 1 << 20);

  public Limits withWholeCall(Duration duration) {
    return new Limits(duration, connect, bodyBytesMax, depthMax, textCharsMax);
  }

  public Limits withBodyBytesMax(int bytes) {
    return new Limits(wholeCall, connect, bytes, depthMax, textCharsMax);
  }
}
