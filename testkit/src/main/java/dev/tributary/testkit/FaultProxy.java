package dev.tributary.testkit;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between an adapter and a healthy provider: passes requests on and remembers them, or
 * answers badly when told to. Each named address has its own port.
 */
public final class FaultProxy implements AutoCloseable {
  private static final Set<String> NOT_PASSED_ON =
      Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding");

  static {
    // Read once by the JDK's server; without it every answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<HttpServer> servers = new ArrayList<>();
  private final Map<String, URI> addresses = new HashMap<>();
  private final List<URI> requests = new CopyOnWriteArrayList<>();
  private final List<URI> elsewhere = new CopyOnWriteArrayList<>();
  private final URI trap;
  private volatile Optional<BadAnswer> fault = Optional.empty();
  private volatile Runnable arrival = () -> {};

  public FaultProxy(Map<String, URI> upstreams) {
    upstreams.forEach(
        (name, upstream) -> addresses.put(name, serve(exchange -> answer(exchange, upstream))));
    trap =
        serve(exchange -> {
          elsewhere.add(exchange.getRequestURI());
          exchange.sendResponseHeaders(200, -1);
        });
  }

  /** Where the adapter is sent instead of to the provider. */
  public Map<String, URI> addresses() {
    return Map.copyOf(addresses);
  }

  /** Path and query of every request so far. */
  public List<URI> requests() {
    return List.copyOf(requests);
  }

  /** What was sent to the place that {@link BadAnswer#REDIRECT} points at. */
  public List<URI> elsewhere() {
    return List.copyOf(elsewhere);
  }

  public void answerBadly(BadAnswer how) {
    fault = Optional.of(how);
  }

  public void answerWell() {
    fault = Optional.empty();
  }

  /** Is run on a thread of the proxy with every request before it is answered. */
  public void onArrival(Runnable action) {
    arrival = action;
  }

  private interface Answering {
    void answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private URI serve(Answering answering) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              answering.answer(exchange);
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            }
          });
      server.start();
      servers.add(server);
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
  }

  private void answer(HttpExchange exchange, URI upstream)
      throws IOException, InterruptedException {
    requests.add(exchange.getRequestURI());
    arrival.run();
    HttpResponse<byte[]> good = passedOn(exchange, upstream);
    Optional<BadAnswer> now = fault;
    if (now.isEmpty()) {
      good.headers()
          .map()
          .forEach((name, values) -> {
            if (passes(name)) {
              exchange.getResponseHeaders().put(name, values);
            }
          });
      whole(exchange, good.statusCode(), good.body());
      return;
    }
    byte[] body = good.body();
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "application/json");
    switch (now.get()) {
      case CUT -> {
        exchange.sendResponseHeaders(200, body.length + 100L);
        exchange.getResponseBody().write(body, 0, body.length / 2);
        exchange.getResponseBody().flush();
      }
      case BROKEN_JSON -> whole(exchange, 200, Arrays.copyOf(body, Math.max(1, body.length / 2)));
      case EMPTY -> whole(exchange, 200, new byte[0]);
      case PAGE -> page(exchange, 200);
      case OTHER_JSON -> whole(exchange, 200, "[42]".getBytes(StandardCharsets.UTF_8));
      case SLOW -> slowly(exchange);
      case SERVER_ERROR -> page(exchange, 500);
      case UNAVAILABLE -> whole(exchange, 503, new byte[0]);
      case UNAUTHORIZED -> whole(exchange, 401, "{}".getBytes(StandardCharsets.UTF_8));
      case REDIRECT -> {
        headers.set("Location", trap + "/trap");
        whole(exchange, 302, new byte[0]);
      }
    }
  }

  private HttpResponse<byte[]> passedOn(HttpExchange exchange, URI upstream)
      throws IOException, InterruptedException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(upstream + exchange.getRequestURI().toString()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (passes(name)) {
            values.forEach(value -> request.header(name, value));
          }
        });
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static boolean passes(String header) {
    return !header.startsWith(":") && !NOT_PASSED_ON.contains(header.toLowerCase(Locale.ROOT));
  }

  private static void whole(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static void page(HttpExchange exchange, int status) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/html");
    whole(
        exchange,
        status,
        "<html><body>Something is in the way.</body></html>".getBytes(StandardCharsets.UTF_8));
  }

  /** Until the other side hangs up. */
  private static void slowly(HttpExchange exchange) throws IOException, InterruptedException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    while (true) {
      out.write(' ');
      out.flush();
      Thread.sleep(10);
    }
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
    client.shutdownNow();
  }
}
