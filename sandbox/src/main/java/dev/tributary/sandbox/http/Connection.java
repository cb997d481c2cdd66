package dev.tributary.sandbox.http;

import dev.tributary.sandbox.http.HttpListener.Exchange;
import dev.tributary.sandbox.http.HttpListener.Handler;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One keep-alive connection: reads a request, sends its answer, and so on until someone leaves. */
final class Connection {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Socket socket;
  private final Handler handler;
  private final InputStream in;
  private final OutputStream out;

  Connection(Socket socket, Handler handler) throws IOException {
    this.socket = socket;
    this.handler = handler;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    this.out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
  }

  void serve() throws IOException, InterruptedException {
    RequestReader reader = new RequestReader(in, out);
    boolean open = true;
    while (open) {
      var head = reader.readHead();
      if (head.isEmpty()) {
        return;
      }
      Request request;
      try {
        request = reader.readBody(head.get());
      } catch (BadRequestException bad) {
        send(Response.html(400, bad.reason()), head.get(), bytes -> {});
        return;
      }
      Exchange exchange = handler.handle(request);
      open = send(exchange.response(), head.get(), exchange.sent()) && head.get().keepAlive();
    }
  }

  /**
   * Returns false when the connection is dead afterwards. {@code sent} is told before the last
   * bytes leave, so that whoever has the answer finds it in the log.
   */
  private boolean send(Response response, RequestReader.Head head, HttpListener.Sent sent)
      throws IOException, InterruptedException {
    Delivery delivery = response.delivery();
    if (delivery.silentReset()) {
      sent.sent(0);
      reset();
      return false;
    }
    boolean chunked = response.body().length() == Body.UNKNOWN && !head.http10();
    writeHead(response, head, chunked);
    PacedOutput paced = new PacedOutput(out, delivery);
    boolean whole = false;
    try {
      if (!head.method().equals("HEAD")) {
        writeBody(response.body(), paced, chunked);
      }
      whole = true;
    } catch (PacedOutput.CutException cut) {
      whole = false;
    } finally {
      sent.sent(paced.bytes());
    }
    out.flush();
    if (!whole && delivery.reset()) {
      reset();
    }
    return whole && !head.http10();
  }

  private static void writeBody(Body body, PacedOutput paced, boolean chunked) throws IOException {
    if (!chunked) {
      body.writeTo(paced);
      return;
    }
    try (ChunkedOutput chunks = new ChunkedOutput(paced, BUFFER_BYTES)) {
      body.writeTo(chunks);
      chunks.finish();
    }
  }

  private void writeHead(Response response, RequestReader.Head head, boolean chunked)
      throws IOException {
    StringBuilder text = new StringBuilder(256);
    text.append("HTTP/1.1 ").append(response.status()).append(" ").append(reason(response));
    response.headers().forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
    if (chunked) {
      text.append("Transfer-Encoding: chunked\r\n");
    } else if (response.body().length() != Body.UNKNOWN) {
      text.append("Content-Length: ").append(response.body().length()).append("\r\n");
    }
    text.append(head.keepAlive() ? "" : "Connection: close\r\n").append("\r\n");
    out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String reason(Response response) {
    String phrase =
        switch (response.status()) {
          case 200 -> "OK";
          case 302 -> "Found";
          case 400 -> "Bad Request";
          case 401 -> "Unauthorized";
          case 403 -> "Forbidden";
          case 404 -> "Not Found";
          case 429 -> "Too Many Requests";
          case 500 -> "Internal Server Error";
          case 503 -> "Service Unavailable";
          default -> "Status " + response.status();
        };
    return phrase + "\r\n";
  }

  /** With a linger time of zero the kernel answers the peer with a reset. */
  private void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
