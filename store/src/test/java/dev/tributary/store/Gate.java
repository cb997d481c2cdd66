package dev.tributary.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a client and PostgreSQL, and can swallow everything without hanging up. */
final class Gate implements AutoCloseable {
  private static final String PREFIX = "jdbc:";

  private final String target;
  private final URI server;
  private final ServerSocket door;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean swallows;

  /**
   * @param jdbcUrl of a database
   */
  Gate(String jdbcUrl) throws IOException {
    this.target = jdbcUrl;
    this.server = URI.create(jdbcUrl.substring(PREFIX.length()));
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("gate").start(this::open);
  }

  /** The same database by way of this gate. */
  String jdbcUrl() {
    return target.replace(":" + server.getPort() + "/", ":" + door.getLocalPort() + "/");
  }

  /** From now on nothing gets through, in either direction, and no connection ends. */
  void swallowEverything() {
    swallows = true;
  }

  private void open() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket upstream = new Socket(server.getHost(), server.getPort());
        sockets.addAll(List.of(client, upstream));
        Thread.ofVirtual().name("gate-in").start(() -> pass(client, upstream));
        Thread.ofVirtual().name("gate-out").start(() -> pass(upstream, client));
      } catch (IOException closed) {
        // The gate was closed, or a client went away again; whoever still comes is let in.
        continue;
      }
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[8_192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!swallows) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException ended) {
      // One side hung up, and so does the other.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
