package dev.tributary.store;

import static dev.tributary.store.MailRoom.NOW;
import static dev.tributary.store.MailRoom.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.EmailState;
import dev.tributary.spi.EventCounts.EventCount;
import dev.tributary.store.EmailMessageStore.EmailFigures;
import dev.tributary.store.EmailMessageStore.Filter;
import dev.tributary.store.Suppression.Origin;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What is told of e-mails, and to whom nothing is sent. */
@TestInstance(Lifecycle.PER_CLASS)
class EmailEventsTest {
  private static final String ANN = "ann@x.example";

  private Database database;
  private MailRoom room;

  @BeforeAll
  void open() {
    database = TestServer.database();
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void connect() {
    room = new MailRoom(database);
  }

  // --- messages ---

  @Test
  void the_worst_bounce_and_the_first_of_its_kind_count_whatever_came_last() {
    room.tell(room.bounced("m", Bounce.Kind.PERMANENT, NOW.plusSeconds(9), ANN));
    room.tell(
        room.bounced("m", Bounce.Kind.TRANSIENT, NOW, ANN),
        room.bounced("m", Bounce.Kind.UNDETERMINED, NOW, ANN),
        room.told("m", EmailState.DELIVERED, NOW.plusSeconds(1), ANN));
    EmailMessage message = room.message("m");
    assertThat(message.state()).isEqualTo(EmailState.BOUNCED);
    assertThat(message.stateAt()).isEqualTo(NOW);
    assertThat(message.times())
        .isEqualTo(Map.of(EmailState.BOUNCED, NOW, EmailState.DELIVERED, NOW.plusSeconds(1)));
    assertThat(message.bounce())
        .contains(
            new EmailMessage.Bounced(
                Bounce.Kind.PERMANENT, Optional.of("PERMANENT"), Optional.of("as it was told")));
    assertThat(room.messages.events(room.workspace(), room.shop.integrationId(), "m")).hasSize(4);
  }

  @Test
  void what_was_told_before_is_no_news_and_opens_are_counted_once() {
    EmailEventStore.Told opened = room.told("m", EmailState.OPENED, NOW, ANN);
    assertThat(room.tell(opened, opened)).hasSize(1);
    assertThat(room.tell(opened)).isEmpty();
    assertThat(room.tell()).isEmpty();
    assertThat(room.message("m").opens()).isOne();
    assertThat(
            room.messages.states(room.workspace(), room.shop.integrationId(), Set.of("m", "other")))
        .isEqualTo(Map.of("m", EmailState.OPENED));
  }

  @Test
  void why_an_email_failed_is_kept_and_a_long_reason_is_cut() {
    EmailEventStore.Told told = room.told("m", EmailState.FAILED, NOW, ANN);
    room.tell(
        new EmailEventStore.Told(
            told.key(),
            told.messageId(),
            told.state(),
            told.at(),
            told.address(),
            told.addressKey(),
            true,
            told.sender(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("x\0".repeat(2_000))));
    assertThat(room.message("m").detail()).contains("x".repeat(1_000));
  }

  @Test
  void an_email_is_found_by_everything_and_by_no_other_workspace() {
    room.tell(
        room.told("m1", EmailState.SENT, NOW, ANN),
        room.told("m2", EmailState.DELIVERED, NOW.plusSeconds(1), "bob@x.example"));
    Filter all = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    List<EmailMessage> first = room.messages.page(room.workspace(), all, Optional.empty(), 1);
    assertThat(first).extracting(EmailMessage::id).containsExactly("m2");
    assertThat(
            room.messages.page(
                room.workspace(),
                all,
                Optional.of(new EmailMessageStore.Position(first.getFirst().createdAt(), "m2")),
                9))
        .extracting(EmailMessage::id)
        .containsExactly("m1");
    assertThat(
            room.messages.page(
                room.workspace(),
                new Filter(
                    Optional.of(room.shop.integrationId()),
                    Optional.empty(),
                    Optional.of(EmailState.SENT),
                    Optional.of(key(ANN))),
                Optional.empty(),
                9))
        .hasSize(1);
    assertThat(
            room.messages.page(
                room.workspace(),
                new Filter(
                    Optional.empty(),
                    Optional.of(UUID.randomUUID()),
                    Optional.empty(),
                    Optional.empty()),
                Optional.empty(),
                9))
        .isEmpty();
    MailRoom other = new MailRoom(database);
    assertThat(other.messages.page(other.workspace(), all, Optional.empty(), 9)).isEmpty();
    assertThat(other.messages.find(other.workspace(), room.shop.integrationId(), "m1")).isEmpty();
  }

  @Test
  void figures_count_what_happened_since_also_what_must_have_been_sent_and_days_count_events() {
    room.tell(
        room.told("m1", EmailState.SENT, NOW, ANN),
        room.told("m1", EmailState.DELIVERED, NOW, ANN),
        room.told("m1", EmailState.OPENED, NOW, ANN),
        room.bounced("m2", Bounce.Kind.TRANSIENT, NOW, "bob@x.example"),
        room.told("old", EmailState.SENT, NOW.minus(Duration.ofDays(8)), ANN));
    assertThat(
            room.messages.figures(
                room.workspace(), room.shop.integrationId(), NOW.minus(Duration.ofDays(7))))
        .isEqualTo(new EmailFigures(0, 2, 1, 1, 0, 1, 0, 1, 0, 0));
    LocalDate day = LocalDate.parse("2026-11-22");
    assertThat(
            new EmailCountStore(database)
                .counts(
                    room.workspace(),
                    room.shop.integrationId(),
                    DayRange.of(day),
                    ZoneId.of("Europe/Berlin")))
        .containsExactly(
            new EventCount(
                day, "shop.example", EmailState.BOUNCED, Optional.of(Bounce.Kind.TRANSIENT), 1),
            new EventCount(day, "shop.example", EmailState.DELIVERED, Optional.empty(), 1),
            new EventCount(day, "shop.example", EmailState.OPENED, Optional.empty(), 1),
            new EventCount(day, "shop.example", EmailState.SENT, Optional.empty(), 1));
    assertThat(room.events.deleteReceivedBefore(NOW, 1_000)).isZero();
    assertThat(room.events.deleteReceivedBefore(NOW.plusMillis(1), 1_000))
        .isGreaterThanOrEqualTo(5);
  }

  // --- suppressions ---

  @Test
  void what_a_person_took_back_is_not_brought_back_by_what_was_before() {
    room.tell(
        room.bounced("m1", Bounce.Kind.PERMANENT, NOW.minusSeconds(60), ANN),
        room.told("m1", EmailState.COMPLAINED, NOW.minusSeconds(60), ANN));
    assertThat(room.origins(ANN)).containsExactly(Origin.BOUNCE, Origin.COMPLAINT);
    assertThat(room.suppressions.remove(room.workspace(), key(ANN), NOW)).isTrue();
    assertThat(room.suppressions.remove(room.workspace(), key(ANN), NOW)).isFalse();
    room.tell(room.bounced("m2", Bounce.Kind.PERMANENT, NOW.minusSeconds(1), ANN));
    assertThat(learn(NOW.minusSeconds(1))).isFalse();
    assertThat(room.origins(ANN)).isEmpty();
    assertThat(learn(NOW.plusSeconds(1))).isTrue();
    room.tell(room.bounced("m3", Bounce.Kind.PERMANENT, NOW.plusSeconds(1), ANN));
    assertThat(room.origins(ANN)).containsExactly(Origin.BOUNCE, Origin.COMPLAINT);
  }

  private boolean learn(java.time.Instant since) {
    return room.suppressions.learn(
        room.workspace(), key(ANN), ANN, Origin.COMPLAINT, "On the provider's list.", since);
  }

  @Test
  void soft_bounces_in_a_row_suppress_until_a_delivery_stands_between_them() {
    for (int n = 0; n < EmailEventStore.SOFT_BOUNCES_MAX; n++) {
      assertThat(room.origins(ANN)).isEmpty();
      room.tell(room.bounced("m" + n, Bounce.Kind.TRANSIENT, NOW.plusSeconds(10L * n), ANN));
    }
    assertThat(room.origins(ANN)).containsExactly(Origin.SOFT_BOUNCES);
    room.tell(room.told("m9", EmailState.DELIVERED, NOW.plusSeconds(5), ANN));
    assertThat(room.origins(ANN)).isEmpty();
  }

  private boolean add(String address, Origin origin, boolean push) {
    return room.suppressions.add(
        room.workspace(), key(address), Optional.of(address), origin, "A note.", push, NOW);
  }

  @Test
  void an_address_is_listed_once_for_each_reason_and_pages_go_backwards() {
    assertThat(add(ANN, Origin.MANUAL, true)).isTrue();
    assertThat(add(ANN, Origin.MANUAL, true)).isFalse();
    assertThat(add(ANN, Origin.UNSUBSCRIBE, false)).isTrue();
    assertThat(add("bob@x.example", Origin.MANUAL, false)).isTrue();
    assertThat(room.suppressions.counts(room.workspace()))
        .isEqualTo(Map.of(Origin.MANUAL, 2L, Origin.UNSUBSCRIBE, 1L));
    List<Suppression> manual =
        room.suppressions.page(room.workspace(), Optional.of(Origin.MANUAL), Optional.empty(), 1);
    assertThat(manual).hasSize(1);
    assertThat(
            room.suppressions.page(
                room.workspace(),
                Optional.of(Origin.MANUAL),
                Optional.of(
                    new SuppressionStore.Position(
                        manual.getFirst().since(), manual.getFirst().key())),
                9))
        .hasSize(1)
        .doesNotContainAnyElementsOf(manual);
    MailRoom other = new MailRoom(database);
    assertThat(other.suppressions.of(other.workspace(), key(ANN))).isEmpty();
  }

  private List<SuppressionStore.Push> pushes(boolean add) {
    return room.suppressions.pushes(room.workspace(), room.shop.integrationId(), add, 5);
  }

  @Test
  void the_providers_list_is_told_once_what_comes_and_what_goes() {
    add(ANN, Origin.MANUAL, true);
    add("bob@x.example", Origin.UNSUBSCRIBE, false);
    assertThat(pushes(true)).containsExactly(new SuppressionStore.Push(key(ANN), ANN, true));
    room.suppressions.pushed(room.workspace(), room.shop.integrationId(), Set.of(key(ANN)), true);
    assertThat(pushes(true)).isEmpty();
    assertThat(room.suppressions.pushes(room.workspace(), UUID.randomUUID(), true, 5))
        .as("another account has another list")
        .hasSize(1);
    room.suppressions.remove(room.workspace(), key(ANN), NOW);
    assertThat(pushes(false)).containsExactly(new SuppressionStore.Push(key(ANN), ANN, false));
    assertThat(add(ANN, Origin.MANUAL, true)).as("listed anew").isTrue();
    assertThat(pushes(false)).isEmpty();
    room.persons.erase(room.workspace(), key(ANN), NOW);
    assertThat(pushes(true)).isEmpty();
    assertThat(room.origins(ANN)).as("the wish is kept").containsExactly(Origin.MANUAL);
  }

  // --- what is read at providers, and the secret ---

  @Test
  void an_account_is_looked_at_by_one_node_and_again_when_it_is_due() {
    EmailWatchStore watches = new EmailWatchStore(database);
    String provider =
        new IntegrationStore(database)
            .find(room.workspace(), room.shop.integrationId())
            .orElseThrow()
            .provider();
    watches.enrol(provider, NOW);
    watches.enrol(provider, NOW.plusSeconds(9));
    List<EmailWatchStore.Due> due = watches.claim(provider, NOW, Duration.ofMinutes(30), 5);
    assertThat(due)
        .containsExactly(
            new EmailWatchStore.Due(
                room.workspace(),
                room.shop.integrationId(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    assertThat(watches.claim(provider, NOW, Duration.ofMinutes(30), 5)).isEmpty();
    watches.seen(due.getFirst(), Optional.of(NOW.minusSeconds(5)), Optional.of(false), NOW, NOW);
    EmailWatchStore.Due again = watches.claim(provider, NOW, Duration.ofMinutes(30), 5).getFirst();
    assertThat(again.walkedTo()).contains(NOW.minusSeconds(5));
    assertThat(again.walkedAt()).contains(NOW);
    assertThat(again.suppresses()).contains(false);
    watches.seen(again, Optional.empty(), Optional.empty(), NOW.plusSeconds(60), NOW);
    assertThat(watches.claim(provider, NOW, Duration.ofMinutes(30), 5).getFirst())
        .as("what was not read anew stays as it was")
        .isEqualTo(again);
  }

  @Test
  void of_two_secrets_made_at_once_the_first_is_kept() {
    EmailSecretStore secrets = new EmailSecretStore(database);
    assertThat(secrets.read()).isEmpty();
    EmailSecretStore.Kept first =
        new EmailSecretStore.Kept(UUID.randomUUID(), new Sealed(new byte[] {1}, "k"));
    assertThat(secrets.keepIfAbsent(first).id()).isEqualTo(first.id());
    assertThat(
            secrets
                .keepIfAbsent(
                    new EmailSecretStore.Kept(UUID.randomUUID(), new Sealed(new byte[] {2}, "k")))
                .id())
        .isEqualTo(first.id());
    assertThat(secrets.read().orElseThrow().secret().keyId()).isEqualTo("k");
  }
}
