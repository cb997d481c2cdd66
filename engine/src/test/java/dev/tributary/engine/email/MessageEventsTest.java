package dev.tributary.engine.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.email.MailHouse.Mood;
import dev.tributary.spi.Bounce;
import dev.tributary.spi.EmailEvent;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.WebhookReceiver.Event;
import dev.tributary.store.EmailMessage;
import dev.tributary.store.EmailMessageStore;
import dev.tributary.store.EmailRecipient;
import dev.tributary.store.Suppression;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MessageEventsTest {
  private static final Instant SENT = Instant.parse("2026-11-20T08:00:00Z");

  private final MailWorld world = new MailWorld();
  private int keys;

  @AfterEach
  void close() {
    world.close();
  }

  // --- events ---

  private Event event(String id, EmailState state, Instant at, String to) {
    return event("key-" + keys++, id, state, at, List.of(to), Map.of(), Optional.empty());
  }

  private Event bounced(String id, Bounce.Kind kind, Instant at, String... to) {
    return event(
        "key-" + keys++,
        id,
        EmailState.BOUNCED,
        at,
        List.of(to),
        Map.of(),
        Optional.of(new Bounce(kind, "Word", "It bounced.", List.of())));
  }

  private Event event(
      String key,
      String id,
      EmailState state,
      Instant at,
      List<String> to,
      Map<String, String> tags,
      Optional<Bounce> bounce) {
    return new Event(
        key,
        "",
        at,
        List.of(),
        "an e-mail changed",
        Optional.of(
            new EmailEvent.Message(
                id, state, at, to, "Shop <news@shop.example>", tags, bounce, Optional.empty())));
  }

  private MessageEvents.Applied tell(Event... events) {
    return tell(List.of(events));
  }

  private MessageEvents.Applied tell(List<Event> events) {
    return world.email.events().apply(world.workspace(), world.account.grantId(), events);
  }

  private EmailMessage message(String id) {
    return world
        .email
        .stores()
        .messages()
        .find(world.workspace(), world.account.id(), id)
        .orElseThrow();
  }

  private List<Suppression> suppressed(String address) {
    return world
        .email
        .stores()
        .suppressions()
        .of(world.workspace(), world.email.addresses().key(world.workspace(), address));
  }

  private List<Suppression.Origin> origins(String address) {
    return suppressed(address).stream().map(Suppression::origin).toList();
  }

  // --- one history ---

  @Test
  void a_delivery_that_is_heard_of_after_the_bounce_changes_nothing_but_its_own_time() {
    tell(bounced("m", Bounce.Kind.PERMANENT, SENT.plusSeconds(9), "ann@example.com"));
    tell(
        event("m", EmailState.DELIVERED, SENT.plusSeconds(5), "ann@example.com"),
        event("m", EmailState.SENT, SENT, "ann@example.com"));
    EmailMessage message = message("m");
    assertThat(message.state()).isEqualTo(EmailState.BOUNCED);
    assertThat(message.stateAt()).isEqualTo(SENT.plusSeconds(9));
    assertThat(message.times())
        .isEqualTo(
            Map.of(
                EmailState.SENT, SENT,
                EmailState.DELIVERED, SENT.plusSeconds(5),
                EmailState.BOUNCED, SENT.plusSeconds(9)));
    assertThat(message.bounce().orElseThrow())
        .isEqualTo(
            new EmailMessage.Bounced(
                Bounce.Kind.PERMANENT, Optional.of("Word"), Optional.of("It bounced.")));
  }

  @Test
  void the_same_event_told_again_is_known() {
    Event opened = event("m", EmailState.OPENED, SENT, "ann@example.com");
    assertThat(tell(opened, opened)).isEqualTo(new MessageEvents.Applied(1, 1, 0));
    assertThat(tell(opened)).isEqualTo(new MessageEvents.Applied(0, 1, 0));
    tell(event("m", EmailState.OPENED, SENT.plusSeconds(60), "ann@example.com"));
    assertThat(message("m").opens()).isEqualTo(2);
    assertThat(message("m").stateAt()).isEqualTo(SENT);
  }

  @Test
  void an_event_of_an_unknown_account_or_about_no_email_is_counted_and_kept_out() {
    Event other =
        new Event(
            "k",
            "elsewhere",
            SENT,
            List.of(),
            "changed",
            event("m", EmailState.SENT, SENT, "a@example.com").email());
    Event none = new Event("d", "", SENT, List.of(), "a domain changed");
    assertThat(tell(other, none)).isEqualTo(new MessageEvents.Applied(0, 0, 2));
    assertThat(world.email.events().apply(world.workspace(), UUID.randomUUID(), List.of(other)))
        .isEqualTo(new MessageEvents.Applied(0, 0, 1));
  }

  @Test
  void the_worst_of_several_bounces_counts_whichever_comes_last() {
    tell(bounced("m", Bounce.Kind.PERMANENT, SENT, "ann@example.com"));
    tell(bounced("m", Bounce.Kind.TRANSIENT, SENT.plusSeconds(1), "ann@example.com"));
    assertThat(message("m").bounce().orElseThrow().kind()).isEqualTo(Bounce.Kind.PERMANENT);
  }

  @Test
  void what_was_sent_without_a_word_is_found_by_its_tag() throws Exception {
    UUID batch = world.batch(1);
    world.house.next(Mood.SENT_WITHOUT_A_WORD);
    world.sendAll();
    EmailRecipient waiting = world.recipients(batch, EmailRecipient.State.WAITING).getFirst();
    tell(
        event(
            "k",
            "id-0",
            EmailState.DELIVERED,
            SENT,
            List.of("p00000@example.com"),
            Map.of(Composer.TAG, waiting.id().toString()),
            Optional.empty()));
    assertThat(world.recipients(batch, EmailRecipient.State.ACCEPTED))
        .singleElement()
        .satisfies(one -> assertThat(one.messageId()).contains("id-0"));
    assertThat(message("id-0").batchId()).contains(batch);
    world.sendAllAfter(Duration.ofMinutes(2));
    assertThat(world.house.sent()).hasSize(1);
    tell(
        event(
            "k2",
            "other",
            EmailState.SENT,
            SENT,
            List.of("x@example.com"),
            Map.of(Composer.TAG, "no id"),
            Optional.empty()));
    assertThat(message("other").batchId()).isEmpty();
  }

  // --- suppressions ---

  @Test
  void a_bounce_for_good_and_a_complaint_end_the_sending_until_a_person_says_otherwise()
      throws Exception {
    Event bounce = bounced("m1", Bounce.Kind.PERMANENT, SENT, "Ann@example.com");
    tell(bounce, event("m2", EmailState.COMPLAINED, SENT, "ann@example.com"));
    assertThat(origins("ann@example.com"))
        .containsExactly(Suppression.Origin.BOUNCE, Suppression.Origin.COMPLAINT);

    world.email.suppressions().remove(world.workspace(), "ann@example.com");
    tell(bounce, bounced("m3", Bounce.Kind.PERMANENT, SENT.plusSeconds(1), "ann@example.com"));
    assertThat(suppressed("ann@example.com")).as("what was before stays taken back").isEmpty();
    tell(bounced("m4", Bounce.Kind.PERMANENT, world.now().plusSeconds(1), "ann@example.com"));
    assertThat(origins("ann@example.com")).containsExactly(Suppression.Origin.BOUNCE);
  }

  @Test
  void of_several_recipients_nobody_knows_who_it_was() {
    tell(bounced("m", Bounce.Kind.PERMANENT, SENT, "ann@example.com", "bob@example.com"));
    assertThat(suppressed("ann@example.com")).isEmpty();
    assertThat(message("m").state()).isEqualTo(EmailState.BOUNCED);
  }

  @Test
  void three_soft_bounces_in_a_row_suppress_and_a_delivery_between_them_counts_where_it_happened() {
    for (int n = 1; n <= 3; n++) {
      assertThat(suppressed("ann@example.com")).isEmpty();
      tell(
          bounced(
              "m" + n, Bounce.Kind.TRANSIENT, SENT.plus(Duration.ofDays(n)), "ann@example.com"));
    }
    assertThat(origins("ann@example.com")).containsExactly(Suppression.Origin.SOFT_BOUNCES);
    assertThat(suppressed("ann@example.com").getFirst().since())
        .isEqualTo(SENT.plus(Duration.ofDays(3)));

    tell(event("m0", EmailState.DELIVERED, SENT, "ann@example.com"));
    assertThat(suppressed("ann@example.com")).as("an older delivery says nothing").hasSize(1);
    tell(event("m4", EmailState.DELIVERED, SENT.plus(Duration.ofHours(30)), "ann@example.com"));
    assertThat(suppressed("ann@example.com")).as("only two are left in a row").isEmpty();
    tell(bounced("m5", Bounce.Kind.UNDETERMINED, SENT.plus(Duration.ofDays(4)), "ann@example.com"));
    assertThat(suppressed("ann@example.com")).hasSize(1);
  }

  @Test
  void who_unsubscribes_at_the_provider_is_unsubscribed_here() {
    Event left =
        new Event(
            "c1",
            "",
            SENT,
            List.of(),
            "a contact changed",
            Optional.of(new EmailEvent.Contact("ann@example.com", true, SENT)));
    Event stays =
        new Event(
            "c2",
            "",
            SENT,
            List.of(),
            "a contact changed",
            Optional.of(new EmailEvent.Contact("bob@example.com", false, SENT)));
    assertThat(tell(left, stays).fresh()).isOne();
    assertThat(origins("ann@example.com")).containsExactly(Suppression.Origin.UNSUBSCRIBE);
    assertThat(suppressed("bob@example.com")).isEmpty();
  }

  // --- many histories ---

  /** Ten thousand e-mails, each with a history of its own, told twice in two orders. */
  @Test
  void ten_thousand_shuffled_histories_end_the_same() {
    Random random = new Random(14);
    Map<String, EmailState> expected = new HashMap<>();
    List<Event> all = new ArrayList<>();
    for (int n = 0; n < 10_000; n++) {
      String id = "m" + n;
      int events = 1 + random.nextInt(4);
      EmailState highest = EmailState.QUEUED;
      for (int e = 0; e < events; e++) {
        EmailState state = EmailState.values()[random.nextInt(EmailState.values().length)];
        Instant at = SENT.plusSeconds(random.nextInt(100_000));
        String to = "p" + n % 3_000 + "@example.com";
        all.add(
            state == EmailState.BOUNCED
                ? bounced(id, Bounce.Kind.values()[random.nextInt(3)], at, to)
                : event(id, state, at, to));
        highest = highest.or(state);
      }
      expected.put(id, highest);
    }
    String first = toldIn(all, random, 700);
    Map<String, EmailState> states = states(expected);
    assertThat(states).isEqualTo(expected);
    world.engine.execute(
        """
        delete from tributary.email_event;
        delete from tributary.email_message;
        delete from tributary.email_suppression
        """);
    assertThat(toldIn(all, random, 4_000)).isEqualTo(first);
  }

  private Map<String, EmailState> states(Map<String, EmailState> expected) {
    return world
        .email
        .stores()
        .messages()
        .states(world.workspace(), world.account.id(), expected.keySet());
  }

  /** Everything in a new order, a tenth of it twice; answers with a digest of how all ended. */
  private String toldIn(List<Event> all, Random random, int atOnce) {
    List<Event> told = new ArrayList<>(all);
    told.addAll(all.subList(0, all.size() / 10));
    Collections.shuffle(told, random);
    for (int from = 0; from < told.size(); from += atOnce) {
      tell(told.subList(from, Math.min(told.size(), from + atOnce)));
      if (from == 0) {
        // As autovacuum does within a minute: without it every statement is planned for no rows.
        world.engine.execute(
            "analyze tributary.email_event, tributary.email_message, tributary.email_suppression");
      }
    }
    return world.engine.text(
        """
        select md5(coalesce((select string_agg(concat_ws('|', id, state, state_at, queued_at,
                     scheduled_at, canceled_at, sent_at, delayed_at, failed_at, suppressed_at,
                     delivered_at, opened_at, clicked_at, bounced_at, complained_at, opens, clicks,
                     bounce), ' ' order by id) from tributary.email_message), ''))
            || md5(coalesce((select string_agg(concat_ws('|', address, origin, since), ' '
                     order by address, origin) from tributary.email_suppression), ''))
        """);
  }

  @Test
  void figures_and_lines_need_a_thousand_deliveries() {
    List<Event> events = new ArrayList<>();
    Instant at = world.now().minusSeconds(60);
    for (int n = 0; n < 1_000; n++) {
      events.add(event("m" + n, EmailState.SENT, at, "p" + n + "@example.com"));
      if (n < 999) {
        events.add(event("m" + n, EmailState.DELIVERED, at, "p" + n + "@example.com"));
      }
    }
    events.add(event("m1", EmailState.COMPLAINED, at, "p1@example.com"));
    tell(events);
    Lines lines = new Lines(world.tools(), world.email.stores());
    lines.judge(world.account, world.now());
    assertThat(world.notices()).as("999 deliveries tell too little").isEmpty();

    tell(
        event("m999", EmailState.DELIVERED, at, "p999@example.com"),
        event("m2", EmailState.OPENED, at, "p2@example.com"),
        event("m2", EmailState.CLICKED, at, "p2@example.com"));
    for (int n = 100; n < 140; n++) {
      tell(bounced("m" + n, Bounce.Kind.TRANSIENT, at, "p" + n + "@example.com"));
    }
    assertThat(
            world
                .email
                .stores()
                .messages()
                .figures(world.workspace(), world.account.id(), at.minusSeconds(1)))
        .isEqualTo(new EmailMessageStore.EmailFigures(0, 1_000, 1_000, 1, 1, 40, 0, 40, 0, 1));
    lines.judge(world.account, world.now());
    assertThat(world.notices())
        .containsExactlyInAnyOrder("Shop: bounce rate of 4.00 %", "Shop: complaint rate of 0.10 %");

    lines.judge(world.account, world.now().plus(Duration.ofDays(8)));
    assertThat(world.notices()).isEmpty();
  }
}
