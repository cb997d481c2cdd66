package dev.tributary.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.spi.Account;
import dev.tributary.spi.AdapterFactory;
import dev.tributary.spi.ApiKeyCredentials;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** Counts visits of two pages, the same ones every time. */
final class ExampleProvider implements AutoCloseable {
  static final String KEY = "key-4711-of-the-example";

  static {
    // As in FaultProxy: read once by the JDK's server.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;

  ExampleProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/me", exchange -> answer(exchange, "{\"id\":\"someone\"}"));
    server.createContext("/visits", exchange -> answer(exchange, visits(exchange)));
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The same provider as the contract wants it described. */
  ProviderUnderTest underTest(AdapterFactory factory) {
    return new ProviderUnderTest(
        factory,
        Map.of("api", address()),
        Optional.empty(),
        new ApiKeyCredentials("example", Secret.of(KEY)),
        new ApiKeyCredentials("example", Secret.of("another-key-of-nobody")),
        new Account("site", "A site", ZoneOffset.UTC, Optional.empty(), Map.of()),
        Map.of(),
        new DayRange(LocalDate.of(2026, 11, 1), LocalDate.of(2026, 11, 9)),
        Instant.parse("2026-11-22T12:00:00Z"),
        List.of(Secret.of(KEY), Secret.of("another-key-of-nobody")));
  }

  private static String visits(HttpExchange exchange) {
    String[] query = exchange.getRequestURI().getQuery().split("[=&]");
    boolean totals = Boolean.parseBoolean(query[5]);
    StringJoiner rows = new StringJoiner(",");
    int count = 0;
    LocalDate last = LocalDate.parse(query[3]);
    for (LocalDate day = LocalDate.parse(query[1]); !day.isAfter(last); day = day.plusDays(1)) {
      int home = day.getDayOfMonth();
      if (totals) {
        rows.add("{\"day\":\"" + day + "\",\"visits\":" + (home + 7) + "}");
        count++;
      } else {
        rows.add("{\"day\":\"" + day + "\",\"page\":\"/\",\"visits\":" + home + "}");
        rows.add("{\"day\":\"" + day + "\",\"page\":\"/about\",\"visits\":7}");
        count += 2;
      }
    }
    return "{\"rows\":[" + rows + "],\"count\":" + count + "}";
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    boolean known =
        ("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] body = (known ? json : "{}").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(known ? 200 : 401, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
