package dev.tributary.e2e.resend;

import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.resend.Team;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A sandbox and a client that knows nothing of Resend but its address and a key. */
final class PlainResend implements AutoCloseable {
  /** What came back. */
  record Answer(int status, JsonNode json) {}

  final Sandbox sandbox = Sandbox.start(SandboxOptions.DEFAULT.withQuotas(false));
  private final String key = sandbox.resend().description(sandbox.base().toString()).apiKey();
  private final HttpClient http = HttpClient.newHttpClient();

  Team team() {
    return sandbox.resend().nordlicht();
  }

  /** A request with the key of full access; headers by turns of name and value. */
  Answer send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(sandbox.base() + path))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    for (int n = 0; n < headers.length; n += 2) {
      request.header(headers[n], headers[n + 1]);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
  }

  @Override
  public void close() {
    http.close();
    sandbox.close();
  }
}
