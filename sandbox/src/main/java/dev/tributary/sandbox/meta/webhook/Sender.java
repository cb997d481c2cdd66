package dev.tributary.sandbox.meta.webhook;

import dev.tributary.sandbox.ControlException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Calls the subscribers' own servers. */
final class Sender {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What a subscriber's server said. */
  record Heard(int status, String body) {}

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();

  Heard get(String address) {
    return send(HttpRequest.newBuilder(URI.create(address)).GET());
  }

  Heard post(String address, byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return send(request);
  }

  /** Status 0 when nobody answered. */
  private Heard send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
      return new Heard(response.statusCode(), response.body());
    } catch (IOException unreachable) {
      return new Heard(0, String.valueOf(unreachable.getMessage()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ControlException(503, "the sandbox is being stopped");
    }
  }
}
