package dev.tributary.sandbox.meta;

import static dev.tributary.sandbox.meta.Meta.SHOP;
import static dev.tributary.sandbox.meta.Meta.V;
import static dev.tributary.sandbox.meta.Meta.good;
import static dev.tributary.sandbox.meta.Meta.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.meta.oauth.MetaApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WebhooksTest {
  /** What arrived at the subscriber. */
  private record Arrived(String method, String query, String signature, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    boolean genuine() {
      return signature.equals("sha256=" + Access.hmac(body, MetaApp.READY.secret()));
    }
  }

  private static final Meta META = Meta.start();
  private static final List<Arrived> ARRIVED = new CopyOnWriteArrayList<>();
  private static HttpServer server;
  private static volatile int status = 200;

  @BeforeAll
  static void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String query = String.valueOf(exchange.getRequestURI().getRawQuery());
          String signature =
              String.valueOf(exchange.getRequestHeaders().getFirst("X-Hub-Signature-256"));
          ARRIVED.add(
              new Arrived(
                  exchange.getRequestMethod(),
                  query,
                  signature,
                  exchange.getRequestBody().readAllBytes()));
          String challenge = query.replaceAll(".*hub.challenge=(\\d+).*", "$1");
          byte[] answer =
              (query.contains("hub.verify_token=right") ? challenge : "no")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
    META.close();
  }

  @BeforeEach
  void quiet() {
    META.sandbox.meta().reset();
    ARRIVED.clear();
    status = 200;
  }

  private static String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  private static Client.Answer subscribe(String... more) {
    Map<String, String> params =
        Meta.params(
            "object",
            "ad_account",
            "callback_url",
            address(),
            "fields",
            "[\"effective_status\",\"with_issues_ad_objects\"]",
            "verify_token",
            "right",
            "access_token",
            MetaApp.READY.token());
    params.putAll(Meta.params(more));
    return META.client.form(V + "/" + MetaApp.READY.id() + "/subscriptions", params);
  }

  private static Client.Answer install(String method) {
    MetaDescription now = META.sandbox.description().meta();
    Map<String, String> signed = Meta.params();
    signed.put("access_token", now.systemUserToken());
    signed.put("appsecret_proof", Meta.proof(now.systemUserToken()));
    String path = SHOP + "/subscribed_apps";
    return switch (method) {
      case "POST" -> META.client.form(path, signed);
      case "DELETE" -> META.client.delete(path + Meta.query(signed));
      default -> META.client.get(path + Meta.query(signed));
    };
  }

  private static List<Integer> deliver(String order) {
    List<Integer> statuses = new ArrayList<>();
    META.control("/webhooks", order).get("statuses").forEach(one -> statuses.add(one.asInt()));
    return statuses;
  }

  private static void ready() {
    good(subscribe());
    good(install("POST"));
    ARRIVED.clear();
  }

  @Test
  void an_address_that_does_not_answer_the_challenge_is_refused() {
    refused(subscribe("verify_token", "wrong"), 2_200, 0);
    status = 403;
    refused(subscribe(), 2_200, 0);
    refused(subscribe("callback_url", "http://127.0.0.1:9/hook?x=1"), 2_200, 0);
    assertThat(META.sandbox.meta().webhooks().subscriptions()).isEmpty();
  }

  @Test
  void a_subscription_that_is_wrong_is_refused() {
    refused(subscribe("access_token", "EAAx"), 15, 0);
    refused(subscribe("object", "page"), 100, 0);
    refused(subscribe("fields", "[\"spend\"]"), 100, 0);
    refused(subscribe("fields", ""), 100, 0);
    refused(subscribe("callback_url", ""), 100, 0);
    String app = V + "/" + MetaApp.READY.id();
    String token = Meta.query(Meta.params("access_token", MetaApp.READY.token()));
    refused(META.client.get(app + "/roles" + token), 100, 33);
    refused(
        META.client.send(
            META.client
                .request(app + "/subscriptions" + token)
                .PUT(HttpRequest.BodyPublishers.noBody())),
        100,
        33);
    assertThat(good(META.client.get(app + token)).get("name").asString()).isEqualTo("Sandbox App");
  }

  @Test
  void nothing_is_delivered_until_app_and_account_have_subscribed() {
    assertThat(META.client.post("/control/meta/webhooks", "{}").status()).isEqualTo(409);
    good(subscribe());
    assertThat(META.client.post("/control/meta/webhooks", "{}").status()).isEqualTo(409);
    good(install("POST"));
    assertThat(deliver("{}")).containsExactly(200);
    assertThat(META.client.post("/control/meta/webhooks", "{\"field\":\"subscriptions\"}").status())
        .isEqualTo(409);
    good(install("DELETE"));
    assertThat(good(install("GET")).get("data").size()).isZero();
    assertThat(META.client.post("/control/meta/webhooks", "{}").status()).isEqualTo(409);
  }

  @Test
  void the_account_can_only_be_subscribed_with_its_permission_and_the_own_app() {
    MetaDescription now = META.sandbox.description().meta();
    refused(META.client.form(SHOP + "/subscribed_apps", META.signed(now.accessToken())), 200, 0);
    refused(
        META.client.form(
            SHOP + "/subscribed_apps", META.signed(now.systemUserToken(), "app_id", "1")),
        100,
        0);
    good(install("POST"));
    assertThat(good(install("GET")).at("/data/0/app_id").asString()).isEqualTo(MetaApp.READY.id());
  }

  @Test
  void subscriptions_are_listed_and_ended() {
    ready();
    String list =
        V
            + "/"
            + MetaApp.READY.id()
            + "/subscriptions"
            + Meta.query(Meta.params("access_token", MetaApp.READY.token()));
    JsonNode one = good(META.client.get(list)).at("/data/0");
    assertThat(one.get("callback_url").asString()).isEqualTo(address());
    assertThat(one.at("/fields/1/name").asString()).isEqualTo("with_issues_ad_objects");
    assertThat(good(META.client.get("/control/meta/webhooks")).get("accounts").toString())
        .contains("1010000001");
    good(META.client.delete(list + "&object=ad_account"));
    assertThat(good(META.client.get(list)).get("data").size()).isZero();
    good(META.client.delete(list));
  }

  @Test
  void a_delivery_is_signed_over_its_bytes() {
    ready();
    assertThat(
            deliver(
                "{\"field\":\"with_issues_ad_objects\",\"count\":2500,\"copies\":2,"
                    + "\"shuffle\":true}"))
        .hasSize(6)
        .containsOnly(200);
    assertThat(ARRIVED).allMatch(Arrived::genuine);
    JsonNode first = Client.JSON.readTree(ARRIVED.getFirst().body());
    assertThat(first.get("object").asString()).isEqualTo("ad_account");
    assertThat(first.get("entry").size()).as("the last batch comes first").isEqualTo(500);
    assertThat(first.at("/entry/0/changes/0/value/error_code").asString()).isEqualTo("567");
    assertThat(ARRIVED.get(0).text()).isEqualTo(ARRIVED.get(1).text());
    assertThat(ARRIVED.get(2).text()).isNotEqualTo(ARRIVED.get(1).text());
  }

  @Test
  void a_value_can_be_ordered() {
    ready();
    deliver("{\"value\":{\"id\":\"42\",\"level\":\"CAMPAIGN\"}}");
    assertThat(ARRIVED.getFirst().text()).contains("\"id\":\"42\"");
  }

  @Test
  void forged_deliveries_do_not_match_their_signature() {
    ready();
    for (String forgery : List.of("unsigned", "other_secret", "altered_body")) {
      deliver("{\"forgery\":\"" + forgery + "\"}");
    }
    assertThat(ARRIVED).hasSize(3).noneMatch(Arrived::genuine);
    assertThat(META.client.post("/control/meta/webhooks", "{\"batch\":1001}").at("/error"))
        .contains("1 to 1000");
  }

  @Test
  void what_was_not_taken_can_be_sent_again() {
    ready();
    status = 500;
    assertThat(deliver("{}")).containsExactly(500);
    assertThat(deliver("{\"redeliver\":true}")).containsExactly(500);
    status = 200;
    assertThat(deliver("{\"redeliver\":true}")).containsExactly(200);
    assertThat(deliver("{\"redeliver\":true}")).isEmpty();
  }

  @Test
  void a_removed_app_and_a_wish_for_deletion_are_told_with_a_signed_request() {
    assertThat(META.client.post("/control/meta/deauthorize", "{}").status()).isEqualTo(409);
    META.control(
        "/app",
        "{\"deauthorizeUrl\":\"%s\",\"dataDeletionUrl\":\"%s\"}".formatted(address(), address()));
    String token = META.sandbox.description().meta().accessToken();
    assertThat(META.control("/deauthorize", "{\"user\":\"owner\"}").get("status").asInt())
        .isEqualTo(200);
    refused(META.as(token, V + "/me"), 190, 458);
    assertThat(META.control("/delete-data", "{}").get("answer").asString()).isEqualTo("no");
    String signed = ARRIVED.getLast().text().replace("signed_request=", "");
    String[] parts = signed.split("\\.");
    assertThat(Base64.getUrlDecoder().decode(parts[0]))
        .isEqualTo(
            Access.hmacBytes(parts[1].getBytes(StandardCharsets.UTF_8), MetaApp.READY.secret()));
    JsonNode payload = Client.JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
    assertThat(payload.get("user_id").asString()).isEqualTo("10150000000000001");
    assertThat(payload.get("algorithm").asString()).isEqualTo("HMAC-SHA256");
  }
}
