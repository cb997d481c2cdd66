package dev.tributary.engine.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;

/** Speaks STARTTLS in front of a mail server that cannot: after it, everything is passed on. */
final class StartTlsGate implements AutoCloseable {
  private final ServerSocket listening;
  private final int behind;
  private final AtomicInteger upgrades = new AtomicInteger();

  /**
   * @param behind port of the mail server
   */
  StartTlsGate(int behind) throws IOException {
    this.behind = behind;
    this.listening = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::listen);
  }

  int port() {
    return listening.getLocalPort();
  }

  int upgrades() {
    return upgrades.get();
  }

  private void listen() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket plain) {
    try (plain) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(plain.getInputStream(), StandardCharsets.US_ASCII));
      say(plain.getOutputStream(), "220 gate ESMTP\r\n");
      in.readLine();
      say(plain.getOutputStream(), "250-gate\r\n250 STARTTLS\r\n");
      if (!"STARTTLS".equals(in.readLine())) {
        say(plain.getOutputStream(), "530 STARTTLS first\r\n");
        return;
      }
      say(plain.getOutputStream(), "220 go on\r\n");
      SSLSocket secure =
          (SSLSocket)
              TestCertificate.server()
                  .getSocketFactory()
                  .createSocket(plain, "127.0.0.1", plain.getPort(), true);
      secure.setUseClientMode(false);
      secure.startHandshake();
      upgrades.incrementAndGet();
      try (secure;
          Socket server = new Socket(InetAddress.getByName("127.0.0.1"), behind)) {
        greeting(server.getInputStream());
        Thread answers = Thread.ofVirtual().start(() -> pass(server, secure));
        pass(secure, server);
        answers.join();
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new AssertionError("the gate broke", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The client had its greeting. */
  private static void greeting(InputStream in) throws IOException {
    for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {}
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // One of them hung up; the other is closed with it.
    }
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
