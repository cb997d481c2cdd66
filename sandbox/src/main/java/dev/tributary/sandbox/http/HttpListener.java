package dev.tributary.sandbox.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/**
 * Listens on loopback and serves each connection on a virtual thread of its own. The JDK's own
 * server is not used because it cannot reset a connection or cut an answer at a chosen byte.
 */
public final class HttpListener implements AutoCloseable {
  private static final long RETRY_NANOS = 10_000_000;

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Answers one request; called on many threads at once. */
  @FunctionalInterface
  public interface Handler {
    Exchange handle(Request request);
  }

  /** An answer, and who wants to know how many bytes of it were sent. */
  public record Exchange(Response response, Sent sent) {}

  /** Told once per answer, just before its last bytes leave or when the connection died. */
  @FunctionalInterface
  public interface Sent {
    void sent(long bodyBytes);
  }

  private HttpListener(ServerSocket server) {
    this.server = server;
  }

  /**
   * Takes {@code port}, or a free one when it is 0; nobody is answered before {@link #start}.
   *
   * @param tls speaks https with its certificate; http when empty
   */
  public static HttpListener bind(int port, Optional<SSLContext> tls) {
    try {
      ServerSocket server =
          tls.isPresent()
              ? tls.get().getServerSocketFactory().createServerSocket()
              : new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 512);
      return new HttpListener(server);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the sandbox cannot listen on port " + port + "; choose another one with its port option",
          e);
    }
  }

  public void start(Handler handler) {
    Thread.ofPlatform().daemon().name("sandbox-accept").start(() -> accept(handler));
  }

  public int port() {
    return server.getLocalPort();
  }

  private void accept(Handler handler) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().name("sandbox-connection").start(() -> serve(socket, handler));
      } catch (IOException closedOrRefused) {
        // Closed: the loop ends. No file left for a socket: the next connection may have one.
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private void serve(Socket socket, Handler handler) {
    try (socket) {
      socket.setTcpNoDelay(true);
      new Connection(socket, handler).serve();
    } catch (IOException peerIsGone) {
      // A client may leave at any byte; the sandbox has nobody to tell and nothing to undo.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the sandbox's port could not be closed", e);
    }
  }
}
