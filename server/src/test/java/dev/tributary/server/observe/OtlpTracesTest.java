package dev.tributary.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tributary.server.Captured;
import dev.tributary.server.SharedServer;
import dev.tributary.server.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A collector on a real socket gets the spans; texts stand in the binary format as they are. */
@ExtendWith(SharedServer.class)
class OtlpTracesTest {
  private final SharedServer.Running shared;
  private final List<String> paths = new CopyOnWriteArrayList<>();
  private final StringBuffer received = new StringBuffer();
  private HttpServer collector;
  @TempDir Path folder;

  OtlpTracesTest(SharedServer.Running shared) {
    this.shared = shared;
  }

  @BeforeEach
  void listen() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          paths.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          received.append(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
  }

  @AfterEach
  void close() {
    collector.stop(0);
  }

  private String endpoint() {
    return "http://127.0.0.1:" + collector.getAddress().getPort();
  }

  @Test
  void without_a_collector_nothing_is_traced_and_nothing_stands_between() {
    Traces traces = Traces.of(Settings.load(folder, Map.of()), "1");
    assertThat(traces).isSameAs(Traces.OFF);
    traces.request("GET", Optional.empty(), "1").answered("/", 200);
    assertThat(traces.watch(dev.tributary.engine.watch.Watch.NONE))
        .isSameAs(dev.tributary.engine.watch.Watch.NONE);
    traces.close();
    assertThat(paths).isEmpty();
  }

  @Test
  void a_request_goes_on_with_the_callers_trace() throws Exception {
    Traces traces =
        Traces.of(
            Settings.load(folder, Map.of("TRIBUTARY_OTLP_ENDPOINT", endpoint() + "/otlp")), "1");
    String trace = "0af7651916cd43dd8448eb211c80319c";
    traces
        .request("GET", Optional.of("00-" + trace + "-b7ad6b7169203331-01"), "r-1")
        .answered("/health", 503);
    traces.request("POST", Optional.empty(), "r-2").answered("/control/syncs", 200);
    traces.close();
    assertThat(paths).containsExactly("POST /otlp");
    assertThat(received)
        .contains("GET /health", "POST /control/syncs", "r-1", "r-2", "service.name", "tributary");
    byte[] id = java.util.HexFormat.of().parseHex(trace);
    assertThat(received).contains(new String(id, StandardCharsets.ISO_8859_1));
  }

  @Test
  void a_sync_is_traced_from_the_turn_to_the_providers_answers_without_a_secret() throws Exception {
    shared.requireShop();
    Map<String, String> environment = new HashMap<>(shared.environment());
    environment.put("TRIBUTARY_OTLP_ENDPOINT", endpoint());
    environment.put("TRIBUTARY_DATA", folder.toString());
    Captured traced = Captured.start(environment, "serve", "--roles", "api");
    String address = traced.said("Tributary runs at (http://\\S+)");
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(URI.create(address + "/health?token=hunter2")).build(),
          BodyHandlers.discarding());
    }
    assertThat(traced.interrupt().code()).isEqualTo(130);
    assertThat(paths).contains("POST /v1/traces");
    assertThat(received).contains("GET /health").doesNotContain("hunter2");

    received.setLength(0);
    try (Traces traces = OtlpTraces.to(URI.create(endpoint()), "1")) {
      new WatchedTurn(traces.watch(dev.tributary.engine.watch.Watch.NONE)).run();
    }
    assertThat(received)
        .contains("turn", "slice visits", "login", "worker died", "analyticsdata.example.org")
        .contains("/v1/properties", "tributary.outcome", "gave_up", "throttled", "2026-11-20")
        .doesNotContain("hunter2", "access_token");
  }
}
