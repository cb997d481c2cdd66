package dev.tributary.server.api.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.resend.Teams;
import dev.tributary.server.SharedServer;
import dev.tributary.server.SharedServer.Running;
import dev.tributary.server.api.Town;
import dev.tributary.server.api.Visitor;
import dev.tributary.server.api.Visitor.Answer;
import dev.tributary.store.Erasure;
import dev.tributary.store.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** E-mails over the API, through the adapter of Resend, to its sandbox. */
@ExtendWith(SharedServer.class)
class EmailApiTest {
  private static final String FROM = "Nordlicht <hello@" + Teams.SHOP_DOMAIN + ">";
  private static final String CONTENT =
      """
      {"name":"Welcome","subject":"Hello {{{NAME}}}","html":"<p>Hello {{{NAME}}}</p>\
      <script>alert(1)</script>",
       "variables":[{"key":"NAME","type":"text"}]}
      """;

  private final Running running;
  private final Town town;
  private final Visitor editor;
  private String account = "";

  EmailApiTest(Running running) {
    this.running = running;
    this.town = new Town(running);
    this.editor = town.as(Role.EDITOR);
  }

  @BeforeEach
  void connect() throws Exception {
    String key = running.sandbox().description().resend().apiKey();
    Visitor admin = town.as(Role.ADMIN);
    Map<String, Object> wish = Map.of("provider", "resend", "kind", "api_key", "key", key);
    JsonNode offers =
        admin.post(town.path("/keys"), Visitor.json(wish)).is(200).json().path("accounts");
    account =
        admin
            .post(
                town.path("/keys"),
                Visitor.json(
                    Map.of(
                        "provider",
                        "resend",
                        "kind",
                        "api_key",
                        "key",
                        key,
                        "accounts",
                        List.of(offers.get(0).path("id").asString()),
                        "settings",
                        Map.of("zone", "UTC"),
                        "backfillDays",
                        0)))
            .is(202)
            .json()
            .path("integrations")
            .get(0)
            .path("id")
            .asString();
  }

  @AfterEach
  void erase() throws Exception {
    town.as(Role.ADMIN).post(town.path("/integrations/" + account + "/disconnect"), "").is(200);
    new Erasure(running.server().backend().database()).workspace(town.workspace());
  }

  private String templates(String rest) {
    return town.path("/integrations/" + account + "/email-templates" + rest);
  }

  private String batch(String kind, Map<String, ?> more) throws Exception {
    Map<String, Object> wish = new java.util.HashMap<>(more);
    wish.putAll(Map.of("integration", account, "name", "News", "kind", kind, "from", FROM));
    return editor
        .post(town.path("/email-batches"), Visitor.json(wish))
        .is(201)
        .json()
        .path("id")
        .asString();
  }

  private Answer add(String batch, Object... people) throws Exception {
    return editor.post(
        town.path("/email-batches/" + batch + "/recipients"),
        Visitor.json(Map.of("recipients", List.of(people))));
  }

