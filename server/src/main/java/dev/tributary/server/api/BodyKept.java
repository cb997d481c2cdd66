package dev.tributary.server.api;

import dev.tributary.server.people.Refusal.Kind;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A request whose body has been read as a whole, so that it can be measured and compared. */
final class BodyKept extends HttpServletRequestWrapper {
  static final int BYTES_MAX = 256 * 1024;

  private final byte[] body;

  BodyKept(HttpServletRequest request, byte[] body) {
    super(request);
    this.body = body;
  }

  /**
   * @throws IOException the sender stopped in the middle
   * @throws ApiProblem there is too much of it
   */
  static BodyKept of(HttpServletRequest request) throws IOException {
    byte[] body =
        request.getContentLengthLong() > BYTES_MAX
            ? new byte[BYTES_MAX + 1]
            : request.getInputStream().readNBytes(BYTES_MAX + 1);
    if (body.length > BYTES_MAX) {
      throw ApiProblem.of(Kind.TOO_LARGE, "body_too_large", "A body has at most 256 KiB.");
    }
    return new BodyKept(request, body);
  }

  byte[] body() {
    return body.clone();
  }

  @Override
  public ServletInputStream getInputStream() {
    ByteArrayInputStream bytes = new ByteArrayInputStream(body);
    return new ServletInputStream() {
      @Override
      public int read() {
        return bytes.read();
      }

      @Override
      public int read(byte[] into, int from, int length) {
        return bytes.read(into, from, length);
      }

      @Override
      public boolean isFinished() {
        return bytes.available() == 0;
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setReadListener(ReadListener listener) {
        throw new IllegalStateException("the body is here already; read it");
      }
    };
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
  }
}
