package dev.tributary.server.api;

import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Visitor.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many requests at a time, with answers that may never end read no further than their head. */
final class Probing implements AutoCloseable {
  private static final int AT_A_TIME = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService senders = Executors.newFixedThreadPool(AT_A_TIME);
  private final Running running;

  Probing(Running running) {
    this.running = running;
  }

  /** One request. */
  record Probe(
      String name,
      Visitor by,
      String method,
      String path,
      Optional<byte[]> body,
      Map<String, String> headers) {
    static Probe of(String name, Visitor by, String method, String path, Optional<String> body) {
      return new Probe(
          name,
          by,
          method,
          path,
          body.map(text -> text.getBytes(StandardCharsets.UTF_8)),
          Map.of());
    }

    Probe with(Map<String, String> more) {
      return new Probe(name, by, method, path, body, more);
    }

    @Override
    public String toString() {
      return "%s: %s %s %s".formatted(name, method, path, headers);
    }
  }

  Answer send(Probe probe) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(running.server().address() + probe.path()))
            .timeout(PATIENCE)
            .method(
                probe.method(),
                probe.body().map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody));
    probe.body().ifPresent(any -> request.setHeader("Content-Type", "application/json"));
    request.setHeader("If-Match", "*");
    probe
        .by()
        .session()
        .ifPresent(token -> {
          request.setHeader("Cookie", "tributary=" + token.reveal());
          request.setHeader("X-CSRF-Token", SessionCookie.csrf(token).reveal());
        });
    probe.by().key().ifPresent(key -> request.setHeader("Authorization", "Bearer " + key.reveal()));
    probe.headers().forEach(request::setHeader);
    HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      boolean endless =
          response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
      String body = endless ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(response.statusCode(), body, response.headers());
    }
  }

  /** Runs all, and says what each found wrong. */
  List<String> all(List<Callable<Optional<String>>> checks)
      throws InterruptedException, ExecutionException {
    List<String> wrong = new ArrayList<>();
    for (Future<Optional<String>> check : senders.invokeAll(checks)) {
      check.get().ifPresent(wrong::add);
    }
    return wrong;
  }

  @Override
  public void close() {
    senders.shutdownNow();
    client.shutdownNow();
  }
}
