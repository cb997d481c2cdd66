package dev.tributary.server.webhook;

import static dev.tributary.server.webhook.MetaCalls.DOOR;
import static dev.tributary.server.webhook.MetaCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.meta.world.MetaWorld;
import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.store.Role;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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
@Tag("ci")
class WebhookDoorTest {
  private static final Duration PROMISED = Duration.ofSeconds(10);

  /** Accounts half a day apart: one of them is not just beginning its day. */
  private static final Map<String, ZoneId> ACCOUNTS =
      Map.of(
          MetaWorld.SHOP,
          ZoneId.of("Europe/Berlin"),
          MetaWorld.US_STORE,
          ZoneId.of("America/Los_Angeles"));

  private final Running running;
  private final MetaCalls meta;
  private final Town town;
  private final Visitor viewer;
  private final String account;
  private final LocalDate today;
  private String integration = "";

  WebhookDoorTest(Running running) throws Exception {
    this.running = running;
    this.town = new Town(running);
    this.meta = new MetaCalls(running, town);
    this.viewer = town.as(Role.VIEWER);
    java.time.Instant now = running.server().backend().engine().now();
    this.account =
        now.atZone(ZoneId.of("Europe/Berlin")).getHour() >= 9 ? MetaWorld.SHOP : MetaWorld.US_STORE;
    this.today = LocalDate.ofInstant(now, ACCOUNTS.getOrDefault(account, ZoneId.of("UTC")));
  }

  @BeforeAll
  void connect() throws Exception {
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
                        running.sandbox().description().meta().systemUserToken(),
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
    meta.close();
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

  private List<Integer> delivered(String order) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    Visitor.JSON
        .readTree(meta.control("webhooks", order.replace("ACCOUNT", account)))
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

  private boolean waiting() throws Exception {
    return !viewer
        .get(town.path("/webhook-events?limit=1&state=received&integration=" + integration))
        .is(200)
        .json()
        .path("items")
        .isEmpty();
  }

  // --- the promise ---

  @Test
  void from_a_signed_delivery_to_the_changed_number_it_takes_ten_seconds_at_most()
      throws Exception {
    double before = spend();
    assertThat(before).isPositive();
    meta.control("accounts/" + account, "{\"adjust\":{\"%s\":300}}".formatted(today));
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
    until(PROMISED, () -> !waiting());
    List<JsonNode> all = events("");
    List<JsonNode> fresh = all.subList(0, all.size() - known);
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

  // --- keeping out ---

  @Test
  void what_meta_did_not_sign_is_refused_and_leaves_a_count_alone() throws Exception {
    int known = events("").size();
    for (String forgery : List.of("unsigned", "other_secret", "altered_body")) {
      assertThat(delivered("{\"account\":\"ACCOUNT\",\"forgery\":\"" + forgery + "\"}"))
          .containsExactly(401);
    }
    byte[] real = meta.body(account, "forged");
    String signature = meta.signature(real);
    Random random = new Random(11);
    for (int n = 0; n < 200; n++) {
      byte[] altered = real.clone();
      altered[random.nextInt(real.length)] ^= (byte) (1 << random.nextInt(8));
      assertRefused(meta.deliver(DOOR, altered, signature), 401, "delivery_refused");
    }
    assertThat(events("")).hasSize(known);
    assertThat(running.get("/metrics").body())
        .containsPattern(
            "tributary_webhooks_deliveries_total\\{outcome=\"delivery_refused\",provider=\"meta_ads\"} 2\\d\\d");
  }

  @Test
  void a_replayed_delivery_is_taken_as_one_more_copy() throws Exception {
    byte[] body = meta.body(account, "replayed");
    for (int n = 0; n < 3; n++) {
      HttpResponse<String> answer = meta.deliver(DOOR, body, meta.signature(body));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
    }
    JsonNode event = events("").getFirst();
    assertThat(event.path("copies").asInt()).isEqualTo(3);
    assertThat(
            viewer.get(town.path("/webhook-events/" + event.path("id").asString())).is(200).json())
        .isEqualTo(event);
  }

  // --- looking through and replaying ---

  @Test
  void events_are_looked_through_and_replayed_by_who_may() throws Exception {
    byte[] body = meta.body(account, "replay-me");
    meta.deliver(DOOR, body, meta.signature(body));
    until(PROMISED, () -> !waiting());
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
}
