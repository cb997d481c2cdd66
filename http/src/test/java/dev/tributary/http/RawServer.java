package dev.tributary.http;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;

/** A server that says byte for byte what a test wants, on a real socket. */
final class RawServer implements AutoCloseable {
  /** Writes an answer; the connection closes when it returns. */
  interface Behaviour {
    void answer(OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour = out -> {};

  RawServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
  }

  /** Head and body of every request so far. */
  List<String> requests() {
    return requests;
  }

  void does(Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  void answers(int status, String contentType, String body, String... headers) {
    does(out -> write(out, status, contentType, body.getBytes(StandardCharsets.UTF_8), headers));
  }

  void answersPacked(byte[] packed) {
    does(out -> write(out, 200, "application/json", packed, "Content-Encoding: gzip"));
  }

  static void write(
      OutputStream out, int status, String contentType, byte[] body, String... headers)
      throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
    head.append("Content-Type: ").append(contentType).append("\r\n");
    head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packing = new GZIPOutputStream(bytes)) {
      packing.write(plain);
    }
    return bytes.toByteArray();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      StringBuilder request = new StringBuilder();
      int length = 0;
      String line = in.readLine();
      while (line != null && !line.isEmpty()) {
        request.append(line).append('\n');
        if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(15).strip());
        }
        line = in.readLine();
      }
      for (int i = 0; i < length; i++) {
        request.append((char) in.read());
      }
      requests.add(request.toString());
      behaviour.answer(connection.getOutputStream());
    } catch (IOException | InterruptedException gone) {
      // The client hung up, which several tests want.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
