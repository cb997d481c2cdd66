package dev.tributary.resend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.EmailEvent;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.WebhookReceiver.Event;
import dev.tributary.spi.WebhookReceiver.Receipt;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveriesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String EMAIL =
      "\"email_id\":\"e1\",\"created_at\":\"2026-11-22T11:59:00.000Z\",\"from\":\"Acme <a@acme.com>\","
          + "\"to\":[\"x@customers.example\"],\"subject\":\"Hi\",\"tags\":{\"batch\":\"b1\"}";

  private static String body(String type, String data) {
    return "{\"type\":\"%s\",\"created_at\":\"2026-11-22T11:59:30.123Z\",\"data\":{%s}}"
        .formatted(type, data);
  }

  private static Receipt receive(String body) {
    return Deliveries.receive(
        SvixTest.headers(NOW, body), body.getBytes(UTF_8), Optional.of(SvixTest.SECRET), NOW);
  }

  private static Event event(String type, String data) {
    assertThat(receive(body(type, data))).as(type).isInstanceOf(Receipt.Accepted.class);
    return ((Receipt.Accepted) receive(body(type, data))).events().getFirst();
  }

  private static EmailEvent.Message message(String type, String data) {
    return (EmailEvent.Message) event(type, data).email().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "email.sent, SENT",
    "email.delivered, DELIVERED",
    "email.delivery_delayed, DELAYED",
    "email.bounced, BOUNCED",
    "email.complained, COMPLAINED",
    "email.opened, OPENED",
    "email.clicked, CLICKED",
    "email.failed, FAILED",
    "email.scheduled, SCHEDULED",
    "email.suppressed, SUPPRESSED"
  })
  void an_event_about_an_email_names_it_and_its_state(String type, EmailState state) {
    Event event = event(type, EMAIL);
    assertThat(event.key()).as("by the delivery").isEqualTo("msg_1");
    assertThat(event.account()).as("nothing names the team").isEmpty();
    assertThat(event.streams()).isEmpty();
    assertThat(event.email())
        .contains(
            new EmailEvent.Message(
                "e1",
                state,
                Instant.parse("2026-11-22T11:59:30.123Z"),
                List.of("x@customers.example"),
                "Acme <a@acme.com>",
                Map.of("batch", "b1"),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void every_type_is_taken() {
    assertThat(Deliveries.TYPES).hasSize(17).doesNotHaveDuplicates();
    for (String type : Deliveries.TYPES) {
      assertThat(event(type, EMAIL).what()).isEqualTo(type.replace('.', ' ').replace('_', ' '));
    }
    assertThat(event("email.received", EMAIL).email()).isEmpty();
    assertThat(event("email.invented_tomorrow", EMAIL).email()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Permanent, NoEmail, PERMANENT",
    "Transient, NoEmail, TRANSIENT",
    "Transient, MailboxFull, TRANSIENT",
    "Undetermined, Undetermined, UNDETERMINED",
    "permanent, General, PERMANENT",
    "Tomorrow, General, UNDETERMINED"
  })
  void a_bounce_is_told_apart_by_its_type_alone(String type, String subType, Bounce.Kind kind) {
    EmailEvent.Message message =
        message(
            "email.bounced",
            EMAIL
                + ",\"bounce\":{\"type\":\"%s\",\"subType\":\"%s\",\"message\":\"no\\nuser\","
                    .formatted(type, subType)
                + "\"diagnosticCode\":[\"smtp; 550 5.1.1 user unknown\"]}");
    assertThat(message.bounce())
        .contains(new Bounce(kind, subType, "no user", List.of("smtp; 550 5.1.1 user unknown")));
  }

  @ParameterizedTest
  @CsvSource({
    "'email.failed', '\"failed\":{\"reason\":\"reached_daily_quota\"}', reached_daily_quota",
    "'email.suppressed', '\"suppressed\":{\"reason\":\"previous_bounce\"}', previous_bounce",
    "'email.clicked', '\"click\":{\"link\":\"https://acme.com/shop\"}', https://acme.com/shop"
  })
  void the_reason_or_the_link_is_kept(String type, String more, String detail) {
    assertThat(message(type, EMAIL + "," + more).detail()).contains(detail);
  }

  @Test
  void a_detail_without_end_is_cut_and_so_is_a_list() {
    String data =
        EMAIL
            + ",\"click\":{\"link\":\""
            + "x".repeat(5_000)
            + "\"},\"bounce\":{\"diagnosticCode\":["
            + "\"a\",".repeat(99)
            + "\"a\"]}";
    EmailEvent.Message message = message("email.clicked", data);
    assertThat(message.detail().orElseThrow()).hasSize(501);
    assertThat(message.bounce().orElseThrow().diagnostics()).hasSize(20);
  }

  @Test
  void a_recipient_may_be_a_text_or_a_list() {
    assertThat(
            message("email.sent", EMAIL.replace("[\"x@customers.example\"]", "\"x@y.example\""))
                .recipients())
        .containsExactly("x@y.example");
    assertThat(message("email.sent", "\"email_id\":\"e1\"").recipients()).isEmpty();
  }

  @Test
  void a_contact_that_unsubscribes_is_told() {
    String contact = "\"email\":\"x@customers.example\",\"unsubscribed\":%s";
    assertThat(event("contact.updated", contact.formatted(true)).email())
        .contains(
            new EmailEvent.Contact(
                "x@customers.example", true, Instant.parse("2026-11-22T11:59:30.123Z")));
    assertThat(event("contact.created", contact.formatted(false)).email())
        .get()
        .extracting("unsubscribed")
        .isEqualTo(false);
    assertThat(event("contact.deleted", contact.formatted(false)).email()).isEmpty();
    assertThat(event("contact.updated", "\"id\":\"c1\"").email()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"domain.created", "domain.updated", "domain.deleted"})
  void a_domain_that_changed_is_read_again(String type) {
    Event event = event(type, "\"id\":\"d1\",\"name\":\"acme.com\"");
    assertThat(event.streams()).containsExactly("domains");
    assertThat(event.email()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "[]",
        "{}",
        "{\"type\":\"email.sent\",\"data\":{\"email_id\":\"e1\"}}",
        "{\"type\":\"email.sent\",\"created_at\":\"soon\",\"data\":{\"email_id\":\"e1\"}}",
        "{\"type\":\"email.sent\",\"created_at\":\"2026-11-22T11:59:30Z\",\"data\":[]}",
        "{\"type\":\"email.sent\",\"created_at\":\"2026-11-22T11:59:30Z\",\"data\":{}}",
        "{\"type\":\"email.sent\",\"created_at\":\"2026-11-22T11:59:30Z\"}"
      })
  void what_is_signed_and_makes_no_sense_is_refused_without_its_words(String body) {
    assertThat(receive(body))
        .isInstanceOfSatisfying(
            Receipt.Refused.class,
            refused -> assertThat(refused.reason()).doesNotContain("e1").endsWith("."));
  }

  @Test
  void without_a_secret_nothing_is_believed() {
    String body = body("email.sent", EMAIL);
    assertThat(
            Deliveries.receive(
                SvixTest.headers(NOW, body), body.getBytes(UTF_8), Optional.empty(), NOW))
        .isInstanceOf(Receipt.Refused.class);
    assertThat(
            Deliveries.receive(Map.of(), body.getBytes(UTF_8), Optional.of(SvixTest.SECRET), NOW))
        .isInstanceOf(Receipt.Refused.class);
  }
}
