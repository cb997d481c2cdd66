package dev.tributary.sandbox.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The bytes of an answer, written once, either known beforehand or produced while sending. */
public interface Body {
  /** A streamed body: its length is unknown, so it goes out in chunks. */
  long UNKNOWN = -1;

  /** Number of bytes, or {@link #UNKNOWN}. */
  long length();

  void writeTo(OutputStream out) throws IOException;

  static Body of(byte[] bytes) {
    return new Body() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
      }
    };
  }

  static Body of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Body streamed(Writer writer) {
    return new Body() {
      @Override
      public long length() {
        return UNKNOWN;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        writer.writeTo(out);
      }
    };
  }

  /** Produces a streamed body. */
  @FunctionalInterface
  interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }
}
