package dev.tributary.engine.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.Retention;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.email.MailHouse.Mood;
import dev.tributary.spi.EmailTemplate;
import dev.tributary.store.EmailPersonStore;
import dev.tributary.store.EmailRecipient;
import dev.tributary.store.Suppression;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PersonsTest {
  private static final String ANN = "p00000@example.com";

  private final MailWorld world = new MailWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void one_recipient_is_handed_out_and_erased_and_still_gets_nothing() throws Exception {
    UUID batch = world.batch(2);
    world.sendAll();
    world.email.suppressions().add(world.workspace(), ANN, "Asked by phone.");
    Persons.Kept kept = world.email.persons().export(world.workspace(), "P00000@Example.com");
    assertThat(kept.batches())
        .singleElement()
        .satisfies(one -> assertThat(one.state()).isEqualTo(EmailRecipient.State.ACCEPTED));
    assertThat(kept.messages())
        .singleElement()
        .satisfies(one -> assertThat(one.address()).contains(ANN));
    assertThat(kept.suppressions()).hasSize(1);

    assertThat(world.email.persons().erase(world.workspace(), ANN))
        .isEqualTo(new EmailPersonStore.Erased(1, 1, 0, 1));
    assertThat(
            world.engine.number(
                """
                select (select count(*) from tributary.email_recipient where address = '%1$s')
                     + (select count(*) from tributary.email_message where address = '%1$s')
                     + (select count(*) from tributary.email_suppression where address = '%1$s')
                """
                    .formatted(ANN)))
        .isZero();
    assertThat(world.counts(batch))
        .as("counts stay")
        .isEqualTo(Map.of(EmailRecipient.State.ACCEPTED, 2L));
    UUID next = world.batch(2);
    assertThat(world.recipients(next, EmailRecipient.State.SUPPRESSED)).hasSize(1);
  }

  @Test
  void who_is_about_to_get_an_email_is_erased_after_that() throws Exception {
    world.batch(1);
    world.house.next(Mood.SENT_WITHOUT_A_WORD);
    world.sendAll();
    assertThatThrownBy(() -> world.email.persons().erase(world.workspace(), ANN))
        .isInstanceOfSatisfying(
            ConnectException.class, refused -> assertThat(refused.code()).isEqualTo("being_sent"));
    world.sendAllAfter(Duration.ofMinutes(2));
    world.email.persons().erase(world.workspace(), ANN);

    UUID waiting = world.batch(1);
    world.email.persons().erase(world.workspace(), ANN);
    world.sendAll();
    assertThat(world.house.sent()).hasSize(1);
    assertThat(world.counts(waiting)).isEqualTo(Map.of(EmailRecipient.State.CANCELLED, 1L));
  }

  @Test
  void what_is_kept_no_longer_is_deleted_and_suppressions_stay() throws Exception {
    world.batch(2);
    world.sendAll();
    world.email.suppressions().add(world.workspace(), ANN, "Asked by phone.");
    world.email.clean(world.now().plus(Retention.STANDARD.emailBatches()).minusSeconds(1));
    assertThat(world.engine.number("select count(*) from tributary.email_message")).isEqualTo(2);
    world.email.clean(world.now().plus(Retention.STANDARD.emailBatches()).plusSeconds(1));
    assertThat(
            world.engine.number(
                """
                select (select count(*) from tributary.email_message)
                     + (select count(*) from tributary.email_batch)
                     + (select count(*) from tributary.email_recipient)
                """))
        .isZero();
    assertThat(
            world
                .email
                .stores()
                .suppressions()
                .page(
                    world.workspace(),
                    Optional.of(Suppression.Origin.MANUAL),
                    Optional.empty(),
                    10))
        .hasSize(1);
  }

  @Test
  void templates_are_made_published_shown_copied_and_deleted() throws Exception {
    EmailTemplate.Content content =
        new EmailTemplate.Content(
            "hello",
            Optional.empty(),
            Optional.empty(),
            Optional.of("Hi"),
            List.of(),
            "<p>{{{NAME}}}</p>",
            Optional.empty(),
            List.of());
    Templates templates = world.email.templates();
    UUID account = world.account.id();
    assertThat(templates.create(world.workspace(), account, content).summary().status())
        .isEqualTo(EmailTemplate.Status.DRAFT);
    assertThat(templates.preview(world.workspace(), account, "hello", Map.of()).draft()).isTrue();
    templates.publish(world.workspace(), account, "hello");
    Templates.Shown shown =
        templates.preview(
            world.workspace(),
            account,
            "hello",
            Map.of("NAME", new dev.tributary.spi.TemplateValue.Text("Ann")));
    assertThat(shown.draft()).isFalse();
    assertThat(shown.preview().html()).isEqualTo("<p>Ann</p>");
    templates.update(world.workspace(), account, "hello", content);
    assertThat(templates.duplicate(world.workspace(), account, "hello").summary().id())
        .isEqualTo("hello-copy");
    assertThat(templates.list(world.workspace(), account, Optional.empty()).items()).hasSize(2);
    templates.delete(world.workspace(), account, "hello");
    assertThatThrownBy(() -> templates.publish(world.workspace(), account, "hello"))
        .hasMessage("There is no template hello.");
    assertThatThrownBy(() -> templates.duplicate(world.workspace(), account, "hello"))
        .hasMessage("There is no template hello.");
  }

  @Test
  void an_account_that_sends_no_email_says_so() {
    UUID site = world.engine.connect(1).id();
    assertThatThrownBy(
            () -> world.email.templates().list(world.workspace(), site, Optional.empty()))
        .isInstanceOfSatisfying(
            ConnectException.class, refused -> assertThat(refused.code()).isEqualTo("no_email"));
    assertThat(world.email.accounts(world.workspace())).hasSize(1);
  }
}
