package dev.tributary.sandbox.resend;

import static dev.tributary.sandbox.resend.Resend.good;
import static dev.tributary.sandbox.resend.Resend.json;
import static dev.tributary.sandbox.resend.Resend.refused;
import static dev.tributary.sandbox.resend.Resend.texts;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SuppressionsTest {
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
  void a_team_without_the_feature_has_no_such_endpoint() {
    refused(RESEND.send("GET", "/suppressions", RESEND.keyOf(Teams.SAKURA), ""), 404, "not_found");
  }

  @Test
  void what_is_wrong_is_refused() {
    refused(RESEND.post("/suppressions", "{}"), 422, "missing_required_field");
    refused(RESEND.post("/suppressions", json("{'email':'x'}")), 422, "validation_error");
    refused(RESEND.get("/suppressions?origin=whim"), 422, "invalid_parameter");
    refused(RESEND.get("/suppressions/nobody@a.example"), 404, "not_found");
    refused(RESEND.delete("/suppressions/nobody@a.example"), 404, "not_found");
    refused(RESEND.post("/suppressions/batch/add", "{}"), 422, "validation_error");
    refused(
        RESEND.post("/suppressions/batch/remove", json("{'ids':['1'],'emails':['a@b.example']}")),
        422,
        "validation_error");
    refused(RESEND.get("/suppressions/batch/add"), 405, "method_not_allowed");
    refused(RESEND.patch("/suppressions/1", "{}"), 405, "method_not_allowed");
  }

  @Test
  void addresses_are_added_once_and_found_by_id_and_address() {
    String id =
        good(RESEND.post("/suppressions", json("{'email':'Ada@A.example'}")), 201)
            .get("id")
            .asString();
    assertThat(
            good(RESEND.post("/suppressions", json("{'email':'ada@a.example'}")), 201)
                .get("id")
                .asString())
        .isEqualTo(id);
    for (String name : new String[] {id, "ada@a.example", "ada%40a.example"}) {
      JsonNode one = good(RESEND.get("/suppressions/" + name));
      assertThat(one.get("email").asString()).isEqualTo("ada@a.example");
      assertThat(one.get("origin").asString()).isEqualTo("manual");
      assertThat(one.get("source_id").isNull()).isTrue();
    }
    String mail = RESEND.sent("Ada@a.example");
    RESEND.advance(Duration.ofSeconds(1));
    assertThat(RESEND.lastEvent(mail)).isEqualTo("suppressed");
    good(RESEND.delete("/suppressions/" + id));
    mail = RESEND.sent("silent+ada@a.example");
    assertThat(RESEND.lastEvent(mail)).isEqualTo("sent");
  }

  @Test
  void many_are_added_listed_by_origin_and_removed_at_once() {
    JsonNode added =
        good(
            RESEND.post(
                "/suppressions/batch/add",
                json("{'emails':['a@a.example','b@a.example','c@a.example']}")),
            201);
    assertThat(added.get("data").size()).isEqualTo(3);
    RESEND.sent("bounced@customers.example");
    RESEND.advance(Duration.ofMinutes(1));
    assertThat(texts(good(RESEND.get("/suppressions?origin=manual&limit=2")).get("data"), "email"))
        .containsExactly("c@a.example", "b@a.example");
    JsonNode bounce = good(RESEND.get("/suppressions?origin=bounce")).at("/data/0");
    assertThat(bounce.get("source_id").asString()).isNotEmpty();
    good(
        RESEND.post(
            "/suppressions/batch/remove", json("{'emails':['a@a.example','x@a.example']}")));
    JsonNode removed =
        good(
            RESEND.post(
                "/suppressions/batch/remove",
                json("{'ids':['" + bounce.get("id").asString() + "']}")));
    assertThat(removed.at("/data/0/deleted").asBoolean()).isTrue();
    assertThat(good(RESEND.get("/suppressions")).get("data").size()).isEqualTo(2);
  }
}
