package dev.tributary.server.command;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** Speaks just enough of PostgreSQL's protocol to let a client in and tell it a version. */
final class OldPostgres implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  private final ServerSocket listener;
  private final String version;

  OldPostgres(String version) throws IOException {
    this.version = version;
    this.listener = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + "/tributary";
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      greet(in, out);
      while (true) {
        int kind = in.readByte();
        in.skipNBytes(in.readInt() - 4L);
        switch (kind) {
          case 'P' -> send(out, '1', new byte[0]);
          case 'B' -> send(out, '2', new byte[0]);
          case 'D' -> send(out, 'n', new byte[0]);
          case 'E' -> send(out, 'C', text("SET"));
          case 'S' -> send(out, 'Z', new byte[] {'I'});
          case 'Q' -> {
            send(out, 'C', text("SET"));
            send(out, 'Z', new byte[] {'I'});
          }
          default -> {}
        }
      }
    } catch (EOFException | SocketException gone) {
      // The client has heard enough.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void greet(DataInputStream in, DataOutputStream out) throws IOException {
    for (boolean begun = false; !begun; ) {
      int length = in.readInt();
      int code = in.readInt();
      in.skipNBytes(length - 8L);
      if (code == SSL_REQUEST || code == GSS_REQUEST) {
        out.writeByte('N');
      } else {
        begun = true;
      }
    }
    send(out, 'R', new byte[4]);
    for (String parameter :
        new String[] {
          "server_version\0" + version,
          "client_encoding\0UTF8",
          "DateStyle\0ISO, MDY",
          "standard_conforming_strings\0on",
          "integer_datetimes\0on"
        }) {
      send(out, 'S', text(parameter));
    }
    send(out, 'K', new byte[8]);
    send(out, 'Z', new byte[] {'I'});
  }

  private static byte[] text(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    return bytes.toByteArray();
  }

  private static void send(DataOutputStream out, char kind, byte[] body) throws IOException {
    out.writeByte(kind);
    out.writeInt(body.length + 4);
    out.write(body);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
