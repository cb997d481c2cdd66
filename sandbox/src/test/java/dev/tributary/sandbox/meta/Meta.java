package dev.tributary.sandbox.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.Sandbox;
import dev.tributary.sandbox.SandboxOptions;
import dev.tributary.sandbox.meta.oauth.MetaApp;
import dev.tributary.sandbox.meta.world.MetaWorld;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A sandbox whose clock stands still, and a client with a token and its proof. */
final class Meta implements AutoCloseable {
  /** A Sunday noon in Berlin. */
  static final Instant NOW = Instant.parse("2026-11-22T11:00:00Z");

  static final String V = "/v26.0";
  static final String SHOP = V + "/act_" + MetaWorld.SHOP;
  static final String DAY = "{\"since\":\"2026-11-10\",\"until\":\"2026-11-10\"}";

  final Sandbox sandbox;
  final Client client;
  final MetaDescription description;

  Meta(SandboxOptions options) {
    this.sandbox = Sandbox.start(options);
    this.sandbox.clock().freezeAt(NOW);
    this.client = new Client(sandbox);
    this.description = sandbox.description().meta();
  }

  static Meta start() {
    return new Meta(SandboxOptions.DEFAULT.withMachine(() -> NOW));
  }

  static String proof(String token) {
    return Access.hmac(token, MetaApp.READY.secret());
  }

  static String query(Map<String, String> params) {
    StringBuilder text = new StringBuilder();
    params.forEach((name, value) ->
        text.append(text.isEmpty() ? "?" : "&")
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return text.toString();
  }

  /** Names and values by turns. */
  static Map<String, String> params(String... namesAndValues) {
    Map<String, String> params = new LinkedHashMap<>();
    for (int n = 0; n < namesAndValues.length; n += 2) {
      params.put(namesAndValues[n], namesAndValues[n + 1]);
    }
    return params;
  }

  Map<String, String> signed(String token, String... namesAndValues) {
    Map<String, String> params = params(namesAndValues);
    params.put("access_token", token);
    params.put("appsecret_proof", proof(token));
    return params;
  }

  Client.Answer get(String path, String... namesAndValues) {
    return as(description.systemUserToken(), path, namesAndValues);
  }

  Client.Answer as(String token, String path, String... namesAndValues) {
    return client.get(path + query(signed(token, namesAndValues)));
  }

  Client.Answer post(String path, String... namesAndValues) {
    return client.form(path, signed(description.systemUserToken(), namesAndValues));
  }

  /** A good answer's JSON. */
  static JsonNode good(Client.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  /** Every row, over all pages; {@code next} is followed as it stands, with the proof. */
  List<JsonNode> all(String path, String... namesAndValues) {
    return rest(get(path, namesAndValues));
  }

  List<JsonNode> rest(Client.Answer first) {
    List<JsonNode> rows = new ArrayList<>();
    JsonNode page = good(first);
    for (int n = 0; n < 10_000; n++) {
      page.get("data").forEach(rows::add);
      String next = page.at("/paging/next").asString("");
      if (next.isEmpty()) {
        return rows;
      }
      String proof = "&appsecret_proof=" + proof(description.systemUserToken());
      page = good(client.get(next.substring(sandbox.base().toString().length()) + proof));
    }
    throw new IllegalStateException("pages without an end");
  }

  JsonNode control(String path, String json) {
    return good(client.post("/control/meta" + path, json));
  }

  static void refused(Client.Answer answer, int code, int subcode) {
    assertThat(answer.at("/error/code")).as(answer.body()).isEqualTo(Integer.toString(code));
    assertThat(answer.json().at("/error/error_subcode").asInt(0)).isEqualTo(subcode);
    assertThat(answer.at("/error/message")).isNotEmpty();
    assertThat(answer.at("/error/type")).endsWith("Exception");
    assertThat(answer.at("/error/fbtrace_id")).isNotEmpty();
  }

  @Override
  public void close() {
    client.close();
    sandbox.close();
  }
}
