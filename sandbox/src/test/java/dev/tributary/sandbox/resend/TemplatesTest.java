package dev.tributary.sandbox.resend;

import static dev.tributary.sandbox.resend.Resend.good;
import static dev.tributary.sandbox.resend.Resend.json;
import static dev.tributary.sandbox.resend.Resend.mail;
import static dev.tributary.sandbox.resend.Resend.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TemplatesTest {
  private static final Resend RESEND = Resend.start();
  private static final String WELCOME =
      json(
          "{'name':'Welcome','alias':'welcome','subject':'Hi {{{NAME}}}','from':'"
              + Resend.FROM
              + "','reply_to':['me@nordlicht.example'],'html':'<p>{{{NAME}}} has {{{POINTS}}}</p>',"
              + "'text':'{{{NAME}}}','variables':[{'key':'NAME','type':'string'},"
              + "{'key':'POINTS','type':'number','fallback_value':7}]}");

  @BeforeEach
  void anew() {
    RESEND.anew();
  }

  @AfterAll
  static void stop() {
    RESEND.close();
  }

  private static String made() {
    return good(RESEND.post("/templates", WELCOME), 201).get("id").asString();
  }

  private static String using(String template) {
    return json(
        "{'from':'" + Resend.FROM + "','to':'delivered@resend.dev','template':" + template + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'html':'x'} | missing_required_field",
        "{'name':'x'} | missing_required_field",
        "{'name':'x','html':'{{{A}}}'} | validation_error",
        "{'name':'x','html':'x','variables':[{'key':'EMAIL','type':'string'}]} | validation_error",
        "{'name':'x','html':'x','variables':[{'key':'a b','type':'string'}]} | validation_error",
        "{'name':'x','html':'x','variables':[{'key':'A','type':'date'}]} | invalid_parameter",
        "{'name':'x','html':'x','variables':[{'key':'A'}]} | missing_required_field",
        "{'name':'x','html':'x','alias':'welcome'} | validation_error"
      })
  void a_template_that_is_wrong_is_refused(String body, String name) {
    made();
    refused(RESEND.post("/templates", json(body)), 422, name);
  }

  @Test
  void a_template_has_at_most_fifty_variables() {
    String many =
        IntStream.rangeClosed(0, 50)
            .mapToObj(n -> "{'key':'K" + n + "','type':'string'}")
            .collect(Collectors.joining(","));
    refused(
        RESEND.post("/templates", json("{'name':'x','html':'x','variables':[" + many + "]}")),
        422,
        "validation_error");
  }

  @Test
  void a_draft_cannot_be_sent_until_it_is_published() {
    String id = made();
    String body = using("{'id':'" + id + "','variables':{'NAME':'Ada'}}");
    refused(RESEND.post("/emails", body), 422, "validation_error");
    refused(RESEND.post("/emails", using("{'id':'none'}")), 404, "not_found");
    good(RESEND.post("/templates/welcome/publish", ""));
    String sent = good(RESEND.post("/emails", body)).get("id").asString();
    JsonNode email = good(RESEND.get("/emails/" + sent));
    assertThat(email.get("subject").asString()).isEqualTo("Hi Ada");
    assertThat(email.get("html").asString()).isEqualTo("<p>Ada has 7</p>");
    assertThat(email.get("reply_to").toString()).contains("me@nordlicht.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | NAME",
        "{'NAME':null} | NAME",
        "{'NAME':['a']} | string or a number",
        "{'NAME':'a','POINTS':'many'} | must be a number"
      })
  void values_must_fit_the_variables(String values, String text) {
    made();
    good(RESEND.post("/templates/welcome/publish", ""));
    var answer = RESEND.post("/emails", using("{'id':'welcome','variables':" + values + "}"));
    refused(answer, 422, "validation_error");
    assertThat(answer.at("/message")).contains(text);
  }

  @Test
  void a_value_is_at_most_two_thousand_characters_long() {
    made();
    good(RESEND.post("/templates/welcome/publish", ""));
    refused(
        RESEND.post(
            "/emails", using("{'id':'welcome','variables':{'NAME':'" + "x".repeat(2_001) + "'}}")),
        422,
        "validation_error");
    refused(
        RESEND.post(
            "/emails", mail("delivered@resend.dev", "'template':{'id':'welcome'}", "'text':'x'")),
        422,
        "validation_error");
  }

  @Test
  void an_edit_is_unpublished_until_the_next_publication() {
    String id = made();
    good(RESEND.post("/templates/" + id + "/publish", ""));
    JsonNode before = good(RESEND.get("/templates/" + id));
    assertThat(before.get("status").asString()).isEqualTo("published");
    assertThat(before.get("has_unpublished_versions").asBoolean()).isFalse();
    good(RESEND.patch("/templates/" + id, json("{'html':'<p>New {{{NAME}}}</p>','name':'W2'}")));
    JsonNode after = good(RESEND.get("/templates/welcome"));
    assertThat(after.get("has_unpublished_versions").asBoolean()).isTrue();
    assertThat(after.get("name").asString()).isEqualTo("W2");
    assertThat(after.get("current_version_id").asString())
        .isNotEqualTo(before.get("current_version_id").asString());
    assertThat(after.at("/variables/1/fallback_value").asInt()).isEqualTo(7);
    String body = using("{'id':'" + id + "','variables':{'NAME':'Ada'}}");
    String sent = good(RESEND.post("/emails", body)).get("id").asString();
    assertThat(good(RESEND.get("/emails/" + sent)).get("html").asString()).contains("Ada has");
    good(RESEND.post("/templates/" + id + "/publish", ""));
    String again = good(RESEND.post("/emails", body)).get("id").asString();
    assertThat(good(RESEND.get("/emails/" + again)).get("html").asString()).contains("New Ada");
  }

  @Test
  void a_copy_is_a_draft_of_its_own() {
    String id = made();
    String copy = good(RESEND.post("/templates/" + id + "/duplicate", "")).get("id").asString();
    JsonNode listed = good(RESEND.get("/templates"));
    assertThat(listed.get("data").size()).isEqualTo(2);
    assertThat(listed.at("/data/0/status").asString()).isEqualTo("draft");
    assertThat(listed.at("/data/0").has("alias")).isFalse();
    assertThat(good(RESEND.delete("/templates/" + copy)).get("deleted").asBoolean()).isTrue();
    refused(RESEND.get("/templates/" + copy), 404, "not_found");
    assertThat(good(RESEND.get("/templates/" + id)).get("alias").asString()).isEqualTo("welcome");
  }
}
