package dev.tributary.sandbox.resend;

import static dev.tributary.sandbox.resend.Resend.good;
import static dev.tributary.sandbox.resend.Resend.json;
import static dev.tributary.sandbox.resend.Resend.mail;
import static dev.tributary.sandbox.resend.Resend.refused;
import static dev.tributary.sandbox.resend.Resend.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.sandbox.Client;
import dev.tributary.sandbox.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SendingTest {
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
        "not json | 400 | validation_error",
        "[] | 400 | validation_error",
        "{} | 422 | missing_required_field",
        "{'from':'a@b.example'} | 422 | missing_required_field",
        "{'from':'nobody','to':'a@b.example','subject':'s','text':'t'} | 422 | validation_error",
        "{'from':7,'to':'a@b.example','subject':'s','text':'t'} | 422 | validation_error",
        "{'from':'a@b.example','to':'c d@e.example','subject':'s','text':'t'} | 422"
            + " | validation_error",
        "{'from':'a@b.example','to':[1],'subject':'s','text':'t'} | 422 | validation_error",
        "{'from':'a@b.example','to':7,'subject':'s','text':'t'} | 422 | validation_error",
        "{'from':'a@b.example','to':'x@y.example','text':'t'} | 422 | missing_required_field",
        "{'from':'a@b.example','to':'x@y.example','subject':'s'} | 422 | missing_required_field",
        "{'from':'a@b.example','to':'x@example.com','subject':'s','text':'t'} | 422"
            + " | validation_error",
        "{'from':'a@b.example','to':'x@y.example','subject':'s','text':'t'} | 403"
            + " | validation_error",
        "{'from':'a@next.nordlicht.example','to':'x@y.example','subject':'s','text':'t'} | 403"
            + " | validation_error",
        "{'from':'onboarding@resend.dev','to':'x@y.example','subject':'s','text':'t'} | 403"
            + " | validation_error"
      })
  void what_cannot_be_sent_is_refused(String body, int status, String name) {
    refused(RESEND.post("/emails", json(body)), status, name);
    assertThat(RESEND.team().ledger().entries(Resend.NOW)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'scheduled_at':'some day' | validation_error",
        "'scheduled_at':'in 31 days' | validation_error",
        "'tags':[{'name':'a b','value':'c'}] | validation_error",
        "'headers':{'X-A':1} | validation_error",
        "'attachments':[{'filename':'a.txt'}] | invalid_attachment",
        "'reply_to':'nobody' | validation_error"
      })
  void details_that_are_wrong_are_refused(String detail, String name) {
    refused(RESEND.post("/emails", mail("delivered@resend.dev", detail)), 422, name);
  }

  @Test
  void too_many_recipients_and_tags_are_refused() {
    String many = "'x@y.example',".repeat(50) + "'x@y.example'";
    refused(
        RESEND.post("/emails", mail("delivered@resend.dev", "'cc':[" + many + "]")),
        422,
        "validation_error");
    StringBuilder tags = new StringBuilder();
    for (int n = 0; n < 76; n++) {
      tags.append(n == 0 ? "" : ",").append("{'name':'t" + n + "','value':'v'}");
    }
    refused(
        RESEND.post("/emails", mail("delivered@resend.dev", "'tags':[" + tags + "]")),
        422,
        "validation_error");
  }

  @Test
  void test_addresses_have_their_fates_after_a_while() {
    String delivered = RESEND.sent("delivered+a@resend.dev");
    String bounced = RESEND.sent("bounced@resend.dev");
    String complained = RESEND.sent("complained+b@resend.dev");
    String suppressed = RESEND.sent("suppressed@resend.dev");
    assertThat(RESEND.lastEvent(delivered)).isEqualTo("sent");
    assertThat(RESEND.lastEvent(suppressed)).isEqualTo("queued");
    RESEND.advance(Duration.ofSeconds(2));
    assertThat(RESEND.lastEvent(delivered)).isEqualTo("delivered");
    assertThat(RESEND.lastEvent(bounced)).isEqualTo("bounced");
    assertThat(RESEND.lastEvent(suppressed)).isEqualTo("suppressed");
    assertThat(RESEND.lastEvent(complained)).isEqualTo("delivered");
    RESEND.advance(Duration.ofSeconds(30));
    assertThat(RESEND.lastEvent(complained)).isEqualTo("complained");
    assertThat(good(RESEND.get("/suppressions")).get("data").size())
        .as("test addresses are never suppressed for good")
        .isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "soft-1, bounced",
    "undetermined.2, bounced",
    "delayed, delivered",
    "failed, failed",
    "opened, opened",
    "clicked, clicked",
    "silent, sent"
  })
  void the_first_word_of_an_address_decides_its_fate(String word, String end) {
    String id = RESEND.sent(word + "@customers.example");
    RESEND.advance(Duration.ofHours(1));
    assertThat(RESEND.lastEvent(id)).isEqualTo(end);
  }

  @Test
  void opens_of_an_untracked_domain_are_not_seen() {
    String mail = mail("clicked@customers.example").replace(Teams.SHOP_DOMAIN, Teams.US_DOMAIN);
    String id = good(RESEND.post("/emails", mail)).get("id").asString();
    RESEND.advance(Duration.ofHours(1));
    assertThat(RESEND.lastEvent(id)).isEqualTo("delivered");
  }

  @Test
  void unknown_addresses_have_the_same_mixed_fates_each_time() {
    StringBuilder all = new StringBuilder();
    for (int n = 0; n < 100; n++) {
      all.append(n == 0 ? "[" : ",").append(mail("person" + n * 7 + "@customers.example"));
    }
    good(RESEND.post("/emails/batch", all + "]"));
    RESEND.advance(Duration.ofHours(1));
    List<String> first = texts(good(RESEND.get("/emails?limit=100")).get("data"), "last_event");
    assertThat(first).contains("delivered", "opened", "clicked");
    RESEND.anew();
    good(RESEND.post("/emails/batch", all + "]"));
    RESEND.advance(Duration.ofHours(1));
    assertThat(texts(good(RESEND.get("/emails?limit=100")).get("data"), "last_event"))
        .isEqualTo(first);
  }

  @Test
  void an_email_is_read_and_listed_newest_first() {
    String one =
        RESEND.sent(
            "delivered@resend.dev",
            "'cc':['delivered+cc@resend.dev']",
            "'reply_to':'me@nordlicht.example'",
            "'text':'Hi'",
            "'tags':[{'name':'kind','value':'welcome'}]");
    String two = RESEND.sent("delivered@resend.dev");
    JsonNode list = good(RESEND.get("/emails")).get("data");
    assertThat(texts(list, "id")).containsExactly(two, one);
    assertThat(list.get(0).has("html")).isFalse();
    JsonNode whole = good(RESEND.get("/emails/" + one));
    assertThat(whole.get("object").asString()).isEqualTo("email");
    assertThat(whole.get("html").asString()).isEqualTo("<p>Hi</p>");
    assertThat(whole.get("to").toString()).isEqualTo("[\"delivered@resend.dev\"]");
    assertThat(whole.get("created_at").asString()).isEqualTo("2026-11-22 11:00:00.000000+00");
    refused(RESEND.get("/emails/none"), 404, "not_found");
    refused(RESEND.post("/emails/none/cancel", ""), 404, "not_found");
  }

  @Test
  void a_scheduled_email_waits_and_can_be_moved_and_cancelled() {
    String id = RESEND.sent("bounced@customers.example", "'scheduled_at':'in 1 hour'");
    assertThat(RESEND.lastEvent(id)).isEqualTo("scheduled");
    assertThat(RESEND.team().ledger().entries(Resend.NOW)).isEmpty();
    refused(RESEND.patch("/emails/" + id, "{}"), 422, "missing_required_field");
    good(RESEND.patch("/emails/" + id, json("{'scheduled_at':'2026-11-22T14:00:00+01:00'}")));
    RESEND.advance(Duration.ofMinutes(90));
    assertThat(RESEND.lastEvent(id)).isEqualTo("scheduled");
    RESEND.advance(Duration.ofMinutes(31));
    assertThat(RESEND.lastEvent(id)).isEqualTo("bounced");
    refused(RESEND.post("/emails/" + id + "/cancel", ""), 422, "validation_error");
    refused(
        RESEND.patch("/emails/" + id, json("{'scheduled_at':'in 1 day'}")),
        422,
        "validation_error");
    String never = RESEND.sent("bounced+n@customers.example", "'scheduled_at':'in 2 minutes'");
    good(RESEND.post("/emails/" + never + "/cancel", ""));
    RESEND.advance(Duration.ofHours(1));
    assertThat(RESEND.lastEvent(never)).isEqualTo("canceled");
    assertThat(texts(good(RESEND.get("/suppressions")).get("data"), "email"))
        .containsExactly("bounced@customers.example");
    assertThat(RESEND.team().ledger().entries(RESEND.sandbox.clock().instant())).hasSize(1);
  }

  @Test
  void hard_bounces_and_complaints_are_suppressed_from_then_on() {
    RESEND.sent("bounced@customers.example");
    RESEND.sent("complained@customers.example");
    assertThat(good(RESEND.get("/suppressions")).get("data").size()).isZero();
    RESEND.advance(Duration.ofMinutes(1));
    assertThat(texts(good(RESEND.get("/suppressions")).get("data"), "origin"))
        .containsExactly("complaint", "bounce");
    String again = RESEND.sent("Bounced@customers.example");
    RESEND.advance(Duration.ofSeconds(1));
    assertThat(RESEND.lastEvent(again)).isEqualTo("suppressed");
    assertThat(RESEND.team().ledger().entries(RESEND.sandbox.clock().instant())).hasSize(2);
  }

  @Test
  void a_batch_is_all_or_nothing_unless_it_is_permissive() {
    refused(RESEND.post("/emails/batch", "{}"), 422, "validation_error");
    refused(RESEND.post("/emails/batch", "[]"), 422, "validation_error");
    String good = mail("delivered@resend.dev");
    refused(
        RESEND.post("/emails/batch", "[" + (good + ",").repeat(100) + good + "]"),
        422,
        "validation_error");
    String mixed = "[" + good + "," + mail("not an address") + "," + good + "]";
    refused(RESEND.post("/emails/batch", mixed), 422, "validation_error");
    refused(
        RESEND.post("/emails/batch", mixed, "x-batch-validation", "sloppy"),
        422,
        "invalid_parameter");
    refused(
        RESEND.post(
            "/emails/batch",
            "[" + mail("delivered@resend.dev", "'attachments':[{'path':'a'}]") + "]"),
        422,
        "validation_error");
    assertThat(RESEND.team().ledger().entries(Resend.NOW)).isEmpty();
    JsonNode answer = good(RESEND.post("/emails/batch", mixed, "x-batch-validation", "permissive"));
    assertThat(answer.get("data").size()).isEqualTo(2);
    assertThat(answer.get("errors").size()).isEqualTo(1);
    assertThat(answer.at("/errors/0/index").asInt()).isEqualTo(1);
    assertThat(answer.at("/errors/0/message").asString()).contains("`to`");
    assertThat(RESEND.team().ledger().entries(Resend.NOW)).hasSize(2);
  }

  @Test
  void the_same_key_sends_once_within_a_day() {
    String body = mail("delivered@resend.dev");
    refused(
        RESEND.post("/emails", body, "Idempotency-Key", "k".repeat(257)),
        400,
        "invalid_idempotency_key");
    String first =
        good(RESEND.post("/emails", body, "Idempotency-Key", "order-1")).get("id").asString();
    RESEND.advance(Duration.ofHours(23));
    assertThat(RESEND.post("/emails", body, "Idempotency-Key", "order-1").at("/id"))
        .isEqualTo(first);
    refused(
        RESEND.post("/emails", mail("bounced@resend.dev"), "Idempotency-Key", "order-1"),
        409,
        "invalid_idempotent_request");
    refused(
        RESEND.post("/emails/batch", "[" + body + "]", "Idempotency-Key", "order-1"),
        409,
        "invalid_idempotent_request");
    RESEND.advance(Duration.ofHours(1));
    assertThat(RESEND.post("/emails", body, "Idempotency-Key", "order-1").at("/id"))
        .isNotEqualTo(first);
    assertThat(RESEND.team().ledger().duplicates(RESEND.sandbox.clock().instant())).hasSize(1);
  }

  @Test
  void a_refused_send_leaves_its_key_free() {
    refused(
        RESEND.post("/emails", mail("nobody"), "Idempotency-Key", "order-2"),
        422,
        "validation_error");
    good(RESEND.post("/emails", mail("delivered@resend.dev"), "Idempotency-Key", "order-2"));
  }

  @Test
  void a_key_in_use_is_told_to_wait() throws Exception {
    RESEND.control("/teams/nordlicht", json("{'processingMillis':300}"));
    String body = mail("delivered@resend.dev");
    CompletableFuture<Client.Answer> slow =
        CompletableFuture.supplyAsync(
            () -> RESEND.post("/emails", body, "Idempotency-Key", "order-3"));
    Client.Answer other = RESEND.post("/emails", body, "Idempotency-Key", "order-3");
    Client.Answer first = slow.get();
    assertThat(List.of(first.status(), other.status())).containsExactlyInAnyOrder(200, 409);
    refused(first.status() == 409 ? first : other, 409, "concurrent_idempotent_requests");
    assertThat(RESEND.team().ledger().entries(Resend.NOW)).hasSize(1);
  }

  @Test
  void a_lost_answer_and_a_retry_with_the_same_key_send_once() {
    String body = mail("delivered@resend.dev");
    RESEND.sandbox.faults().add(Fault.once("resend.accepted-500", "/emails"));
    refused(RESEND.post("/emails", body, "Idempotency-Key", "order-4"), 500, "application_error");
    good(RESEND.post("/emails", body, "Idempotency-Key", "order-4"));
    JsonNode ledger =
        good(RESEND.client.get("/control/resend/ledger?key=order-4&to=delivered@resend.dev"));
    assertThat(ledger.get("count").asInt()).isEqualTo(1);
    assertThat(ledger.get("recipients").asInt()).isEqualTo(1);
    assertThat(ledger.get("duplicates").size()).isZero();
    assertThat(ledger.at("/entries/0/idempotencyKey").asString()).isEqualTo("order-4");
    good(RESEND.post("/emails", body));
    assertThat(good(RESEND.client.get("/control/resend/ledger")).get("duplicates").size())
        .isEqualTo(1);
  }
}
