package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.sandbox.resend.Teams;
import dev.tributary.sandbox.resend.mail.Email;
import dev.tributary.spi.Call;
import dev.tributary.spi.EmailSender.Outcome;
import dev.tributary.spi.EmailSender.Reason;
import dev.tributary.spi.EmailSender.Result;
import dev.tributary.spi.EmailTemplate;
import dev.tributary.spi.Failure;
import dev.tributary.spi.OutgoingEmail;
import dev.tributary.spi.RequestObserver;
import dev.tributary.spi.TemplateValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendingTest extends SandboxedTest {
  static final String FROM = "Nordlicht <hello@" + Teams.SHOP_DOMAIN + ">";

  static OutgoingEmail email(String to) {
    return email(
        FROM,
        to,
        new OutgoingEmail.Content.Written(Optional.of("<p>Hello</p>"), Optional.of("Hello")),
        Optional.empty());
  }

  static OutgoingEmail email(
      String from, String to, OutgoingEmail.Content content, Optional<Instant> at) {
    return new OutgoingEmail(
        from,
        to,
        "Your order",
        List.of("help@nordlicht.example"),
        content,
        Map.of("List-Unsubscribe", "<https://kpi.example/u/1>"),
        Map.of("batch", "b-1"),
        at);
  }

  private List<Result> send(List<OutgoingEmail> emails, String key) throws Exception {
    Outcome outcome = adapter.send(team, emails, key, call());
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    return ((Outcome.Answered) outcome).results();
  }

  private Collection<Email> sent() {
    return sandbox.resend().nordlicht().mailbox().emails().all();
  }

  @Test
  void a_batch_is_sent_as_written_and_every_email_gets_an_id() throws Exception {
    Outcome outcome =
        adapter.send(
            team,
            List.of(email("delivered+1@resend.dev"), email("delivered+2@resend.dev")),
            "b-1/0/abc",
            call());
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Answered.class,
            answered -> {
              assertThat(answered.results())
                  .hasSize(2)
                  .allMatch(result -> result instanceof Result.Accepted);
              assertThat(answered.quotas()).extracting("bucket").containsExactly("requests");
            });
    assertThat(sent()).hasSize(2);
    Email first = sent().iterator().next();
    assertThat(first.message().headers()).containsKey("List-Unsubscribe");
    assertThat(first.message().tags()).containsEntry("batch", "b-1");
    assertThat(first.message().replyTo()).containsExactly("help@nordlicht.example");
    assertThat(first.message().html()).isEqualTo("<p>Hello</p>");
  }

  @Test
  void the_same_emails_with_the_same_key_are_sent_once() throws Exception {
    List<OutgoingEmail> emails = List.of(email("delivered@resend.dev"));
    List<Result> first = send(emails, "k");
    assertThat(send(emails, "k")).isEqualTo(first);
    assertThat(sent()).hasSize(1);
    assertThat(
            failure(
                () -> adapter.send(team, List.of(email("delivered+9@resend.dev")), "k", call())))
        .as("a key of other e-mails")
        .isInstanceOf(Failure.InvalidRequest.class);
    assertThat(sent()).hasSize(1);
    assertThat(adapter.keyLasts()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void one_bad_address_among_a_hundred_stops_nobody_else() throws Exception {
    List<OutgoingEmail> emails = new ArrayList<>();
    for (int n = 0; n < adapter.emailsMax(); n++) {
      emails.add(email(n == 37 ? "no address" : "delivered+" + n + "@resend.dev"));
    }
    List<Result> results = send(emails, "k");
    assertThat(results).hasSize(100);
    for (int n = 0; n < 100; n++) {
      if (n == 37) {
        assertThat(results.get(n))
            .isInstanceOfSatisfying(
                Result.Refused.class,
                refused -> assertThat(refused.reason()).isEqualTo(Reason.RECIPIENT));
      } else {
        String id = ((Result.Accepted) results.get(n)).id();
        assertThat(adapter.email(team, id, call()).orElseThrow().recipients())
            .as("ids keep to their e-mails")
            .containsExactly("delivered+" + n + "@resend.dev");
      }
    }
  }

  @Test
  void a_sender_without_a_verified_domain_is_named() throws Exception {
    OutgoingEmail strange =
        email(
            "us@" + Teams.NEW_DOMAIN,
            "delivered@resend.dev",
            new OutgoingEmail.Content.Written(Optional.empty(), Optional.of("Hello")),
            Optional.empty());
    assertThat(send(List.of(strange, email("delivered@resend.dev")), "k"))
        .first()
        .isInstanceOfSatisfying(
            Result.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.SENDER));
    fault("resend.validation_error.403", BATCH);
    assertThat(failure(() -> adapter.send(team, List.of(strange), "k2", call())))
        .isInstanceOf(Failure.InvalidRequest.class);
  }

  @Test
  void templates_take_texts_and_numbers_and_say_what_is_missing_or_a_draft() throws Exception {
    String id =
        adapter.createTemplate(
            team,
            new EmailTemplate.Content(
                "Order",
                Optional.of("order"),
                Optional.empty(),
                Optional.of("Order {{{NUMBER}}}"),
                List.of(),
                "<p>{{{NAME}}}, {{{NUMBER}}}</p>",
                Optional.empty(),
                List.of(
                    new EmailTemplate.Variable(
                        "NAME", EmailTemplate.Variable.Type.TEXT, Optional.empty()),
                    new EmailTemplate.Variable(
                        "NUMBER", EmailTemplate.Variable.Type.NUMBER, Optional.of("7")))),
            call());
    OutgoingEmail whole =
        email(
            FROM,
            "delivered@resend.dev",
            new OutgoingEmail.Content.FromTemplate(
                "order",
                Map.of(
                    "NAME", new TemplateValue.Text("Ada"),
                    "NUMBER", new TemplateValue.Decimal(new BigDecimal("41.5")))),
            Optional.empty());
    OutgoingEmail without =
        email(
            FROM,
            "delivered@resend.dev",
            new OutgoingEmail.Content.FromTemplate("order", Map.of()),
            Optional.empty());
    assertThat(send(List.of(whole), "draft").getFirst())
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.TEMPLATE);
              assertThat(refused.message()).contains("draft");
            });
    assertThat(adapter.publishTemplate(team, id, call())).isTrue();
    List<Result> results = send(List.of(whole, without), "published");
    assertThat(results.get(0)).isInstanceOf(Result.Accepted.class);
    assertThat(results.get(1))
        .isInstanceOfSatisfying(
            Result.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.VARIABLE));
    assertThat(sent().iterator().next().message().html()).isEqualTo("<p>Ada, 41.5</p>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resend.accepted-500",
        "resend.application_error",
        "resend.service_unavailable",
        "resend.concurrent_idempotent_requests",
        "resend.resource_locked",
        "reset"
      })
  void an_outcome_that_nobody_knows_is_found_out_with_the_same_key(String kind) throws Exception {
    List<OutgoingEmail> emails = List.of(email("delivered@resend.dev"));
    fault(kind, BATCH);
    assertThat(adapter.send(team, emails, "k", call())).isInstanceOf(Outcome.Unknown.class);
    assertThat(send(emails, "k")).hasSize(1);
    assertThat(sent()).as("sent once").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "resend.rate_limit_exceeded, Throttled",
    "resend.daily_quota_exceeded, QuotaExhausted",
    "resend.monthly_quota_exceeded, QuotaExhausted",
    "resend.invalid_api_key, GrantRejected",
    "resend.missing_required_field, InvalidRequest",
    "resend.invalid_idempotent_request, InvalidRequest"
  })
  void what_resend_refuses_was_surely_not_sent(String kind, String failure) {
    fault(kind, BATCH);
    assertThat(
            failure(() -> adapter.send(team, List.of(email("delivered@resend.dev")), "k", call()))
                .getClass()
                .getSimpleName())
        .isEqualTo(failure);
    assertThat(sent()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not JSON",
        "[]",
        "{}",
        "{\"data\":[]}",
        "{\"data\":[{}]}",
        "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}",
        "{\"data\":[],\"errors\":[{\"index\":1,\"message\":\"x\"}]}",
        "{\"data\":[],\"errors\":[{\"message\":\"x\"}]}",
        "{\"data\":[],\"errors\":[{\"index\":0,\"message\":\"x\"},{\"index\":0,\"message\":\"y\"}]}"
      })
  void an_answer_that_fits_no_email_leaves_the_outcome_unknown(String body) throws Exception {
    answer(BATCH, 200, body);
    assertThat(adapter.send(team, List.of(email("delivered@resend.dev")), "k", call()))
        .isInstanceOfSatisfying(
            Outcome.Unknown.class,
            unknown -> assertThat(unknown.cause()).isInstanceOf(Failure.Malformed.class));
  }

  @Test
  void without_time_nothing_is_sent_and_that_is_sure() {
    Call late = new Call(() -> NOW, NOW, () -> false, RequestObserver.NONE);
    assertThat(failure(() -> adapter.send(team, List.of(email("delivered@resend.dev")), "k", late)))
        .isInstanceOf(Failure.Network.class);
    assertThat(asked(BATCH)).isZero();
  }

  @Test
  void a_batch_and_a_key_have_their_sizes() {
    List<OutgoingEmail> many = Collections.nCopies(101, email("delivered@resend.dev"));
    assertThatThrownBy(() -> adapter.send(team, many, "k", call()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> adapter.send(team, List.of(), "k", call()))
        .isInstanceOf(IllegalArgumentException.class);
    for (String bad : List.of("", "x".repeat(257), "a b", "ä")) {
      assertThatThrownBy(() -> adapter.send(team, many.subList(0, 1), bad, call()))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_scheduled_email_can_be_moved_and_taken_back_until_it_is_sent() throws Exception {
    Instant tomorrow = NOW.plus(Duration.ofDays(1));
    OutgoingEmail later =
        email(FROM, "delivered@resend.dev", email("x").content(), Optional.of(tomorrow));
    List<Result> results = send(List.of(later, email("delivered@resend.dev")), "k");
    String scheduled = ((Result.Accepted) results.get(0)).id();
    String gone = ((Result.Accepted) results.get(1)).id();
    assertThat(adapter.reschedule(team, scheduled, tomorrow.plusSeconds(60), call())).isTrue();
    assertThat(adapter.cancel(team, scheduled, call())).isTrue();
    sandbox.clock().freezeAt(NOW.plusSeconds(60));
    assertThat(adapter.cancel(team, gone, call())).isFalse();
    assertThat(adapter.reschedule(team, gone, tomorrow, call())).isFalse();
    assertThat(adapter.cancel(team, "no/such id", call())).isFalse();
    fault("resend.service_unavailable", "POST /emails/");
    assertThat(failure(() -> adapter.cancel(team, scheduled, call())))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "Missing value for the template variable `NAME`., VARIABLE",
    "Template not found, TEMPLATE",
    "Invalid `from` field., SENDER",
    "The x.example domain is not verified., SENDER",
    "Invalid `to` field. The email address needs to follow the format., RECIPIENT",
    "Something else., OTHER"
  })
  void the_words_tell_why(String message, Reason reason) {
    assertThat(Sending.reason(message)).isEqualTo(reason);
  }
}
