package dev.tributary.server.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.store.Role;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * Meta's calls from the sandbox to the door of a real server, over real sockets, and what comes of
 * them in a real PostgreSQL.
 */
@ExtendWith(SharedServer.class)
@TestInstance(Lifecycle.PER_CLASS)
class WebhookDoorTest {
  private static final String DOOR = "/webhooks/meta_ads";
  private static final Duration PROMISED = Duration.ofSeconds(10);

  /** Accounts half a day apart: one of them is not just beginning its day. */
  private static final Map<String, ZoneId> ACCOUNTS =
      Map.of(
          MetaWorld.SHOP,
          ZoneId.of("Europe/Berlin"),
          MetaWorld.US_STORE,
          ZoneId.of("America/Los_Angeles"));

  private final HttpClient client = HttpClient.newHttpClient();
  private final Running running;
  private final Town town;
  private final Visitor viewer;
  private final String account;
  private final LocalDate today;
  private String integration = "";

  WebhookDoorTest(Running running) {
    this.running = running;
    this.town = new Town(running);
    this.viewer = town.as(Role.VIEWER);
    java.time.Instant now = running.server().backend().engine().now();
    this.account =
        now.atZone(ZoneId.of("Europe/Berlin")).getHour() >= 9 ? MetaWorld.SHOP : MetaWorld.US_STORE;
    this.today = LocalDate.ofInstant(now, ACCOUNTS.getOrDefault(account, ZoneId.of("UTC")));
  }

  @BeforeAll
  void connect() throws Exception {
    var meta = running.sandbox().description().meta();
    town.operator()
        .put(
            "/api/v1/oauth-apps/meta_ads",
            Visitor.json(Map.of("clientId", meta.appId(), "clientSecret", meta.appSecret())))
        .is(200);
    JsonNode made =
        town.as(Role.ADMIN)
            .post(
                town.path("/keys"),
                Visitor.json(
                    Map.of(
                        "provider",
                        "meta_ads",
                        "kind",
                        "api_key",
                        "key",
                        meta.systemUserToken(),
                        "accounts",
                        List.of(account),
                        "backfillDays",
                        1)))
            .is(202)
            .json();
    integration = made.path("integrations").path(0).path("id").asString();
    until(
        Duration.ofSeconds(60),
        () -> operation(made.path("operations").path(0).path("id").asString()).equals("done"));
    town.as(Role.EDITOR)
        .post(town.path("/integrations/" + integration + "/health-check"), "")
        .is(200);
  }

  @AfterAll
  void disconnect() throws Exception {
    town.as(Role.ADMIN).post(town.path("/integrations/" + integration + "/disconnect"), "").is(200);
    assertThat(running.sandbox().meta().webhooks().accounts())
        .as("the end of the connection ends the calls")
        .doesNotContain(account);
    town.operator().delete("/api/v1/oauth-apps/meta_ads").is(204);
    running.sandbox().meta().reset();
    client.shutdownNow();
  }

