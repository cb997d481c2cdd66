package dev.tributary.engine.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.email.MailHouse.Mood;
import dev.tributary.spi.EmailTemplate;
import dev.tributary.store.EmailBatch;
import dev.tributary.store.EmailChunk;
import dev.tributary.store.EmailMessageStore.EmailFigures;
import dev.tributary.store.EmailRecipient;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Suppression;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmailSendingTest {
  private final MailWorld world = new MailWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private void refusedWith(
      String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable deed) {
    assertThatThrownBy(deed)
        .isInstanceOfSatisfying(
            ConnectException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private EmailChunk onlyParked(UUID batch) {
    return world.email.stores().parking().parked(world.workspace(), batch).getFirst();
  }

  // --- what goes wrong ---

  @Test
  void an_answer_that_was_lost_is_asked_for_again_and_nobody_gets_it_twice() throws Exception {
    UUID batch = world.batch(150);
    world.house.next(Mood.SENT_WITHOUT_A_WORD, Mood.SENT_AND_BROKE);
    world.sendAll();
    assertThat(world.counts(batch)).containsEntry(EmailRecipient.State.WAITING, 150L);
    assertThat(world.house.sent()).hasSize(150);

    world.sendAllAfter(Duration.ofMinutes(2));
    assertThat(world.house.sent()).doesNotHaveDuplicates().hasSize(150);
    assertThat(world.counts(batch)).isEqualTo(Map.of(EmailRecipient.State.ACCEPTED, 150L));
    assertThat(world.find(batch).state()).isEqualTo(EmailBatch.State.DONE);
  }

  @Test
  void what_nobody_knows_for_a_day_waits_for_a_person_who_has_it_sent_again() throws Exception {
    UUID batch = world.batch(3);
    world.house.next(Mood.LOST);
    world.sendAll();
    world.engine.clock.move(Duration.ofHours(24));
    world.sendAll();
    assertThat(world.house.sent()).as("nothing was sent on a guess").isEmpty();
    assertThat(world.counts(batch)).isEqualTo(Map.of(EmailRecipient.State.UNKNOWN, 3L));
    assertThat(onlyParked(batch).error().orElseThrow().code()).isEqualTo("outcome_unknown");
    assertThat(world.notices())
        .containsExactly("Nobody knows whether some e-mails of \"News\" were sent");

    world.email.batches().decide(world.workspace(), batch, 0, true);
    world.sendAll();
    assertThat(world.house.sent()).hasSize(3);
    assertThat(world.find(batch).state()).isEqualTo(EmailBatch.State.DONE);
    assertThat(world.notices()).isEmpty();
    refusedWith(
        "not_parked", () -> world.email.batches().decide(world.workspace(), batch, 0, true));
  }

  @Test
  void what_the_provider_took_and_told_nothing_of_since_is_counted_apart() throws Exception {
    world.batch(3);
    world.sendAll();
    EmailFigures figures =
        world
            .email
            .stores()
            .messages()
            .figures(world.workspace(), world.account.id(), world.now().minusSeconds(60));
    assertThat(figures.accepted()).isEqualTo(3);
    assertThat(figures.sent()).isZero();
  }

  @Test
  void who_leaves_it_at_that_sends_nothing() throws Exception {
    UUID batch = world.batch(2);
    world.house.next(Mood.SENT_WITHOUT_A_WORD);
    world.sendAll();
    // Nobody tries it for a day, because the batch stands still.
    world.engine.execute(
        "update tributary.email_batch set state = 'stopped', reason_code = 'x', reason = 'X.'");
    world.engine.clock.move(Duration.ofHours(25));
    world.email.byHand().parkOverdue();
    assertThat(world.counts(batch)).isEqualTo(Map.of(EmailRecipient.State.UNKNOWN, 2L));

    world.email.batches().decide(world.workspace(), batch, 0, false);
    world.email.batches().resume(world.workspace(), batch);
    world.sendAll();
    assertThat(world.house.sent()).hasSize(2);
    assertThat(world.counts(batch)).isEqualTo(Map.of(EmailRecipient.State.UNKNOWN, 2L));
    assertThat(world.find(batch).state())
        .as("it has nothing left to send")
        .isEqualTo(EmailBatch.State.DONE);
  }

  @Test
  void a_quota_in_mid_batch_waits_and_costs_no_try() throws Exception {
    UUID batch = world.batch(250);
    world.house.next(Mood.FINE, Mood.QUOTA);
    world.sendAll();
    assertThat(world.house.sent()).hasSize(100);
    EmailBatch.Waiting waiting = world.find(batch).waiting().orElseThrow();
    assertThat(waiting.until()).isEqualTo(world.now().plus(MailAdapter.QUOTA_LASTS));
    assertThat(waiting.reason()).contains("the quota daily is used up");
    assertThat(world.house.requests()).as("nobody asks in vain").isEqualTo(2);
    assertThat(world.engine.number("select max(tries) from tributary.email_chunk")).isOne();

    world.sendAllAfter(MailAdapter.QUOTA_LASTS.plusSeconds(1));
    assertThat(world.house.sent()).doesNotHaveDuplicates().hasSize(250);
    assertThat(world.find(batch).state()).isEqualTo(EmailBatch.State.DONE);
  }

  @Test
  void a_provider_that_asks_for_patience_gets_it() throws Exception {
    UUID batch = world.batch(1);
    world.house.next(Mood.THROTTLED);
    assertThat(world.sendAll()).isOne();
    assertThat(world.find(batch).waiting().orElseThrow().until())
        .isEqualTo(world.now().plus(MailAdapter.RETRY_AFTER));
    assertThat(world.sendAllAfter(MailAdapter.RETRY_AFTER.minusSeconds(1))).isZero();
    world.sendAllAfter(Duration.ofSeconds(1));
    assertThat(world.house.sent()).hasSize(1);
  }

  @Test
  void a_provider_that_is_down_is_asked_on_the_ladder_and_then_the_batch_stops() throws Exception {
    UUID batch = world.batch(2);
    for (int n = 0; n < 6; n++) {
      world.house.next(Mood.DOWN);
      assertThat(world.find(batch).state()).isEqualTo(EmailBatch.State.SENDING);
      world.sendAllAfter(Duration.ofMinutes(20));
    }
    assertThat(world.find(batch).state()).isEqualTo(EmailBatch.State.STOPPED);
    assertThat(world.notices()).containsExactly("The e-mails \"News\" stopped");

    world.email.batches().resume(world.workspace(), batch);
    assertThat(world.notices()).isEmpty();
    world.sendAll();
    assertThat(world.house.sent()).hasSize(2);
    refusedWith("batch_not_stopped", () -> world.email.batches().resume(world.workspace(), batch));
  }

  @Test
  void an_unverified_domain_stops_the_batch_until_a_person_saw_to_it() throws Exception {
    UUID batch = world.batch(101);
    world.house.next(Mood.DOMAIN_UNVERIFIED);
    world.sendAll();
    assertThat(world.house.sent()).isEmpty();
    assertThat(world.find(batch).reason().orElseThrow().sentence())
        .isEqualTo("The domain is not verified. Verify it at Mail.");
    world.email.batches().resume(world.workspace(), batch);
    world.sendAll();
    assertThat(world.house.sent()).doesNotHaveDuplicates().hasSize(101);
  }

  @Test
  void what_may_have_been_sent_and_is_refused_now_waits_for_a_person() throws Exception {
    UUID batch = world.batch(1);
    world.house.next(Mood.SENT_WITHOUT_A_WORD, Mood.DOMAIN_UNVERIFIED);
    world.sendAll();
    world.sendAllAfter(Duration.ofMinutes(2));
    assertThat(world.counts(batch)).isEqualTo(Map.of(EmailRecipient.State.UNKNOWN, 1L));
    assertThat(world.find(batch).state()).isEqualTo(EmailBatch.State.DONE);
  }

  @Test
  void a_key_that_is_refused_waits_for_another_one() throws Exception {
    UUID batch = world.batch(1);
    world.house.next(Mood.KEY_UNKNOWN);
    world.sendAll();
    assertThat(world.engine.again(world.account).state())
        .isEqualTo(IntegrationState.RECONNECT_NEEDED);
    assertThat(world.sendAllAfter(Duration.ofHours(1))).isZero();
    world.engine.execute(
        "update tributary.integration set state = 'active', reason = null, reason_code = null");
    world.engine.execute("update tributary.provider_grant set state = 'active', reason = null");
    world.engine.stores.schedule().rebuild(world.now());
    world.sendAll();
    assertThat(world.counts(batch)).isEqualTo(Map.of(EmailRecipient.State.ACCEPTED, 1L));
  }

  @Test
  void one_bad_address_among_a_hundred_is_refused_alone() throws Exception {
    world.house.refuses("p00041@example.com");
    UUID batch = world.batch(100);
    world.sendAll();
    assertThat(world.house.sent()).hasSize(99);
    assertThat(world.recipients(batch, EmailRecipient.State.REFUSED))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.address()).contains("p00041@example.com");
          assertThat(one.reason().orElseThrow())
              .isEqualTo(new EmailBatch.Reason("recipient_refused", "This is no address."));
        });
    assertThat(world.recipients(batch, EmailRecipient.State.ACCEPTED))
        .allSatisfy(one -> assertThat(one.messageId()).isPresent());
  }

  // --- what is found before anything is sent ---

  private static EmailTemplate.Content content(EmailTemplate.Variable... variables) {
    return new EmailTemplate.Content(
        "Welcome",
        Optional.empty(),
        Optional.empty(),
        Optional.of("Welcome"),
        List.of(),
        "<p>{{{NAME}}}</p>",
        Optional.empty(),
        List.of(variables));
  }

  private static EmailTemplate.Variable variable(
      String key, EmailTemplate.Variable.Type type, String fallback) {
    return new EmailTemplate.Variable(
        key, type, fallback.isEmpty() ? Optional.empty() : Optional.of(fallback));
  }

  @Test
  void a_missing_variable_and_a_draft_keep_everything_from_being_sent() throws Exception {
    world
        .adapter()
        .put(
            "welcome",
            EmailTemplate.Status.DRAFT,
            content(
                variable("NAME", EmailTemplate.Variable.Type.TEXT, ""),
                variable("POINTS", EmailTemplate.Variable.Type.NUMBER, ""),
                variable("CITY", EmailTemplate.Variable.Type.TEXT, "Berlin"),
                variable("EXTRA", EmailTemplate.Variable.Type.OBJECT, "")));
    UUID batch =
        world.draft(EmailBatch.Kind.TRANSACTIONAL, MailWorld.template("welcome"), Optional.empty());
    assertThat(
            world.email.batches().check(world.workspace(), batch).troubles().stream()
                .map(Readiness.Trouble::code))
        .containsExactly("no_recipients", "template_draft", "variable_unsupported");
    world
        .email
        .batches()
        .add(
            world.workspace(),
            batch,
            List.of(
                new Batches.Person("ann@example.com", Map.of("NAME", "Ann", "POINTS", "many")),
                new Batches.Person("bob@example.com", Map.of("NAME", "Bob", "SHOE", "43"))));
    assertThat(
            world.email.batches().check(world.workspace(), batch).troubles().stream()
                .map(Readiness.Trouble::sentence))
        .contains(
            "The template \"Welcome\" is a draft, which cannot be sent. Publish it first.",
            "The template has no variable SHOE, for which recipients have values.",
            "ann@example.com has no value that fits the variable POINTS.",
            "bob@example.com has no value that fits the variable POINTS.");
    refusedWith("template_draft", () -> world.email.batches().send(world.workspace(), batch));
    world.sendAll();
    assertThat(world.house.requests()).isZero();
    assertThat(world.find(batch).state()).isEqualTo(EmailBatch.State.DRAFT);
  }

  @Test
  void a_template_that_is_gone_and_values_without_one_are_told() throws Exception {
    UUID gone =
        world.draft(EmailBatch.Kind.TRANSACTIONAL, MailWorld.template("gone"), Optional.empty());
    world.email.batches().add(world.workspace(), gone, MailWorld.people(0, 1));
    refusedWith("template_unknown", () -> world.email.batches().send(world.workspace(), gone));

    UUID written = world.draft(EmailBatch.Kind.TRANSACTIONAL, MailWorld.letter(), Optional.empty());
    world
        .email
        .batches()
        .add(
            world.workspace(),
            written,
            List.of(new Batches.Person("ann@example.com", Map.of("NAME", "Ann"))));
    refusedWith("variable_unknown", () -> world.email.batches().send(world.workspace(), written));
  }

  @Test
  void values_reach_the_recipient_they_are_of_and_numbers_stay_numbers() throws Exception {
    world
        .adapter()
        .put(
            "welcome",
            EmailTemplate.Status.PUBLISHED,
            content(
                variable("NAME", EmailTemplate.Variable.Type.TEXT, ""),
                variable("POINTS", EmailTemplate.Variable.Type.NUMBER, "0"),
                variable(Composer.LINK, EmailTemplate.Variable.Type.TEXT, "")));
    UUID batch =
        world.draft(EmailBatch.Kind.MARKETING, MailWorld.template("welcome"), Optional.empty());
    world
        .email
        .batches()
        .add(
            world.workspace(),
            batch,
            List.of(
                new Batches.Person("Ann@Example.com ", Map.of("NAME", "Ann", "POINTS", "1.50")),
                new Batches.Person("bob@example.com", Map.of("NAME", "Bob"))));
    world.email.batches().send(world.workspace(), batch);
    world.sendAll();
    assertThat(world.house.bodies())
        .satisfiesExactly(
            ann ->
                assertThat(ann)
                    .startsWith("ann@example.com\n")
                    .contains("NAME=Text[text=Ann]", "POINTS=Decimal[number=1.50]")
                    .contains("UNSUBSCRIBE_LINK=Text[text=https://tributary.example/unsubscribe/"),
            bob -> assertThat(bob).contains("NAME=Text[text=Bob]").doesNotContain("POINTS"));
  }

  // --- who gets it ---

  @Test
  void marketing_carries_links_that_unsubscribe_exactly_its_recipient() throws Exception {
    world.batch(EmailBatch.Kind.MARKETING, 2);
    world.sendAll();
    String body = world.house.bodies().getFirst();
    assertThat(body).contains("List-Unsubscribe-Post=List-Unsubscribe=One-Click");
    int at = body.indexOf(UnsubscribeLinks.PATH) + UnsubscribeLinks.PATH.length();
    String token = body.substring(at, body.indexOf('>', at));
    world.email.suppressions().unsubscribe(world.email.links().read(token).orElseThrow());
    world.email.suppressions().unsubscribe(world.email.links().read(token).orElseThrow());

    UUID more = world.batch(EmailBatch.Kind.MARKETING, 2);
    UUID order = world.batch(EmailBatch.Kind.TRANSACTIONAL, 2);
    world.sendAll();
    assertThat(world.recipients(more, EmailRecipient.State.SUPPRESSED))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.address()).contains("p00000@example.com");
          assertThat(one.reason().orElseThrow().code()).isEqualTo("unsubscribe");
        });
    assertThat(world.counts(order)).isEqualTo(Map.of(EmailRecipient.State.ACCEPTED, 2L));
    assertThat(world.house.bodies().get(2)).doesNotContain("List-Unsubscribe");
  }

  @Test
  void who_is_suppressed_while_a_batch_waits_gets_nothing() throws Exception {
    UUID batch = world.batch(3);
    world.email.suppressions().add(world.workspace(), "P00001@example.com", "Asked by phone.");
    world.sendAll();
    assertThat(world.house.sent()).containsExactly("p00000@example.com", "p00002@example.com");
    assertThat(world.recipients(batch, EmailRecipient.State.SUPPRESSED).getFirst().reason())
        .contains(new EmailBatch.Reason("manual", "Asked by phone."));
    assertThat(world.email.stores().suppressions().counts(world.workspace()))
        .isEqualTo(Map.of(Suppression.Origin.MANUAL, 1L));

    UUID nobody = world.draft(EmailBatch.Kind.TRANSACTIONAL, MailWorld.letter(), Optional.empty());
    world.email.batches().add(world.workspace(), nobody, MailWorld.people(1, 2));
    world.email.batches().send(world.workspace(), nobody);
    assertThat(world.find(nobody).state()).isEqualTo(EmailBatch.State.DONE);

    world.email.suppressions().remove(world.workspace(), "p00001@example.com");
    world.batch(3);
    world.sendAll();
    assertThat(world.house.sent()).hasSize(5);
  }

  @Test
  void whoever_is_added_twice_or_unreadable_is_told_and_gets_one() throws Exception {
    UUID batch = world.draft(EmailBatch.Kind.TRANSACTIONAL, MailWorld.letter(), Optional.empty());
    Batches.Added added =
        world
            .email
            .batches()
            .add(
                world.workspace(),
                batch,
                List.of(
                    new Batches.Person("ann@example.com", Map.of()),
                    new Batches.Person("ANN@example.com", Map.of()),
                    new Batches.Person("no address", Map.of()),
                    new Batches.Person("a@b.example, c@d.example", Map.of())));
    assertThat(added).isEqualTo(new Batches.Added(1, 1, List.of(2, 3)));
    refusedWith(
        "too_many_recipients",
        () -> world.email.batches().add(world.workspace(), batch, MailWorld.people(0, 1_001)));
    world.email.batches().send(world.workspace(), batch);
    refusedWith(
        "batch_begun",
        () -> world.email.batches().add(world.workspace(), batch, MailWorld.people(0, 1)));
  }

  @Test
  void content_and_sender_are_judged_at_the_door() {
    refusedWith(
        "email_unreadable",
        () ->
            world.draft(
                EmailBatch.Kind.TRANSACTIONAL,
                new EmailBatch.Letter(
                    "shop", "S", List.of(), Optional.of("x"), Optional.empty(), Optional.empty()),
                Optional.empty()));
    refusedWith(
        "email_content",
        () ->
            world.draft(
                EmailBatch.Kind.TRANSACTIONAL,
                new EmailBatch.Letter(
                    "a@b.example",
                    "S",
                    List.of(),
                    Optional.of("x"),
                    Optional.empty(),
                    Optional.of("t")),
                Optional.empty()));
    refusedWith(
        "email_content",
        () ->
            world.draft(
                EmailBatch.Kind.TRANSACTIONAL,
                new EmailBatch.Letter(
                    "a@b.example",
                    " ",
                    List.of(),
                    Optional.of("x"),
                    Optional.empty(),
                    Optional.empty()),
                Optional.empty()));
  }

  // --- when ---

  @Test
  void a_scheduled_batch_waits_for_its_time_and_can_be_taken_back() throws Exception {
    Instant at = world.now().plus(Duration.ofHours(3));
    UUID kept = world.draft(EmailBatch.Kind.TRANSACTIONAL, MailWorld.letter(), Optional.of(at));
    world.email.batches().add(world.workspace(), kept, MailWorld.people(0, 2));
    UUID dropped = world.draft(EmailBatch.Kind.TRANSACTIONAL, MailWorld.letter(), Optional.of(at));
    world.email.batches().add(world.workspace(), dropped, MailWorld.people(2, 4));
    world.email.batches().send(world.workspace(), kept);
    world.email.batches().send(world.workspace(), dropped);
    assertThat(world.sendAllAfter(Duration.ofHours(3).minusSeconds(1))).isZero();
    world.email.batches().cancel(world.workspace(), dropped);
    world.sendAllAfter(Duration.ofSeconds(1));
    assertThat(world.house.sent()).containsExactly("p00000@example.com", "p00001@example.com");
    assertThat(world.counts(dropped)).isEqualTo(Map.of(EmailRecipient.State.CANCELLED, 2L));
    refusedWith("batch_ended", () -> world.email.batches().cancel(world.workspace(), dropped));
  }

  @Test
  void a_cancel_in_the_middle_keeps_what_was_sent_and_guesses_nothing() throws Exception {
    UUID batch = world.batch(300);
    world.house.next(Mood.FINE, Mood.SENT_WITHOUT_A_WORD);
    world.email.byHand().once();
    world.email.byHand().once();
    world.email.batches().cancel(world.workspace(), batch);
    assertThat(world.sendAllAfter(Duration.ofHours(1))).isZero();
    world.email.byHand().parkOverdue();
    assertThat(world.counts(batch))
        .isEqualTo(
            Map.of(
                EmailRecipient.State.ACCEPTED, 100L,
                EmailRecipient.State.UNKNOWN, 100L,
                EmailRecipient.State.CANCELLED, 100L));
    refusedWith(
        "not_parked", () -> world.email.batches().decide(world.workspace(), batch, 1, true));
    world.email.batches().decide(world.workspace(), batch, 1, false);
  }

  @Test
  void what_a_dead_node_had_not_begun_of_a_cancelled_batch_is_cancelled_too() throws Exception {
    UUID batch = world.batch(1);
    assertThat(world.email.stores().chunks().claim(world.now(), Sender.LEASE)).isPresent();
    world.email.batches().cancel(world.workspace(), batch);
    assertThat(world.counts(batch)).isEqualTo(Map.of(EmailRecipient.State.WAITING, 1L));
    world.engine.clock.move(Sender.LEASE);
    world.email.byHand().parkOverdue();
    assertThat(world.counts(batch)).isEqualTo(Map.of(EmailRecipient.State.CANCELLED, 1L));
  }

  @Test
  void a_draft_that_is_cancelled_is_gone() throws Exception {
    UUID draft = world.draft(EmailBatch.Kind.TRANSACTIONAL, MailWorld.letter(), Optional.empty());
    assertThat(world.email.batches().cancel(world.workspace(), draft)).isEmpty();
    refusedWith("not_found", () -> world.email.batches().find(world.workspace(), draft));
  }

  @Test
  void a_small_batch_that_people_wait_for_goes_before_a_large_one() throws Exception {
    world.batch(EmailBatch.Kind.MARKETING, 300);
    world.email.byHand().once();
    UUID receipt = world.batch(EmailBatch.Kind.TRANSACTIONAL, 1);
    world.email.byHand().once();
    assertThat(world.find(receipt).state()).isEqualTo(EmailBatch.State.DONE);
  }
}
