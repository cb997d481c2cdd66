package dev.tributary.server.webhook;

import static dev.tributary.server.webhook.MetaCalls.DOOR;
import static dev.tributary.server.webhook.MetaCalls.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.store.Role;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Who comes to the doors of a real server and what is turned away, without any connection. */
@ExtendWith(SharedServer.class)
@TestInstance(Lifecycle.PER_CLASS)
class DoorRefusalsTest {
  private static final String ACCOUNT = MetaWorld.EMPTY;

  private final Running running;
  private final Town town;
  private final Visitor viewer;
  private final MetaCalls meta;

  DoorRefusalsTest(Running running) throws Exception {
    this.running = running;
    this.town = new Town(running);
    this.viewer = town.as(Role.VIEWER);
    this.meta = new MetaCalls(running, town);
  }

  @AfterAll
  void close() throws Exception {
    meta.close();
  }

  @Test
  void a_challenge_is_answered_as_plain_text_to_who_knows_the_token() throws Exception {
    JsonNode app =
        town.operator().get("/api/v1/oauth-apps").is(200).json().path("items").values().stream()
            .filter(one -> one.path("provider").asString().equals("meta_ads"))
            .findFirst()
            .orElseThrow();
    String token = app.path("verifyToken").asString();
    assertThat(app.path("webhookUri").asString()).endsWith(DOOR);
    assertThat(app.path("deauthorizeUri").asString()).endsWith("/callbacks/meta_ads/deauthorize");
    String asked = DOOR + "?hub.mode=subscribe&hub.challenge=%3Cb%3E42&hub.verify_token=";
    HttpResponse<String> answer = meta.send(meta.to(asked + token));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("<b>42");
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertRefused(meta.send(meta.to(asked + "guess")), 401, "delivery_refused");
    assertRefused(meta.send(meta.to(DOOR)), 401, "delivery_refused");
    assertRefused(
        meta.send(meta.to(asked.replace("meta_ads", "nobody") + token)), 401, "delivery_refused");
  }

  @Test
  void nobody_learns_which_addresses_there_are() throws Exception {
    byte[] body = meta.body(ACCOUNT, "nobody");
    String signature = meta.signature(body);
    List<String> answers = new ArrayList<>();
    for (String path :
        List.of(
            DOOR + "/" + UUID.randomUUID(),
            DOOR + "/no-address",
            "/webhooks/google_analytics",
            "/webhooks/nobody",
            "/webhooks/nobody/" + UUID.randomUUID())) {
      HttpResponse<String> answer = meta.deliver(path, body, signature);
      assertRefused(answer, 401, "delivery_refused");
      answers.add(answer.body().replaceAll("\"requestId\":\"[^\"]+\"", ""));
    }
    answers.add(
        meta.deliver(DOOR, body, "sha256=00").body().replaceAll("\"requestId\":\"[^\"]+\"", ""));
    assertThat(answers.stream().distinct()).hasSize(1);
  }

  @Test
  void only_json_of_a_bounded_size_comes_in() throws Exception {
    byte[] body = meta.body(ACCOUNT, "typed");
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "a b")) {
      assertRefused(
          meta.send(
              meta.to(DOOR)
                  .header("Content-Type", type)
                  .header("X-Hub-Signature-256", meta.signature(body))
                  .POST(BodyPublishers.ofByteArray(body))),
          415,
          "unsupported_media_type");
    }
    byte[] large = new byte[DoorBounds.BYTES_MAX + 1];
    assertRefused(meta.deliver(DOOR, large, meta.signature(large)), 413, "delivery_too_large");
    assertRefused(
        meta.send(
            meta.to(DOOR)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)))),
        413,
        "delivery_too_large");
    assertRefused(meta.send(meta.to(DOOR).DELETE()), 405, "method_not_allowed");
  }

  @Test
  void a_delivery_that_is_cut_off_is_no_delivery() throws Exception {
    byte[] body = meta.body(ACCOUNT, "cut");
    URI address = running.server().address();
    try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write(
              ("POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type:"
                      + " application/json\r\nX-Hub-Signature-256: %s\r\nContent-Length:"
                      + " %d\r\n\r\n")
                  .formatted(DOOR, meta.signature(body), body.length + 10)
                  .getBytes(UTF_8));
      socket.getOutputStream().write(body);
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }
  }

  // --- people ---

  private JsonNode person() throws Exception {
    String base = running.server().address().toString();
    meta.control(
        "app",
        "{\"deauthorizeUrl\":\"%1$s/callbacks/meta_ads/deauthorize\",\"dataDeletionUrl\":\"%1$s/callbacks/meta_ads/delete-data\"}"
            .formatted(base));
    String token =
        Visitor.JSON
            .readTree(meta.control("grant", "{\"user\":\"colleague\"}"))
            .path("accessToken")
            .asString();
    return town.as(Role.ADMIN)
        .post(
            town.path("/keys"),
            Visitor.json(
                Map.of(
                    "provider",
                    "meta_ads",
                    "kind",
                    "api_key",
                    "key",
                    token,
                    "accounts",
                    List.of(MetaWorld.EMPTY),
                    "backfillDays",
                    1)))
        .is(202)
        .json()
        .path("integrations")
        .path(0);
  }

  @Test
  void who_takes_the_access_away_or_wants_to_be_forgotten_is_heard() throws Exception {
    String path = town.path("/integrations/" + person().path("id").asString());
    assertThat(meta.control("deauthorize", "{\"user\":\"colleague\"}")).contains("200");
    assertThat(viewer.get(path).is(200).json().path("state").asString())
        .isEqualTo("reconnect_needed");
    JsonNode answer =
        Visitor.JSON.readTree(
            Visitor.JSON
                .readTree(meta.control("delete-data", "{\"user\":\"colleague\"}"))
                .path("answer")
                .asString());
    assertThat(answer.propertyNames()).containsExactlyInAnyOrder("url", "confirmation_code");
    String code = answer.path("confirmation_code").asString();
    assertThat(answer.path("url").asString())
        .isEqualTo(running.server().publicUrl() + "/callbacks/meta_ads/deletions/" + code);
    HttpResponse<String> page = meta.send(meta.to("/callbacks/meta_ads/deletions/" + code));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.body()).contains(code, "destroyed");
    assertThat(viewer.get(path).is(200).json().path("state").asString()).isEqualTo("disconnected");
    assertRefused(meta.send(meta.to("/callbacks/meta_ads/deletions/guess")), 404, "not_found");
  }

  @Test
  void what_nobody_signed_says_nothing_of_a_person() throws Exception {
    for (String path :
        List.of("/callbacks/meta_ads/deauthorize", "/callbacks/nobody/delete-data")) {
      assertRefused(
          meta.send(
              meta.to(path)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString("signed_request=bm9ib2R5.e30"))),
          401,
          "delivery_refused");
      assertRefused(
          meta.send(
              meta.to(path)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{}"))),
          415,
          "unsupported_media_type");
    }
  }
}
