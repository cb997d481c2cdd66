package dev.tributary.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.OutgoingEmail.Content.FromTemplate;
import dev.tributary.spi.OutgoingEmail.Content.Written;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EmailTest {

  @Test
  void an_email_without_a_word_is_refused() {
    assertThatThrownBy(() -> new Written(Optional.empty(), Optional.empty()))
        .hasMessage("an e-mail has HTML or text, or both");
    assertThat(new Written(Optional.empty(), Optional.of("Hello")).text()).contains("Hello");
    assertThat(new Written(Optional.of("<p>Hello</p>"), Optional.empty()).text()).isEmpty();
  }

  @Test
  void the_state_of_an_email_is_the_highest_whatever_came_last() {
    List<EmailState> told =
        new ArrayList<>(
            List.of(
                EmailState.SENT,
                EmailState.DELAYED,
                EmailState.DELIVERED,
                EmailState.OPENED,
                EmailState.CLICKED,
                EmailState.BOUNCED,
                EmailState.COMPLAINED));
    assertThat(told).isSorted();
    Collections.shuffle(told, new Random(7));
    assertThat(told.stream().reduce(EmailState.QUEUED, EmailState::or))
        .isEqualTo(EmailState.COMPLAINED);
  }

  @Test
  void the_same_email_goes_through_its_maps_in_one_order() {
    Map<String, String> headers = new HashMap<>();
    Map<String, TemplateValue> values = new HashMap<>();
    for (String name : List.of("gamma", "alpha", "epsilon", "beta", "delta")) {
      headers.put(name, "x");
      values.put(name, new TemplateValue.Text("x"));
    }
    OutgoingEmail email =
        new OutgoingEmail(
            "a@example.com",
            "b@example.com",
            "",
            List.of(),
            new FromTemplate("t", values),
            headers,
            headers,
            Optional.empty());
    List<String> order = List.of("alpha", "beta", "delta", "epsilon", "gamma");
    assertThat(email.headers().keySet()).containsExactlyElementsOf(order);
    assertThat(email.tags().keySet()).containsExactlyElementsOf(order);
    assertThat(((FromTemplate) email.content()).values().keySet()).containsExactlyElementsOf(order);
  }

  @Test
  void a_cancellation_that_lost_the_race_is_none() {
    assertThat(EmailState.CANCELED.or(EmailState.SENT)).isEqualTo(EmailState.SENT);
    assertThat(EmailState.CANCELED.or(EmailState.SCHEDULED)).isEqualTo(EmailState.CANCELED);
  }

  @Test
  void values_are_written_plainly() {
    assertThat(new TemplateValue.Text("Ada").text()).isEqualTo("Ada");
    assertThat(new TemplateValue.Decimal(new BigDecimal("1E+3")).text()).isEqualTo("1000");
  }

  @Test
  void what_was_handed_over_does_not_change_afterwards() {
    Map<String, TemplateValue> values = new HashMap<>();
    FromTemplate content = new FromTemplate("welcome", values);
    values.put("NAME", new TemplateValue.Text("Ada"));
    assertThat(content.values()).isEmpty();
    List<String> recipients = new ArrayList<>(List.of("ada@example.com"));
    EmailEvent event =
        new EmailEvent.Message(
            "e1",
            EmailState.SENT,
            Instant.EPOCH,
            recipients,
            "us@example.com",
            Map.of(),
            Optional.empty(),
            Optional.empty());
    recipients.clear();
    assertThat(event).extracting("recipients").isEqualTo(List.of("ada@example.com"));
  }

  @Test
  void an_event_of_a_provider_without_email_speaks_of_none() {
    assertThat(new WebhookReceiver.Event("k", "42", Instant.EPOCH, List.of(), "status").email())
        .isEmpty();
  }

  @Test
  void an_account_stays_as_listed_unless_the_adapter_leaves_something_open() {
    Account account = new Account("42", "Shop", ZoneOffset.UTC, Optional.empty(), Map.of());
    AccountLister lister = (_, _) -> List.of(account);
    assertThat(lister.chosen(account, Map.of("zone", "Europe/Warsaw"))).isEqualTo(account);
  }
}
