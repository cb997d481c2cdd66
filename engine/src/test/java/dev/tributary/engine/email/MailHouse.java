package dev.tributary.engine.email;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;

/**
 * Somebody who sends e-mails, on a real socket, with a ledger of what was really sent. It keeps to
 * its word about keys: the same e-mails under the same key are sent once.
 */
final class MailHouse implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Kept> keys = new HashMap<>();
  private final Deque<Mood> moods = new ArrayDeque<>();
  private final Set<String> refused = new HashSet<>();
  private final List<String> sent = new ArrayList<>();
  private final List<String> bodies = new ArrayList<>();
  private int requests;
  private int next;
  private Listener listener = moment -> {};

  private record Kept(byte[] body, String answer) {}

  /** What happens to the next request. */
  enum Mood {
    FINE,
    /** Everything is sent, and the connection ends without an answer. */
    SENT_WITHOUT_A_WORD,
    /** Everything is sent, and the answer is an error of the server's. */
    SENT_AND_BROKE,
    /** The connection ends before anything was done. */
    LOST,
    THROTTLED,
    QUOTA,
    DOMAIN_UNVERIFIED,
    KEY_UNKNOWN,
    DOWN
  }

  /** Where a request is. */
  enum Moment {
    /** Nothing was done yet. */
    CAME,
    /** What is to be sent was sent, and nothing was said of it. */
    DONE,
    ANSWERED
  }

  /** Is told where each request is, before it goes on. */
  @FunctionalInterface
  interface Listener {
    void at(Moment moment);
  }

  synchronized void tell(Listener other) {
    listener = other;
  }

  MailHouse() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/send", this::send);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  synchronized void next(Mood... some) {
    moods.addAll(List.of(some));
  }

  /** Forgets the moods that no request has met. */
  synchronized void calm() {
    moods.clear();
  }

  /** From now on e-mails to this address are refused. */
  synchronized void refuses(String address) {
    refused.add(address);
  }

  /** Addresses to which an e-mail was sent, each as often as it was. */
  synchronized List<String> sent() {
    return List.copyOf(sent);
  }

  synchronized int requests() {
    return requests;
  }

  /** What was sent, one text for each e-mail. */
  synchronized List<String> bodies() {
    return List.copyOf(bodies);
  }

  private synchronized void send(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests++;
    listener.at(Moment.CAME);
    Mood mood = moods.isEmpty() ? Mood.FINE : moods.removeFirst();
    switch (mood) {
      case LOST -> exchange.close();
      case THROTTLED -> answer(exchange, 429, "rate");
      case QUOTA -> answer(exchange, 429, "quota");
      case DOMAIN_UNVERIFIED -> answer(exchange, 403, "domain");
      case KEY_UNKNOWN -> answer(exchange, 401, "key");
      case DOWN -> answer(exchange, 503, "down");
      case FINE -> {
        String answer = taken(exchange, body);
        listener.at(Moment.DONE);
        answer(exchange, 200, answer);
        listener.at(Moment.ANSWERED);
      }
      case SENT_WITHOUT_A_WORD -> {
        taken(exchange, body);
        exchange.close();
      }
      case SENT_AND_BROKE -> {
        taken(exchange, body);
        answer(exchange, 500, "broke");
      }
    }
  }

  private String taken(HttpExchange exchange, byte[] body) {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    Kept kept = keys.get(key);
    if (kept != null) {
      return Arrays.equals(kept.body(), body) ? kept.answer() : "other bytes under the same key";
    }
    StringBuilder answer = new StringBuilder();
    for (String email : new String(body, StandardCharsets.UTF_8).split("\u0001", -1)) {
      String to = email.substring(0, email.indexOf('\n'));
      if (refused.contains(to)) {
        answer.append("refused This is no address.\n");
      } else {
        sent.add(to);
        bodies.add(email);
        answer.append("id-").append(next++).append('\n');
      }
    }
    keys.put(key, new Kept(body, answer.toString()));
    return answer.toString();
  }

  /** Whoever asked may be gone. */
  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } finally {
      exchange.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
