package dev.tributary.sandbox.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads requests from one connection, one after the other. */
final class RequestReader {
  private static final int LINE_BYTES_MAX = 256 * 1024;
  private static final int HEADERS_MAX = 200;
  private static final int BODY_BYTES_MAX = 64 * 1024 * 1024;

  private final InputStream in;
  private final OutputStream out;

  RequestReader(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Request line and headers; header names are lower case. */
  record Head(String method, String target, boolean http10, Map<String, String> headers) {
    boolean keepAlive() {
      return !http10 && !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
    }
  }

  /** Empty when the peer has closed the connection between two requests. */
  Optional<Head> readHead() throws IOException {
    Optional<String> first = readLine();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = first.get().split(" ");
    if (parts.length != 3) {
      return Optional.empty();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (int n = 0; n < HEADERS_MAX; n++) {
      String line = readLine().orElse("");
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return Optional.of(new Head(parts[0], parts[1], parts[2].equals("HTTP/1.0"), headers));
  }

  Request readBody(Head head) throws IOException {
    if (head.headers().getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
    byte[] body;
    if (head.headers().getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      body = readChunks();
    } else {
      body = readFully(number(head.headers().getOrDefault("content-length", "0"), 10));
    }
    if (head.headers().getOrDefault("content-encoding", "").equalsIgnoreCase("gzip")) {
      body = unpack(body);
    }
    return new Request(head.method(), head.target(), head.headers(), body);
  }

  private static byte[] unpack(byte[] packed) throws IOException {
    try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return gzip.readNBytes(BODY_BYTES_MAX);
    } catch (IOException notGzip) {
      throw new BadRequestException("the body is said to be gzip and is not");
    }
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int size = chunkSize();
    while (size > 0) {
      whole.write(readFully(size));
      readLine();
      if (whole.size() > BODY_BYTES_MAX) {
        throw new BadRequestException("the body is larger than " + BODY_BYTES_MAX + " bytes");
      }
      size = chunkSize();
    }
    readLine();
    return whole.toByteArray();
  }

  private int chunkSize() throws IOException {
    String line = readLine().orElseThrow(() -> new BadRequestException("a chunk is missing"));
    int semicolon = line.indexOf(';');
    return number(semicolon < 0 ? line : line.substring(0, semicolon), 16);
  }

  private byte[] readFully(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new BadRequestException("the body ends early");
    }
    return bytes;
  }

  private static int number(String text, int radix) throws IOException {
    try {
      int number = Integer.parseInt(text.strip(), radix);
      if (number < 0 || number > BODY_BYTES_MAX) {
        throw new BadRequestException("a body of " + number + " bytes is not accepted");
      }
      return number;
    } catch (NumberFormatException notANumber) {
      throw new BadRequestException("not a length: " + text);
    }
  }

  private Optional<String> readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    for (int n = 0; n < LINE_BYTES_MAX; n++) {
      int b = in.read();
      if (b < 0) {
        return line.size() == 0 ? Optional.empty() : Optional.of(text(line));
      }
      if (b == '\n') {
        return Optional.of(text(line));
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    throw new BadRequestException("a header line is too long");
  }

  private static String text(ByteArrayOutputStream line) {
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
