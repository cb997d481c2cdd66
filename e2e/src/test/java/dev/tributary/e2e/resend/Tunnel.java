package dev.tributary.e2e.resend;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A proxy that leads one host, whatever its port, to a local one. A client whose address cannot be
 * changed comes to the sandbox this way, without knowing and with its TLS untouched.
 */
final class Tunnel extends ProxySelector implements AutoCloseable {
  private final ServerSocket server;
  private final String host;
  private final int target;

  Tunnel(String host, int target) throws IOException {
    this.server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    this.host = host;
    this.target = target;
    Thread.ofVirtual().start(this::accept);
  }

  @Override
  public List<Proxy> select(URI uri) {
    return host.equals(uri.getHost())
        ? List.of(
            new Proxy(
                Proxy.Type.HTTP,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort())))
        : List.of(Proxy.NO_PROXY);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    throw new IllegalStateException("the tunnel to " + uri + " is closed", failure);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket sandbox = new Socket(InetAddress.getLoopbackAddress(), target)) {
      readHead(client.getInputStream());
      client
          .getOutputStream()
          .write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      Thread back = Thread.ofVirtual().start(() -> copy(sandbox, client));
      copy(client, sandbox);
      back.interrupt();
    } catch (IOException eitherLeft) {
      // Both ends are closed; whoever waits for an answer sees it.
    }
  }

  private static void readHead(InputStream in) throws IOException {
    int line = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        if (line == 0) {
          return;
        }
        line = 0;
      } else if (b != '\r') {
        line++;
      }
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      OutputStream out = to.getOutputStream();
      from.getInputStream().transferTo(out);
      to.shutdownOutput();
    } catch (IOException eitherLeft) {
      // The other direction ends too.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
