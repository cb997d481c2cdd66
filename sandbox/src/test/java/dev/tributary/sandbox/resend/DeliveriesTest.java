package dev.tributary.sandbox.resend;

import static dev.tributary.sandbox.resend.Resend.good;
import static dev.tributary.sandbox.resend.Resend.json;
import static dev.tributary.sandbox.resend.Resend.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.resend.mail.EventType;
import dev.tributary.sandbox.resend.webhook.Signing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class DeliveriesTest {
  /** What arrived at the customer's endpoint. */
  private record Arrived(String id, long timestamp, String signatures, byte[] body) {
    JsonNode json() {
      return Client.JSON.readTree(body);
    }

    String type() {
      return json().get("type").asString();
    }

    boolean signedWith(String secret) {
      return List.of(signatures.split(" "))
          .contains(Signing.signature(secret, id, timestamp, body));
    }
  }

  private static final Resend RESEND = Resend.start();
  private static final BlockingQueue<Arrived> ARRIVED = new LinkedBlockingQueue<>();
  private static HttpServer server;
  private static volatile int status = 204;

  private String webhook = "";
  private String secret = "";

  @BeforeAll
  static void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          ARRIVED.add(
              new Arrived(
                  String.valueOf(headers.getFirst("svix-id")),
                  Long.parseLong(headers.getFirst("svix-timestamp")),
                  String.valueOf(headers.getFirst("svix-signature")),
                  exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    RESEND.close();
    server.stop(0);
  }

  @BeforeEach
  void subscribe() {
    RESEND.anew();
    ARRIVED.clear();
    status = 204;
    String events =
        Arrays.stream(EventType.values())
            .map(one -> "'" + one.apiName() + "'")
            .collect(Collectors.joining(","));
    JsonNode made =
        good(
            RESEND.post(
                "/webhooks", json("{'endpoint':'" + address() + "','events':[" + events + "]}")),
            201);
    webhook = made.get("id").asString();
    secret = made.get("signing_secret").asString();
  }

  private static String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  private static int due() {
    return RESEND.control("/webhooks", json("{'due':true}")).get("delivered").asInt();
  }

  private static List<Integer> ordered(String order) {
    return RESEND
        .control("/webhooks", json(order))
        .get("statuses")
        .valueStream()
        .map(one -> one.asInt())
        .toList();
  }

  private static List<String> types() {
    return ARRIVED.stream().map(Arrived::type).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'events':['email.sent']} | missing_required_field",
        "{'endpoint':'nowhere','events':['email.sent']} | validation_error",
        "{'endpoint':'http://a b','events':['email.sent']} | validation_error",
        "{'endpoint':'https://a.example'} | missing_required_field",
        "{'endpoint':'https://a.example','events':['email.read']} | invalid_parameter"
      })
  void an_endpoint_that_is_wrong_is_refused(String body, String name) {
    refused(RESEND.post("/webhooks", json(body)), 422, name);
  }

  @Test
  void endpoints_are_read_changed_and_deleted() {
    JsonNode one = good(RESEND.get("/webhooks/" + webhook));
    assertThat(one.get("signing_secret").asString()).isEqualTo(secret).startsWith("whsec_");
    assertThat(one.get("status").asString()).isEqualTo("enabled");
    assertThat(one.get("events").size()).isEqualTo(17);
    good(
        RESEND.patch(
            "/webhooks/" + webhook, json("{'status':'disabled','events':['email.bounced']}")));
    JsonNode listed = good(RESEND.get("/webhooks")).at("/data/0");
    assertThat(listed.get("status").asString()).isEqualTo("disabled");
    assertThat(listed.get("events").toString()).isEqualTo("[\"email.bounced\"]");
    assertThat(listed.has("signing_secret")).isFalse();
    refused(
        RESEND.patch("/webhooks/" + webhook, json("{'status':'asleep'}")),
        422,
        "invalid_parameter");
    good(RESEND.delete("/webhooks/" + webhook));
    refused(RESEND.get("/webhooks/" + webhook), 404, "not_found");
  }

  @Test
  void what_becomes_of_an_email_is_told_and_signed() {
    String id =
        RESEND.sent(
            "clicked@customers.example",
            "'tags':[{'name':'kind','value':'welcome'}]",
            "'headers':{'X-A':'b'}");
    RESEND.advance(Duration.ofMinutes(2));
    assertThat(due()).isEqualTo(4);
    assertThat(types())
        .containsExactly("email.sent", "email.delivered", "email.opened", "email.clicked");
    assertThat(ARRIVED).allMatch(one -> one.signedWith(secret));
    assertThat(ARRIVED.stream().map(Arrived::id).distinct()).hasSize(4);
    JsonNode sent = ARRIVED.element().json();
    assertThat(sent.get("created_at").asString()).isEqualTo("2026-11-22T11:00:00.000Z");
    assertThat(sent.at("/data/email_id").asString()).isEqualTo(id);
    assertThat(sent.at("/data/tags/kind").asString()).isEqualTo("welcome");
    assertThat(sent.at("/data/headers/0/name").asString()).isEqualTo("X-A");
    assertThat(due()).as("nothing is told twice").isZero();
  }

  @Test
  void bounces_tell_why() {
    RESEND.sent("soft@customers.example");
    RESEND.sent("suppressed@resend.dev");
    RESEND.sent("failed@customers.example");
    RESEND.advance(Duration.ofMinutes(1));
    due();
    JsonNode bounce =
        ARRIVED.stream()
            .filter(one -> one.type().equals("email.bounced"))
            .findFirst()
            .orElseThrow()
            .json()
            .at("/data/bounce");
    assertThat(bounce.get("type").asString()).isEqualTo("Transient");
    assertThat(bounce.get("subType").asString()).isEqualTo("MailboxFull");
    assertThat(bounce.get("diagnosticCode").isArray()).isTrue();
    assertThat(types()).contains("email.suppressed", "email.failed");
  }

  @Test
  void scheduled_moved_and_cancelled_emails_tell_only_what_happened() {
    String moved = RESEND.sent("silent@customers.example", "'scheduled_at':'in 1 hour'");
    String never = RESEND.sent("silent@customers.example", "'scheduled_at':'in 1 hour'");
    good(RESEND.patch("/emails/" + moved, json("{'scheduled_at':'in 2 hours'}")));
    good(RESEND.post("/emails/" + never + "/cancel", ""));
    RESEND.advance(Duration.ofHours(3));
    due();
    assertThat(types()).containsExactly("email.scheduled", "email.scheduled", "email.sent");
  }

  @Test
  void a_failing_endpoint_is_tried_at_the_documented_times_and_then_disabled() {
    status = 500;
    RESEND.sent("silent@customers.example");
    long[] waits = {0, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000};
    for (long wait : waits) {
      RESEND.advance(Duration.ofSeconds(Math.max(0, wait - 1)));
      if (wait > 0) {
        assertThat(due()).isZero();
        RESEND.advance(Duration.ofSeconds(1));
      }
      assertThat(due()).as("after " + wait + " s").isEqualTo(1);
    }
    assertThat(ARRIVED.stream().map(Arrived::id).distinct()).hasSize(1);
    assertThat(ARRIVED.stream().map(Arrived::timestamp).distinct()).hasSize(8);
    assertThat(good(RESEND.get("/webhooks/" + webhook)).get("status").asString())
        .isEqualTo("disabled");
    status = 200;
    RESEND.sent("silent@customers.example");
    assertThat(due()).as("a disabled endpoint hears nothing").isZero();
    good(RESEND.patch("/webhooks/" + webhook, json("{'status':'enabled'}")));
    RESEND.sent("silent@customers.example");
    assertThat(due()).isEqualTo(1);
    assertThat(good(RESEND.client.get("/control/resend/webhooks")).at("/0/waiting").asInt())
        .isZero();
  }

  @Test
  void an_endpoint_that_recovers_hears_it_once_more() {
    status = 503;
    RESEND.control("/webhooks/habits", json("{'speed':10}"));
    RESEND.sent("silent@customers.example");
    due();
    status = 200;
    RESEND.advance(Duration.ofMillis(500));
    assertThat(due()).isEqualTo(1);
    assertThat(ARRIVED).hasSize(2);
    RESEND.advance(Duration.ofDays(2));
    assertThat(due()).isZero();
    assertThat(ordered("{'replay':true}")).containsExactly(200);
    assertThat(ARRIVED.stream().map(Arrived::id).distinct()).hasSize(1);
  }

  @Test
  void nobody_at_home_counts_as_a_failure() {
    good(RESEND.patch("/webhooks/" + webhook, json("{'endpoint':'http://127.0.0.1:9/x'}")));
    RESEND.sent("silent@customers.example");
    assertThat(due()).isEqualTo(1);
    assertThat(good(RESEND.client.get("/control/resend/webhooks")).at("/0/waiting").asInt())
        .isEqualTo(1);
    good(RESEND.delete("/webhooks/" + webhook));
    RESEND.advance(Duration.ofSeconds(5));
    due();
  }

  @Test
  void deliveries_can_come_twice_and_out_of_order() {
    RESEND.control("/webhooks/habits", json("{'copies':2,'shuffle':true}"));
    for (int n = 0; n < 5; n++) {
      RESEND.sent("clicked" + n + "@customers.example");
    }
    RESEND.advance(Duration.ofHours(1));
    due();
    assertThat(ARRIVED).hasSize(40);
    Set<String> ids = new HashSet<>();
    ARRIVED.forEach(one -> ids.add(one.id()));
    assertThat(ids).hasSize(20);
    List<String> times =
        ARRIVED.stream().map(one -> one.json().get("created_at").asString()).toList();
    assertThat(times).isNotEqualTo(times.stream().sorted().toList());
  }

  @ParameterizedTest
  @EnumSource(EventType.class)
  void every_type_can_be_ordered(EventType type) {
    assertThat(ordered("{'type':'" + type.apiName() + "'}")).containsExactly(204);
    assertThat(types()).containsExactly(type.apiName());
    assertThat(ARRIVED.element().signedWith(secret)).isTrue();
    assertThat(ARRIVED.element().json().get("data").isEmpty()).isFalse();
  }

  @Test
  void orders_say_what_and_how_often() {
    assertThat(ordered("{'count':3,'copies':2,'shuffle':true,'data':{'subject':'Mine'}}"))
        .hasSize(6);
    assertThat(ARRIVED).allMatch(one -> one.json().at("/data/subject").asString().equals("Mine"));
    assertThat(ARRIVED.stream().map(Arrived::id).distinct()).hasSize(3);
    for (String wrong :
        List.of("{'type':'email.read'}", "{'count':0}", "{'copies':0}", "{'forgery':'clumsy'}")) {
      assertThat(RESEND.client.post("/control/resend/webhooks", json(wrong)).status())
          .isEqualTo(400);
    }
    good(RESEND.patch("/webhooks/" + webhook, json("{'events':['email.bounced']}")));
    assertThat(ordered("{'type':'email.sent'}")).isEmpty();
  }

  @Test
  void forged_and_stale_deliveries_can_be_ordered() {
    Stream.of("unsigned", "other_secret", "altered_body", "reserialised")
        .forEach(forgery -> ordered("{'forgery':'" + forgery + "'}"));
    assertThat(ARRIVED).hasSize(4).noneMatch(one -> one.signedWith(secret));
    ARRIVED.clear();
    ordered("{'age':'PT10M'}");
    assertThat(ARRIVED.element().signedWith(secret)).isTrue();
    assertThat(ARRIVED.element().timestamp()).isEqualTo(Resend.NOW.getEpochSecond() - 600);
  }

  @Test
  void during_a_rotation_both_secrets_sign() {
    RESEND.control("/webhooks/rotate", json("{'webhook':'" + webhook + "'}"));
    String fresh = good(RESEND.get("/webhooks/" + webhook)).get("signing_secret").asString();
    assertThat(fresh).isNotEqualTo(secret);
    ordered("{}");
    assertThat(ARRIVED.element().signedWith(fresh)).isTrue();
    assertThat(ARRIVED.element().signedWith(secret)).isTrue();
    ARRIVED.clear();
    RESEND.advance(Duration.ofHours(24));
    ordered("{}");
    assertThat(ARRIVED.element().signedWith(secret)).isFalse();
    assertThat(
            RESEND.client.post("/control/resend/webhooks/rotate", json("{'webhook':'x'}")).status())
        .isEqualTo(404);
  }

  @Test
  void domains_tell_of_their_changes() {
    String id =
        good(
                RESEND.post(
                    "/domains",
                    json("{'name':'extra.nordlicht.example','tracking_subdomain':'go'}")),
                201)
            .get("id")
            .asString();
    good(RESEND.post("/domains/" + id + "/verify", ""));
    good(RESEND.delete("/domains/" + id));
    due();
    assertThat(types()).containsExactly("domain.created", "domain.updated", "domain.deleted");
    assertThat(ARRIVED.element().json().at("/data/records").size()).isEqualTo(4);
  }

  @Test
  void deliveries_go_out_by_themselves_when_they_are_due() throws InterruptedException {
    RESEND.control("/webhooks/habits", json("{'automatic':true}"));
    RESEND.sent("delivered@resend.dev");
    assertThat(ARRIVED.poll(5, TimeUnit.SECONDS))
        .isNotNull()
        .matches(one -> one.type().equals("email.sent"));
    RESEND.advance(Duration.ofSeconds(2));
    assertThat(ARRIVED.poll(5, TimeUnit.SECONDS))
        .isNotNull()
        .matches(one -> one.type().equals("email.delivered"));
  }
}
