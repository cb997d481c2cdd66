package dev.tributary.server.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Calls as Meta makes them: by the sandbox, or by hand with its app's secret. */
final class MetaCalls implements AutoCloseable {
  static final String DOOR = "/webhooks/meta_ads";
  private static final String APP = "/api/v1/oauth-apps/meta_ads";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Running running;
  private final Town town;

  /** Enters the sandbox's app, until this is closed. */
  MetaCalls(Running running, Town town) throws IOException, InterruptedException {
    this.running = running;
    this.town = town;
    var meta = running.sandbox().description().meta();
    town.operator()
        .put(APP, Visitor.json(Map.of("clientId", meta.appId(), "clientSecret", meta.appSecret())))
        .is(200);
  }

  /** Has the sandbox do something. */
  String control(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(running.sandbox().base().resolve("/control/meta/" + path))
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(running.server().address() + path));
  }

  HttpResponse<String> deliver(String path, byte[] body, String signature)
      throws IOException, InterruptedException {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .header("X-Hub-Signature-256", signature)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  String signature(byte[] body) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            running.sandbox().description().meta().appSecret().getBytes(UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
  }

  /** A delivery about one ad. */
  byte[] body(String account, String marker) {
    return """
    {"object":"ad_account","entry":[{"id":"%s","time":%d,"changes":[{"field":"effective_status",\
    "value":{"level":"AD","id":"%s"}}]}]}\
    """
        .formatted(account, running.server().backend().engine().now().getEpochSecond(), marker)
        .getBytes(UTF_8);
  }

  static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(Visitor.JSON.readTree(answer.body()).path("code").asString()).isEqualTo(code);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    town.operator().delete(APP).is(204);
    running.sandbox().meta().reset();
    client.shutdownNow();
  }
}
