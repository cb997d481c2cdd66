package dev.tributary.benchmarks.queue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A provider on a real socket that takes its time, and refuses some requests when told to. An
 * account that it refused must not come back before the wait that it announced is over.
 */
final class SlowServer implements AutoCloseable {
  private static final int BACKLOG = 4_096;
  private static final int WAIT_SECONDS_MAX = 2;

  /** One account after the other would else be the last for a long time. */
  private static final int REFUSED_IN_A_ROW_MAX = 2;

  private static final byte[] REPORT =
      """
      {"channels":[{"name":"direct","visits":120},{"name":"email","visits":14},\
      {"name":"organic","visits":380},{"name":"paid","visits":77}]}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private final HttpServer server;
  private final Map<String, Long> waitsUntilNanos = new ConcurrentHashMap<>();
  private final Map<String, Integer> refusedInARow = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong early = new AtomicLong();
  private final Random random;
  private volatile Duration takes = Duration.ZERO;
  private volatile double refuses;

  private SlowServer(HttpServer server, long seed) {
    this.server = server;
    this.random = new Random(seed);
  }

  /**
   * @param seed of which requests are refused, and for how long
   */
  static SlowServer start(long seed) throws IOException {
    // The server's own rules would close idle connections of more than 200 clients.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "4096");
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    SlowServer server = new SlowServer(http, seed);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/report/", server::answer);
    http.start();
    return server;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  void takes(Duration duration) {
    takes = duration;
  }

  /** The share of requests that are refused from now on. */
  void refuses(double share) {
    refuses = share;
  }

  int inFlight() {
    return inFlight.get();
  }

  long refused() {
    return refused.get();
  }

  /** Requests that came before the announced wait was over. */
  long early() {
    return early.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    inFlight.incrementAndGet();
    try (exchange) {
      String account = exchange.getRequestURI().getPath();
      Long until = waitsUntilNanos.remove(account);
      if (until != null && System.nanoTime() - until < 0) {
        early.incrementAndGet();
      }
      Thread.sleep(takes);
      int wait = waitSeconds(account);
      if (wait > 0) {
        refused.incrementAndGet();
        waitsUntilNanos.put(account, System.nanoTime() + Duration.ofSeconds(wait).toNanos());
        exchange.getResponseHeaders().add("Retry-After", String.valueOf(wait));
        exchange.sendResponseHeaders(429, -1);
        return;
      }
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, REPORT.length);
      exchange.getResponseBody().write(REPORT);
    } catch (InterruptedException _) {
      // The server closes; whoever waited for this answer is gone.
    } finally {
      inFlight.decrementAndGet();
    }
  }

  /** Zero for an answer. */
  private synchronized int waitSeconds(String account) {
    if (random.nextDouble() >= refuses
        || refusedInARow.merge(account, 1, Integer::sum) > REFUSED_IN_A_ROW_MAX) {
      refusedInARow.remove(account);
      return 0;
    }
    return 1 + random.nextInt(WAIT_SECONDS_MAX);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
