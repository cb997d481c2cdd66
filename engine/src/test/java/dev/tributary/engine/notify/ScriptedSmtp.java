package dev.tributary.engine.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server on a real socket that answers as it is told, also badly. */
final class ScriptedSmtp implements AutoCloseable {
  private final ServerSocket listening;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile boolean hangsUp;
  private volatile boolean silent;

  ScriptedSmtp() throws IOException {
    this(0);
  }

  ScriptedSmtp(int port) throws IOException {
    this.listening = new ServerSocket(port, 10, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::listen);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Answers lines that begin so. */
  void answer(String begin, String reply) {
    answers.put(begin, reply);
  }

  /** Takes mails, and hangs up instead of saying so. */
  void hangUpAfterData() {
    hangsUp = true;
  }

  void silent() {
    silent = true;
  }

  List<String> said() {
    return said;
  }

  /** Mails as they came. */
  List<String> taken() {
    return taken;
  }

  private void listen() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> talk(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void talk(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = socket.getOutputStream()) {
      if (silent) {
        in.readLine();
        return;
      }
      say(out, "220 test ESMTP");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        said.add(line);
        if (line.startsWith("DATA")) {
          say(out, "354 go on");
          taken.add(mail(in));
          if (hangsUp) {
            return;
          }
          say(out, "250 OK");
        } else {
          say(out, reply(line));
        }
      }
    } catch (IOException e) {
      // The client went away, which some tests want.
    }
  }

  private String reply(String line) {
    return answers.entrySet().stream()
        .filter(answer -> line.startsWith(answer.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("250 OK");
  }

  private static String mail(BufferedReader in) throws IOException {
    StringBuilder mail = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      mail.append(line).append('\n');
    }
    // A long header goes on in the next line.
    return mail.toString().replaceAll("\n[ \t]+", " ");
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
