package dev.tributary.sandbox.resend;

import static dev.tributary.sandbox.resend.Resend.good;
import static dev.tributary.sandbox.resend.Resend.json;
import static dev.tributary.sandbox.resend.Resend.mail;
import static dev.tributary.sandbox.resend.Resend.refused;
import static dev.tributary.sandbox.resend.Resend.texts;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DomainsTest {
  private static final Resend RESEND = Resend.start();

  @BeforeEach
  void anew() {
    RESEND.anew();
  }

  @AfterAll
  static void stop() {
    RESEND.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 422 | missing_required_field",
        "{'name':'no domain'} | 422 | validation_error",
        "{'name':'shop.nordlicht.example'} | 403 | validation_error",
        "{'name':'a.example','region':'moon-1'} | 422 | invalid_region",
        "{'name':'a.example','tls':'none'} | 422 | invalid_parameter",
        "{'name':'a.example','open_tracking':'yes'} | 422 | validation_error",
        "{'name':'a.example','capabilities':{'sending':'maybe'}} | 422 | invalid_parameter",
        "{'name':'a.example','capabilities':[]} | 400 | validation_error"
      })
  void a_domain_that_is_wrong_is_refused(String body, int status, String name) {
    refused(RESEND.post("/domains", json(body)), status, name);
  }

  @Test
  void a_new_domain_cannot_send_until_it_is_verified() {
    JsonNode made =
        good(
            RESEND.post(
                "/domains", json("{'name':'extra.nordlicht.example','open_tracking':true}")),
            201);
    String id = made.get("id").asString();
    assertThat(made.get("status").asString()).isEqualTo("not_started");
    assertThat(made.at("/records/0/ttl").asString()).isEqualTo("Auto");
    String mail =
        mail("delivered@resend.dev").replace(Teams.SHOP_DOMAIN, "extra.nordlicht.example");
    refused(RESEND.post("/emails", mail), 403, "validation_error");
    good(RESEND.post("/domains/" + id + "/verify", ""));
    assertThat(good(RESEND.get("/domains/" + id)).get("status").asString()).isEqualTo("pending");
    RESEND.control("/domains/extra.nordlicht.example", json("{'status':'verified'}"));
    good(RESEND.post("/domains/" + id + "/verify", ""));
    assertThat(good(RESEND.get("/domains/" + id)).at("/records/0/status").asString())
        .isEqualTo("verified");
    good(RESEND.post("/emails", mail));
    good(RESEND.patch("/domains/" + id, json("{'capabilities':{'sending':'disabled'}}")));
    refused(RESEND.post("/emails", mail), 403, "validation_error");
  }

  @Test
  void domains_are_listed_changed_and_deleted() {
    JsonNode list = good(RESEND.get("/domains?limit=10"));
    assertThat(texts(list.get("data"), "name"))
        .containsExactly(Teams.NEW_DOMAIN, Teams.US_DOMAIN, Teams.NEWS_DOMAIN, Teams.SHOP_DOMAIN);
    assertThat(texts(list.get("data"), "status")).contains("verified", "not_started");
    String id = list.at("/data/1/id").asString();
    good(
        RESEND.patch(
            "/domains/" + id,
            json("{'open_tracking':true,'tls':'enforced','tracking_subdomain':'go'}")));
    JsonNode one = good(RESEND.get("/domains/" + id));
    assertThat(one.get("open_tracking").asBoolean()).isTrue();
    assertThat(one.get("click_tracking").asBoolean()).isFalse();
    assertThat(one.get("tracking_subdomain").asString()).isEqualTo("go");
    assertThat(good(RESEND.delete("/domains/" + id)).get("deleted").asBoolean()).isTrue();
    refused(RESEND.get("/domains/" + id), 404, "not_found");
  }
}