  /** Something to wait for. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static Duration until(Duration atMost, Condition condition) throws Exception {
    long began = System.nanoTime();
    while (!condition.holds()) {
      Duration waited = Duration.ofNanos(System.nanoTime() - began);
      assertThat(waited).isLessThan(atMost);
      Thread.sleep(50);
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private String operation(String id) throws Exception {
    return viewer.get(town.path("/operations/" + id)).is(200).json().path("state").asString();
  }

  private String control(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(running.sandbox().base().resolve("/control/meta/" + path))
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private List<Integer> delivered(String order) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    Visitor.JSON
        .readTree(control("webhooks", order.replace("ACCOUNT", account)))
        .path("statuses")
        .forEach(status -> statuses.add(status.asInt()));
    return statuses;
  }

  private double spend() throws Exception {
    return viewer
        .get(
            town.path(
                "/kpis/query?kpis=spend&first=%s&last=%s&integrations=%s"
                    .formatted(today, today, integration)))
        .is(200)
        .json()
        .findPath("value")
        .asDouble();
  }

  private List<JsonNode> events(String query) throws Exception {
    List<JsonNode> all = new ArrayList<>();
    String next = "";
    do {
      JsonNode page =
          viewer
              .get(
                  town.path(
                      "/webhook-events?limit=200&integration=%s%s%s"
                          .formatted(integration, query, next.isEmpty() ? "" : "&cursor=" + next)))
              .is(200)
              .json();
      page.path("items").forEach(all::add);
      next = page.path("next").asString("");
    } while (!next.isEmpty());
    return all;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(running.server().address() + path));
  }

  private HttpResponse<String> deliver(String path, byte[] body, String signature)
      throws IOException, InterruptedException {
    return send(
        to(path)
            .header("Content-Type", "application/json")
            .header("X-Hub-Signature-256", signature)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private String signature(byte[] body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            running.sandbox().description().meta().appSecret().getBytes(UTF_8), "HmacSHA256"));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
  }

  private byte[] body(String marker) {
    return """
    {"object":"ad_account","entry":[{"id":"%s","time":%d,"changes":[{"field":"effective_status",\
    "value":{"level":"AD","id":"%s"}}]}]}\
    """
        .formatted(account, running.server().backend().engine().now().getEpochSecond(), marker)
        .getBytes(UTF_8);
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(Visitor.JSON.readTree(answer.body()).path("code").asString()).isEqualTo(code);
  }

  // --- the promise ---

  @Test
  void from_a_signed_delivery_to_the_changed_number_it_takes_ten_seconds_at_most()
      throws Exception {
    double before = spend();
    assertThat(before).isPositive();
    control("accounts/" + account, "{\"adjust\":{\"%s\":300}}".formatted(today));
    long began = System.nanoTime();
    assertThat(delivered("{\"account\":\"ACCOUNT\"}")).containsExactly(200);
    until(PROMISED, () -> spend() > 2 * before);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PROMISED);
  }

  // --- taking in ---

  @Test
  void batches_of_a_thousand_come_twice_in_any_order_and_become_one_read() throws Exception {
    int known = events("").size();
    assertThat(
            delivered(
                "{\"account\":\"ACCOUNT\",\"field\":\"with_issues_ad_objects\",\"count\":2500,"
                    + "\"batch\":1000,\"copies\":2,\"shuffle\":true}"))
        .hasSize(6)
        .containsOnly(200);
    until(PROMISED, () -> events("&state=received").isEmpty());
    List<JsonNode> fresh = events("").subList(0, events("").size() - known);
    assertThat(fresh).hasSize(2_500);
    assertThat(fresh)
        .allSatisfy(event -> {
          assertThat(event.path("copies").asInt()).isEqualTo(2);
          assertThat(event.path("state").asString()).isEqualTo("applied");
          assertThat(event.path("what").asString()).contains("issues");
        });
    assertThat(fresh.stream().map(event -> event.path("operationId").asString()).distinct())
        .hasSizeLessThanOrEqualTo(2);
    String operation = fresh.getFirst().path("operationId").asString();
    until(Duration.ofSeconds(30), () -> operation(operation).equals("done"));
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
    HttpResponse<String> answer = send(to(asked + token));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("<b>42");
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertRefused(send(to(asked + "guess")), 401, "delivery_refused");
    assertRefused(send(to(DOOR)), 401, "delivery_refused");
    assertRefused(send(to(asked.replace("meta_ads", "nobody") + token)), 401, "delivery_refused");
  }

  // --- keeping out ---

  @Test
  void what_meta_did_not_sign_is_refused_and_leaves_a_count_alone() throws Exception {
    int known = events("").size();
    for (String forgery : List.of("unsigned", "other_secret", "altered_body")) {
      assertThat(delivered("{\"account\":\"ACCOUNT\",\"forgery\":\"" + forgery + "\"}"))
          .containsExactly(401);
    }
    byte[] real = body("forged");
    String signature = signature(real);
    Random random = new Random(11);
    for (int n = 0; n < 200; n++) {
      byte[] altered = real.clone();
      altered[random.nextInt(real.length)] ^= (byte) (1 << random.nextInt(8));
      assertRefused(deliver(DOOR, altered, signature), 401, "delivery_refused");
    }
    assertThat(events("")).hasSize(known);
    assertThat(running.get("/metrics").body())
        .containsPattern(
            "tributary_webhooks_deliveries_total\\{outcome=\"delivery_refused\",provider=\"meta_ads\"} 2\\d\\d");
  }

  @Test
  void nobody_learns_which_addresses_there_are() throws Exception {
    byte[] body = body("nobody");
    String signature = signature(body);
    List<String> answers = new ArrayList<>();
    for (String path :
        List.of(
            DOOR + "/" + UUID.randomUUID(),
            DOOR + "/no-address",
            "/webhooks/google_analytics",
            "/webhooks/nobody",
            "/webhooks/nobody/" + UUID.randomUUID())) {
      HttpResponse<String> answer = deliver(path, body, signature);
      assertRefused(answer, 401, "delivery_refused");
      answers.add(answer.body().replaceAll("\"requestId\":\"[^\"]+\"", ""));
    }
    answers.add(deliver(DOOR, body, "sha256=00").body().replaceAll("\"requestId\":\"[^\"]+\"", ""));
    assertThat(answers.stream().distinct()).hasSize(1);
  }

  @Test
  void a_replayed_delivery_is_taken_as_one_more_copy() throws Exception {
    byte[] body = body("replayed");
    for (int n = 0; n < 3; n++) {
      HttpResponse<String> answer = deliver(DOOR, body, signature(body));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }
    JsonNode event = events("").getFirst();
    assertThat(event.path("copies").asInt()).isEqualTo(3);
    assertThat(
            viewer.get(town.path("/webhook-events/" + event.path("id").asString())).is(200).json())
        .isEqualTo(event);
  }

  @Test
  void only_json_of_a_bounded_size_comes_in() throws Exception {
    byte[] body = body("typed");
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "a b")) {
      assertRefused(
          send(
              to(DOOR)
                  .header("Content-Type", type)
                  .header("X-Hub-Signature-256", signature(body))
                  .POST(BodyPublishers.ofByteArray(body))),
          415,
          "unsupported_media_type");
    }
    byte[] large = new byte[DoorBounds.BYTES_MAX + 1];
    assertRefused(deliver(DOOR, large, signature(large)), 413, "delivery_too_large");
    assertRefused(
        send(
            to(DOOR)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)))),
        413,
        "delivery_too_large");
    assertRefused(send(to(DOOR).DELETE()), 405, "method_not_allowed");
  }

  @Test
  void a_delivery_that_is_cut_off_is_no_delivery() throws Exception {
    int known = events("").size();
    byte[] body = body("cut");
    URI address = running.server().address();
    try (Socket socket = new Socket("127.0.0.1", address.getPort())) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write(
              ("POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type:"
                      + " application/json\r\nX-Hub-Signature-256: %s\r\nContent-Length:"
                      + " %d\r\n\r\n")
                  .formatted(DOOR, signature(body), body.length + 10)
                  .getBytes(UTF_8));
      socket.getOutputStream().write(body);
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
    }
    assertThat(events("")).hasSize(known);
  }

  // --- looking through and replaying ---

  @Test
  void events_are_looked_through_and_replayed_by_who_may() throws Exception {
    byte[] body = body("replay-me");
    deliver(DOOR, body, signature(body));
    until(PROMISED, () -> events("&state=received").isEmpty());
    JsonNode event = events("&provider=meta_ads&state=applied").getFirst();
    assertThat(event.path("integrationId").asString()).isEqualTo(integration);
    assertThat(event.path("streams").toString()).contains("account", "ads", "ad_list");
    String path = town.path("/webhook-events/" + event.path("id").asString());
    viewer.post(path + "/replay", "").refused(403, "forbidden");
    new Town(running)
        .as(Role.OWNER)
        .get(
            "/api/v1/workspaces/%s/webhook-events/%s"
                .formatted(UUID.randomUUID(), event.path("id").asString()))
        .refused(404, "not_found");
    viewer.get(town.path("/webhook-events?state=lost")).refused(422, "invalid_fields");
    Visitor editor = town.as(Role.EDITOR);
    JsonNode waiting = editor.post(path + "/replay", "").is(202).json();
    assertThat(waiting.path("state").asString()).isEqualTo("received");
    assertThat(waiting.path("replays").asInt()).isOne();
    until(PROMISED, () -> viewer.get(path).json().path("state").asString().equals("applied"));
    assertThat(
            editor
                .post(town.path("/webhook-events/replay"), "{}")
                .is(202)
                .json()
                .path("replayed")
                .asInt())
        .as("nothing failed")
        .isZero();
  }

  @Test
  void a_connection_says_whether_its_provider_calls() throws Exception {
    JsonNode subscription =
        viewer.get(town.path("/integrations/" + integration + "/webhooks")).is(200).json();
    assertThat(subscription.path("state").asString()).isEqualTo("subscribed");
    assertThat(subscription.path("sentence").asString()).contains("Meta Ads");
    assertThat(running.sandbox().meta().webhooks().accounts()).contains(account);
  }

  // --- people ---

  private JsonNode person() throws Exception {
    String base = running.server().address().toString();
    control(
        "app",
        "{\"deauthorizeUrl\":\"%1$s/callbacks/meta_ads/deauthorize\",\"dataDeletionUrl\":\"%1$s/callbacks/meta_ads/delete-data\"}"
            .formatted(base));
    String token =
        Visitor.JSON
            .readTree(control("grant", "{\"user\":\"colleague\"}"))
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
    assertThat(control("deauthorize", "{\"user\":\"colleague\"}")).contains("200");
    assertThat(viewer.get(path).is(200).json().path("state").asString())
        .isEqualTo("reconnect_needed");
    JsonNode answer =
        Visitor.JSON.readTree(
            Visitor.JSON
                .readTree(control("delete-data", "{\"user\":\"colleague\"}"))
                .path("answer")
                .asString());
    assertThat(answer.propertyNames()).containsExactlyInAnyOrder("url", "confirmation_code");
    String code = answer.path("confirmation_code").asString();
    assertThat(answer.path("url").asString())
        .isEqualTo(running.server().publicUrl() + "/callbacks/meta_ads/deletions/" + code);
    HttpResponse<String> page = send(to("/callbacks/meta_ads/deletions/" + code));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(page.body()).contains(code, "destroyed");
    assertThat(viewer.get(path).is(200).json().path("state").asString()).isEqualTo("disconnected");
    assertRefused(send(to("/callbacks/meta_ads/deletions/guess")), 404, "not_found");
  }

  @Test
  void what_nobody_signed_says_nothing_of_a_person() throws Exception {
    for (String path :
        List.of("/callbacks/meta_ads/deauthorize", "/callbacks/nobody/delete-data")) {
      assertRefused(
          send(
              to(path)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString("signed_request=bm9ib2R5.e30"))),
          401,
          "delivery_refused");
      assertRefused(
          send(
              to(path)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString("{}"))),
          415,
          "unsupported_media_type");
    }
  }
}