  private JsonNode ended(String batch) throws Exception {
    JsonNode shown = editor.get(town.path("/email-batches/" + batch)).is(200).json();
    for (int n = 0; n < 400 && !shown.path("state").asString().equals("done"); n++) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      shown = editor.get(town.path("/email-batches/" + batch)).is(200).json();
    }
    assertThat(shown.path("state").asString()).as(shown.toString()).isEqualTo("done");
    return shown;
  }

  @Test
  void a_template_is_shown_in_a_cage_and_sent_once_it_is_published() throws Exception {
    String template = editor.post(templates(""), CONTENT).is(201).json().path("id").asString();
    Answer page =
        editor
            .get(templates("/" + template + "/preview?values=%7B%22NAME%22:%22Ann%22%7D"))
            .is(200);
    assertThat(page.body()).contains("<p>Hello Ann</p>");
    assertThat(page.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("sandbox; default-src 'none';")
        .doesNotContain("allow-scripts", "script-src");
    JsonNode preview = editor.post(templates("/" + template + "/preview"), "{}").is(200).json();
    assertThat(preview.path("draft").asBoolean()).isTrue();
    assertThat(preview.path("missing").get(0).asString()).isEqualTo("NAME");
    editor.get(templates("/" + template + "/preview?values=7")).refused(422, "invalid_fields");

    String batch = batch("transactional", Map.of("template", template));
    add(
            batch,
            Map.of("address", "delivered+api1@resend.dev", "values", Map.of("NAME", "Ann")),
            Map.of("address", "no address"))
        .is(200);
    editor.post(town.path("/email-batches/" + batch + "/send"), "").refused(422, "template_draft");
    editor.post(templates("/" + template + "/publish"), "").is(200);
    JsonNode check =
        editor.post(town.path("/email-batches/" + batch + "/check"), "").is(200).json();
    assertThat(check.path("ready").asBoolean()).as(check.toString()).isTrue();
    editor.post(town.path("/email-batches/" + batch + "/send"), "").is(202);
    assertThat(ended(batch).path("recipients").path("accepted").asInt()).isOne();
    assertThat(
            running.sandbox().resend().nordlicht().mailbox().emails().all().stream()
                .filter(one -> one.message().to().contains("delivered+api1@resend.dev")))
        .hasSize(1);
    editor.post(templates("/" + template + "/duplicate"), "").is(201);
    editor.delete(templates("/" + template)).is(204);
    editor.get(templates("/" + template)).refused(422, "template_unknown");
  }

  @Test
  void a_link_asks_and_its_button_unsubscribes() throws Exception {
    String batch = batch("marketing", Map.of("subject", "News", "html", "<p>News</p>"));
    assertThat(
            add(
                    batch,
                    Map.of("address", "delivered+api2@resend.dev"),
                    Map.of("address", "Delivered+api2@resend.dev"),
                    Map.of("address", "none"))
                .is(200)
                .json()
                .toString())
        .isEqualTo("{\"added\":1,\"twice\":1,\"unreadable\":[2]}");
    editor.post(town.path("/email-batches/" + batch + "/send"), "").is(202);
    ended(batch);
    String header =
        running.sandbox().resend().nordlicht().mailbox().emails().all().stream()
            .filter(one -> one.message().to().contains("delivered+api2@resend.dev"))
            .findFirst()
            .orElseThrow()
            .message()
            .headers()
            .get("List-Unsubscribe");
    String path = header.substring(header.indexOf("/unsubscribe/"), header.length() - 1);
    HttpResponse<String> page = people("GET", path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<form method=\"post\">");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("form-action 'self'");
    assertThat(suppressed()).isEmpty();
    assertThat(people("POST", path).body()).contains("Unsubscribed");
    assertThat(people("POST", path).statusCode()).isEqualTo(200);
    assertThat(suppressed()).containsExactly("unsubscribe");
    assertThat(people("GET", path.replace("/unsubscribe/A", "/unsubscribe/B")).statusCode())
        .isEqualTo(404);
    assertThat(people("POST", "/unsubscribe/x").statusCode()).isEqualTo(404);
    town.as(Role.ADMIN).delete(town.path("/email-suppressions/delivered+api2@resend.dev")).is(204);
    assertThat(suppressed()).isEmpty();
  }

  private List<String> suppressed() throws Exception {
    return editor
        .get(town.path("/email-suppressions"))
        .is(200)
        .json()
        .path("items")
        .valueStream()
        .map(one -> one.path("origin").asString())
        .toList();
  }

  private HttpResponse<String> people(String method, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(running.server().address() + path))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .method(
                  method,
                  method.equals("POST")
                      ? HttpRequest.BodyPublishers.ofString("List-Unsubscribe=One-Click")
                      : HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void messages_health_and_one_person_are_told() throws Exception {
    String batch = batch("transactional", Map.of("subject", "Order", "text", "Thank you"));
    add(batch, Map.of("address", "delivered+api3@resend.dev")).is(200);
    editor.post(town.path("/email-batches/" + batch + "/send"), "").is(202);
    ended(batch);
    JsonNode message =
        editor
            .get(town.path("/email-messages?address=Delivered%2Bapi3@resend.dev&batch=" + batch))
            .is(200)
            .json()
            .path("items")
            .get(0);
    assertThat(message.path("subject").asString()).isEqualTo("Order");
    assertThat(
            editor
                .get(
                    town.path(
                        "/integrations/%s/email-messages/%s"
                            .formatted(account, message.path("id").asString())))
                .is(200)
                .json()
                .path("message")
                .path("batchId")
                .asString())
        .isEqualTo(batch);
    assertThat(
            editor
                .get(town.path("/email-batches/" + batch + "/recipients?state=accepted"))
                .is(200)
                .json()
                .path("items")
                .get(0)
                .path("messageId")
                .asString())
        .isEqualTo(message.path("id").asString());
    JsonNode health = editor.get(town.path("/email-health")).is(200).json();
    assertThat(health.path("accounts").get(0).path("bounceLine").asString()).isEqualTo("0.040000");
    assertThat(health.path("parked").asInt()).isZero();

    Visitor admin = town.as(Role.ADMIN);
    String person = "{\"address\":\"delivered+api3@resend.dev\"}";
    assertThat(
            admin
                .post(town.path("/email-persons/export"), person)
                .is(200)
                .json()
                .path("batches")
                .size())
        .isOne();
    admin
        .post(
            town.path("/email-persons/erase"),
            "{\"address\":\"delivered+api3@resend.dev\",\"confirm\":\"x\"}")
        .refused(422, "not_confirmed");
    admin
        .post(
            town.path("/email-persons/erase"),
            "{\"address\":\"delivered+api3@resend.dev\",\"confirm\":\"delivered+api3@resend.dev\"}")
        .is(200);
    assertThat(
            admin
                .post(town.path("/email-persons/export"), person)
                .is(200)
                .json()
                .path("messages")
                .get(0)
                .has("address"))
        .isFalse();
    assertThat(
            editor.get(town.path("/email-batches?state=done")).is(200).json().path("items").size())
        .isOne();
    assertThat(
            editor
                .get(town.path("/email-batches/" + batch + "/parked"))
                .is(200)
                .json()
                .path("items")
                .size())
        .isZero();
  }

  // --- what Resend tells ---

  @Test
  void what_resend_did_not_sign_or_long_ago_leaves_nothing_and_an_unknown_email_is_noted()
      throws Exception {
    editor.post(town.path("/integrations/" + account + "/health-check"), "").is(200);
    for (String order :
        List.of(
            "\"forgery\":\"unsigned\"",
            "\"forgery\":\"other_secret\"",
            "\"forgery\":\"altered_body\"",
            "\"forgery\":\"reserialised\"",
            "\"age\":\"PT6M\"")) {
      assertThat(delivered("{\"email\":\"stranger-1\",%s}".formatted(order)))
          .as(order)
          .containsExactly(401);
    }
    assertThat(editor.get(town.path("/webhook-events")).is(200).json().path("items")).isEmpty();
    assertThat(editor.get(town.path("/email-messages")).is(200).json().path("items")).isEmpty();

    assertThat(
            delivered(
                "{\"type\":\"email.delivered\",\"email\":\"stranger-1\",\"copies\":2,"
                    + "\"recipient\":\"ann@customers.example\"}"))
        .containsExactly(200, 200);
    JsonNode messages = editor.get(town.path("/email-messages")).is(200).json().path("items");
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).path("state").asString()).isEqualTo("delivered");
    assertThat(messages.get(0).has("batchId")).as("nobody here sent it").isFalse();
    JsonNode event = editor.get(town.path("/webhook-events")).is(200).json().path("items").get(0);
    assertThat(event.path("copies").asInt()).isEqualTo(2);
    assertThat(event.path("code").asString()).isEqualTo("email_told");
  }

  private List<Integer> delivered(String order) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String answer =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create(running.sandbox().base() + "/control/resend/webhooks"))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(order))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return Visitor.JSON
          .readTree(answer)
          .path("statuses")
          .valueStream()
          .map(status -> status.asInt())
          .toList();
    }
  }

  @Test
  void what_cannot_be_sent_is_told_at_the_door() throws Exception {
    Visitor viewer = town.as(Role.VIEWER);
    viewer
        .post(
            town.path("/email-batches"),
            "{\"integration\":\"%s\",\"name\":\"N\",\"kind\":\"marketing\",\"from\":\"x\"}"
                .formatted(account))
        .refused(403, "forbidden");
    editor
        .post(
            town.path("/email-batches"),
            "{\"integration\":\"%s\",\"name\":\"N\",\"kind\":\"marketing\",\"from\":\"x\"}"
                .formatted(account))
        .refused(422, "email_content");
    String batch = batch("marketing", Map.of("subject", "News", "html", "<p>News</p>"));
    editor.post(town.path("/email-batches/" + batch + "/send"), "").refused(422, "no_recipients");
    editor
        .post(town.path("/email-batches/" + batch + "/parked/0"), "{\"sendAgain\":true}")
        .refused(409, "not_parked");
    editor
        .post(town.path("/email-batches/" + batch + "/resume"), "")
        .refused(409, "batch_not_stopped");
    add(batch, Map.of("address", "a@b.example", "values", Map.of("x y", "1")))
        .refused(422, "invalid_fields");
    editor
        .post(town.path("/email-suppressions"), "{\"address\":\"nobody\"}")
        .refused(422, "email_unreadable");
    editor.get(town.path("/email-messages?state=lost")).refused(422, "invalid_fields");
    editor.post(town.path("/email-batches/" + batch + "/cancel"), "").is(200);
    editor.get(town.path("/email-batches/" + batch)).refused(404, "not_found");
  }
}
