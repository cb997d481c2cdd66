package dev.tributary.sandbox.resend;

import static dev.tributary.sandbox.resend.Resend.good;
import static dev.tributary.sandbox.resend.Resend.json;
import static dev.tributary.sandbox.resend.Resend.mail;
import static dev.tributary.sandbox.resend.Resend.refused;
import static dev.tributary.sandbox.resend.Resend.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class KeysTest {
  private static final Resend RESEND = Resend.start();

  @BeforeEach
  void anew() {
    RESEND.anew();
  }

  @AfterAll
  static void stop() {
    RESEND.close();
  }

  @Test
  void a_request_without_a_key_or_with_an_unknown_one_is_refused() {
    refused(RESEND.send("GET", "/domains", "", ""), 401, "missing_api_key");
    refused(RESEND.send("GET", "/domains", "re_guessed", ""), 403, "invalid_api_key");
  }

  @Test
  void a_client_must_say_who_it_is() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", RESEND.sandbox.port())) {
      socket
          .getOutputStream()
          .write("GET /domains HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 403")
          .endsWith("error code: 1010");
    }
  }

  @Test
  void a_sending_key_can_send_and_nothing_else() {
    String key = RESEND.description().sendingKey();
    for (String path : new String[] {"/domains", "/emails", "/emails/metrics", "/api-keys"}) {
      refused(RESEND.send("GET", path, key, ""), 401, "restricted_api_key");
    }
    refused(RESEND.send("POST", "/templates", key, "{}"), 401, "restricted_api_key");
    good(RESEND.send("POST", "/emails", key, mail("delivered@resend.dev")));
    good(RESEND.send("POST", "/emails/batch", key, "[" + mail("delivered@resend.dev") + "]"));
  }

  @Test
  void a_sending_key_of_one_domain_sends_from_it_alone() {
    String key =
        RESEND
            .control(
                "/keys",
                json("{'permission':'sending_access','domain':'" + Teams.NEWS_DOMAIN + "'}"))
            .get("token")
            .asString();
    refused(
        RESEND.send("POST", "/emails", key, mail("delivered@resend.dev")),
        401,
        "restricted_api_key");
    good(
        RESEND.send(
            "POST",
            "/emails",
            key,
            mail("delivered@resend.dev").replace(Teams.SHOP_DOMAIN, Teams.NEWS_DOMAIN)));
  }

  @Test
  void suspended_and_revoked_keys_are_refused() {
    String other = RESEND.description().apiKey();
    RESEND.control("/keys/kill", json("{'token':'" + other + "'}"));
    refused(RESEND.send("GET", "/domains", other, ""), 403, "suspended_api_key");
    RESEND.control("/keys/kill", json("{'token':'" + other + "','revoke':true}"));
    refused(RESEND.send("GET", "/domains", other, ""), 403, "invalid_api_key");
    assertThat(RESEND.client.post("/control/resend/keys/kill", "{}").status()).isEqualTo(404);
    assertThat(RESEND.client.post("/control/resend/keys", json("{'domain':'a.example'}")).status())
        .isEqualTo(404);
  }

  @Test
  void keys_are_made_named_listed_and_deleted() {
    refused(RESEND.post("/api-keys", "{}"), 422, "missing_required_field");
    refused(
        RESEND.post("/api-keys", json("{'name':'x','permission':'all'}")),
        422,
        "invalid_parameter");
    refused(RESEND.post("/api-keys", json("{'name':'x','domain_id':'nowhere'}")), 404, "not_found");
    JsonNode made = good(RESEND.post("/api-keys", json("{'name':'Mine'}")), 201);
    String id = made.get("id").asString();
    String token = made.get("token").asString();
    assertThat(token).startsWith("re_");
    good(RESEND.patch("/api-keys/" + id, json("{'name':'Ours'}")));
    RESEND.advance(Duration.ofMinutes(1));
    good(RESEND.send("GET", "/domains", token, ""));
    JsonNode listed = good(RESEND.get("/api-keys")).get("data").get(0);
    assertThat(listed.get("name").asString()).isEqualTo("Ours");
    assertThat(listed.get("created_at").asString()).isEqualTo("2026-11-22 11:00:00.000000+00");
    assertThat(listed.get("last_used_at").asString()).isEqualTo("2026-11-22 11:01:00.000000+00");
    assertThat(listed.has("token")).isFalse();
    assertThat(good(RESEND.delete("/api-keys/" + id)).get("deleted").asBoolean()).isTrue();
    refused(RESEND.send("GET", "/domains", token, ""), 403, "invalid_api_key");
    refused(RESEND.delete("/api-keys/" + id), 404, "not_found");
    refused(RESEND.patch("/api-keys/" + id, json("{'name':'x'}")), 404, "not_found");
  }

  @Test
  void lists_are_walked_with_cursors() {
    for (String name : new String[] {"a", "b", "c", "d"}) {
      good(RESEND.post("/api-keys", json("{'name':'" + name + "'}")), 201);
    }
    JsonNode first = good(RESEND.get("/api-keys?limit=2"));
    assertThat(texts(first.get("data"), "name")).containsExactly("d", "c");
    assertThat(first.get("has_more").asBoolean()).isTrue();
    String last = first.at("/data/1/id").asString();
    JsonNode next = good(RESEND.get("/api-keys?limit=2&after=" + last));
    assertThat(texts(next.get("data"), "name")).containsExactly("b", "a");
    JsonNode back =
        good(RESEND.get("/api-keys?limit=2&before=" + next.at("/data/1/id").asString()));
    assertThat(texts(back.get("data"), "name")).containsExactly("c", "b");
    for (String wrong : new String[] {"limit=0", "limit=101", "limit=x", "after=unknown"}) {
      refused(RESEND.get("/api-keys?" + wrong), 422, "validation_error");
    }
    refused(RESEND.get("/api-keys?before=" + last + "&after=" + last), 422, "validation_error");
  }

  @Test
  void what_does_not_exist_says_so() {
    refused(RESEND.get("/api-keys/1/2/3"), 404, "not_found");
    refused(RESEND.send("PUT", "/api-keys", RESEND.key, "{}"), 405, "method_not_allowed");
    refused(RESEND.get("/domains/1/verify"), 405, "method_not_allowed");
    refused(RESEND.get("/domains/1/claim"), 404, "not_found");
    refused(RESEND.get("/emails/1/cancel"), 405, "method_not_allowed");
    refused(RESEND.delete("/emails"), 405, "method_not_allowed");
    refused(RESEND.delete("/templates"), 405, "method_not_allowed");
    refused(RESEND.delete("/webhooks"), 405, "method_not_allowed");
    assertThat(RESEND.get("/broadcasts").status()).isEqualTo(404);
  }
}
