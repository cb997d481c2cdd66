package dev.tributary.server.api.kpis;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.apache.coyote.CloseNowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is sent while it is made. What fails before the first part is sent is a problem as
 * any other; what fails later breaks the connection, so that nobody takes a part for the whole.
 */
final class Download {
  private static final Logger LOG = LoggerFactory.getLogger(Download.class);
  private static final int PART_BYTES = 1 << 16;

  /** A taker that is slower than this holds a connection to the database for too long. */
  private static final Duration LASTS_MAX = Duration.ofMinutes(30);

  private Download() {}

  /** Writes the file. */
  @FunctionalInterface
  interface Maker {
    void write(OutputStream out) throws IOException;
  }

  /**
   * @param name of the file, of letters, digits, dots and dashes
   */
  static void csv(HttpServletResponse response, String name, Maker maker) throws IOException {
    Sent sent = new Sent(response, name);
    try {
      maker.write(new BufferedOutputStream(sent, PART_BYTES));
    } catch (IOException | RuntimeException e) {
      if (!sent.begun) {
        throw e;
      }
      LOG.info("The download of {} broke off: {}", name, e.getMessage());
      throw new CloseNowException("the download of " + name + " broke off", e);
    }
  }

  /** Begins the answer with the first part. */
  private static final class Sent extends OutputStream {
    private final HttpServletResponse response;
    private final String name;
    private final long began = System.nanoTime();
    private boolean begun;

    Sent(HttpServletResponse response, String name) {
      this.response = response;
      this.name = name;
    }

    private OutputStream out() throws IOException {
      if (!begun) {
        response.setContentType("text/csv;charset=utf-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        begun = true;
      }
      if (System.nanoTime() - began > LASTS_MAX.toNanos()) {
        throw new IOException("it took longer than " + LASTS_MAX.toMinutes() + " minutes");
      }
      return response.getOutputStream();
    }

    @Override
    public void write(int one) throws IOException {
      out().write(one);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out().write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      out().flush();
    }
  }
}
