package dev.tributary.server.app;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.spi.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line's way to a server on the same machine. */
public final class ControlClient implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final URI address;
  private final Secret token;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private ControlClient(URI address, Secret token) {
    this.address = address;
    this.token = token;
  }

  /** The server that runs on this data folder; empty when none answers to its token. */
  public static Optional<ControlClient> find(Path folder) throws InterruptedException {
    for (ControlFile.Content content : ControlFile.read(folder)) {
      ControlClient client = of(content);
      if (client.lives()) {
        return Optional.of(client);
      }
      client.close();
    }
    return Optional.empty();
  }

  private static ControlClient of(ControlFile.Content content) {
    return new ControlClient(URI.create("http://127.0.0.1:" + content.port()), content.token());
  }

  /** Whether the server that left a file still runs. */
  static boolean lives(ControlFile.Content content) throws InterruptedException {
    try (ControlClient client = of(content)) {
      return client.lives();
    }
  }

  /** After a kill another program may listen there; only the server itself takes the token. */
  private boolean lives() throws InterruptedException {
    try {
      return client.send(request("/hello").GET().build(), BodyHandlers.discarding()).statusCode()
          == 204;
    } catch (IOException e) {
      return false;
    }
  }

  public JsonNode get(String path) throws InterruptedException {
    return send(request(path).GET().build());
  }

  /**
   * @param body written as JSON
   */
  public JsonNode post(String path, Object body) throws InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve("/control" + path))
        .timeout(Duration.ofMinutes(2))
        .header("Authorization", "Bearer " + token.reveal());
  }

  private JsonNode send(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      JsonNode body = JSON.readTree(answer.body());
      if (answer.statusCode() >= 400) {
        throw new Problem(
            ExitCode.named(body.path("exit").asString("")).orElse(ExitCode.PROVIDER),
            body.path("detail").asString("The server refused the request."));
      }
      return body;
    } catch (IOException | JacksonException e) {
      throw new Problem(
          ExitCode.ENVIRONMENT,
          "The server stopped answering; look at its log and start it again.",
          e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
