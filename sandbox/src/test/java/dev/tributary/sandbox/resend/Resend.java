package dev.tributary.sandbox.resend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.resend.webhook.Habits;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A sandbox whose clock stands still and whose limits only count, and a client with a key. */
final class Resend implements AutoCloseable {
  /** A Sunday noon in Berlin. */
  static final Instant NOW = Instant.parse("2026-11-22T11:00:00Z");

  static final String FROM = "Nordlicht <hello@" + Teams.SHOP_DOMAIN + ">";

  final Sandbox sandbox;
  final Client client;
  String key = "";

  private Resend() {
    this.sandbox = Sandbox.start(SandboxOptions.DEFAULT.withMachine(() -> NOW).withQuotas(false));
    this.client = new Client(sandbox);
    anew();
  }

  static Resend start() {
    return new Resend();
  }

  /** As if just started; deliveries wait until they are ordered. */
  void anew() {
    sandbox.resend().reset();
    sandbox.faults().clear();
    sandbox.requests().clear();
    sandbox.clock().freezeAt(NOW);
    team().deliveries().habits(Habits.USUAL.withAutomatic(false));
    key = description().apiKey();
  }

  ResendDescription description() {
    return sandbox.resend().description(sandbox.base().toString());
  }

  Team team() {
    return sandbox.resend().nordlicht();
  }

  String keyOf(String team) {
    return description().teams().stream()
        .filter(one -> one.id().equals(team))
        .findFirst()
        .orElseThrow()
        .apiKey();
  }

  void advance(Duration step) {
    sandbox.clock().advance(step);
  }

  /** A request with headers by turns of name and value. */
  Client.Answer send(String method, String path, String token, String body, String... headers) {
    HttpRequest.Builder request = client.request(path, headers);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(
        request
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  Client.Answer get(String path) {
    return send("GET", path, key, "");
  }

  Client.Answer post(String path, String body, String... headers) {
    return send("POST", path, key, body, headers);
  }

  Client.Answer patch(String path, String body) {
    return send("PATCH", path, key, body);
  }

  Client.Answer delete(String path) {
    return send("DELETE", path, key, "");
  }

  JsonNode control(String path, String body) {
    return good(client.post("/control/resend" + path, body), 200);
  }

  static JsonNode good(Client.Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    return answer.json();
  }

  static JsonNode good(Client.Answer answer) {
    return good(answer, 200);
  }

  static void refused(Client.Answer answer, int status, String name) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.at("/name")).as(answer.body()).isEqualTo(name);
    assertThat(answer.json().get("statusCode").asInt()).isEqualTo(status);
    assertThat(answer.at("/message")).isNotEmpty();
  }

  /** An e-mail as a request; double quotes are written as single ones. */
  static String mail(String to, String... more) {
    StringBuilder text =
        new StringBuilder("{'from':'" + FROM + "','to':'" + to + "','subject':'Hi'");
    for (String one : more) {
      text.append(',').append(one);
    }
    if (String.join("", more).indexOf("'template'") < 0) {
      text.append(",'html':'<p>Hi</p>'");
    }
    return json(text.append('}').toString());
  }

  static String json(String text) {
    return text.replace('\'', '"');
  }

  String sent(String to, String... more) {
    return good(post("/emails", mail(to, more))).get("id").asString();
  }

  String lastEvent(String id) {
    return good(get("/emails/" + id)).get("last_event").asString();
  }

  static List<String> texts(JsonNode list, String field) {
    List<String> found = new ArrayList<>();
    list.forEach(one -> found.add(one.path(field).asString("")));
    return found;
  }

  @Override
  public void close() {
    client.close();
    sandbox.close();
  }
}
