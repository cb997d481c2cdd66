package dev.tributary.sandbox.google.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes JSON straight into bytes: a report has millions of small values. */
final class JsonBytes {
  private static final int FLUSH_BYTES = 48 * 1024;
  private static final int DIGITS_MAX = 20;

  private final OutputStream out;
  private byte[] bytes = new byte[64 * 1024];
  private int filled;

  JsonBytes(OutputStream out) {
    this.out = out;
  }

  /** Text that needs no escaping. */
  @SuppressWarnings("deprecation") // the fastest way from ASCII text to bytes
  void ascii(String text) {
    int length = text.length();
    room(length);
    text.getBytes(0, length, bytes, filled);
    filled += length;
  }

  void raw(byte[] part) {
    room(part.length);
    System.arraycopy(part, 0, bytes, filled, part.length);
    filled += part.length;
  }

  void number(long value) {
    room(DIGITS_MAX);
    if (value < 0) {
      bytes[filled++] = '-';
    }
    long left = Math.abs(value);
    int end = filled + digits(left);
    for (int at = end - 1; at >= filled; at--) {
      bytes[at] = (byte) ('0' + left % 10);
      left /= 10;
    }
    filled = end;
  }

  private static int digits(long value) {
    int digits = 1;
    for (long left = value; left >= 10; left /= 10) {
      digits++;
    }
    return digits;
  }

  /** A JSON string with its quotes. */
  static byte[] quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void room(int more) {
    if (filled + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, filled + more));
    }
  }

  /** Called between rows: sends what has gathered. */
  void flushIfFull() throws IOException {
    if (filled > FLUSH_BYTES) {
      flush();
    }
  }

  void flush() throws IOException {
    out.write(bytes, 0, filled);
    filled = 0;
  }
}
