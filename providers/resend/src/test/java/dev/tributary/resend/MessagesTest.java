package dev.tributary.resend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.Cursor;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.Failure;
import dev.tributary.spi.ListPage;
import dev.tributary.spi.OutgoingEmail;
import dev.tributary.spi.SentEmail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest extends SandboxedTest {

  private void send(int count, String word) throws Exception {
    List<OutgoingEmail> emails = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      emails.add(SendingTest.email(word + "+" + n + "@resend.dev"));
    }
    adapter.send(team, emails, word + count + sandbox.clock().instant(), call());
  }

  @Test
  void all_emails_are_walked_through_newest_first() throws Exception {
    send(100, "delivered");
    sandbox.clock().freezeAt(NOW.plusSeconds(60));
    send(50, "bounced");
    sandbox.clock().freezeAt(NOW.plusSeconds(120));
    List<SentEmail> all = new ArrayList<>();
    Optional<Cursor> cursor = Optional.empty();
    int pages = 0;
    do {
      ListPage<SentEmail> page = adapter.emails(team, cursor, call());
      all.addAll(page.items());
      cursor = page.next();
      pages++;
    } while (cursor.isPresent() && pages < 10);
    assertThat(pages).isEqualTo(2);
    assertThat(all).hasSize(150).extracting(SentEmail::id).doesNotHaveDuplicates();
    assertThat(all).isSortedAccordingTo((a, b) -> b.createdAt().compareTo(a.createdAt()));
    assertThat(all.getFirst().state()).isEqualTo(EmailState.BOUNCED);
    assertThat(all.getLast().state()).isEqualTo(EmailState.DELIVERED);
  }

  @Test
  void an_email_that_nobody_knows_is_none() throws Exception {
    assertThat(adapter.email(team, "00000000-0000-0000-0000-000000000000", call())).isEmpty();
    fault("resend.service_unavailable", "GET /emails/");
    assertThat(failure(() -> adapter.email(team, "x", call())))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void one_email_tells_its_bounce_and_its_time_in_the_apis_own_form() throws Exception {
    answer(
        "GET /emails/e1",
        200,
        "{\"id\":\"e1\",\"to\":[\"x@y.example\"],\"from\":\"a@b.example\",\"subject\":\"Hi\","
            + "\"created_at\":\"2023-04-03 22:13:42.674981+00\",\"last_event\":\"bounced\","
            + "\"bounce\":{\"type\":\"Transient\",\"subType\":\"MailboxFull\",\"message\":\"full\"}}");
    assertThat(adapter.email(team, "e1", call()))
        .contains(
            new SentEmail(
                "e1",
                EmailState.BOUNCED,
                Instant.parse("2023-04-03T22:13:42.674981Z"),
                List.of("x@y.example"),
                "a@b.example",
                "Hi",
                Optional.of(new Bounce(Bounce.Kind.TRANSIENT, "MailboxFull", "full", List.of()))));
    answer("GET /emails/e1", 200, "{\"id\":\"e1\",\"last_event\":\"sent\"}");
    assertThat(failure(() -> adapter.email(team, "e1", call())))
        .isInstanceOf(Failure.Malformed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "queued, QUEUED",
    "scheduled, SCHEDULED",
    "canceled, CANCELED",
    "sent, SENT",
    "delivery_delayed, DELAYED",
    "failed, FAILED",
    "suppressed, SUPPRESSED",
    "delivered, DELIVERED",
    "opened, OPENED",
    "clicked, CLICKED",
    "bounced, BOUNCED",
    "complained, COMPLAINED"
  })
  void every_state_has_its_word(String word, EmailState state) {
    assertThat(Messages.state(word)).contains(state);
    assertThat(Messages.state(word + "?")).isEmpty();
  }
}
