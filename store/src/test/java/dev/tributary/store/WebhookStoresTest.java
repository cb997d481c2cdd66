package dev.tributary.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.WebhookReceiver.Event;
import dev.tributary.store.DataDeletionStore.DataDeletion;
import dev.tributary.store.WebhookAddressStore.Address;
import dev.tributary.store.WebhookEvent.State;
import dev.tributary.store.WebhookEvent.Verdict;
import dev.tributary.store.WebhookEventStore.Filter;
import dev.tributary.store.WebhookInbox.Taken;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What is kept of providers' calls. */
@TestInstance(Lifecycle.PER_CLASS)
class WebhookStoresTest {
  private static final Instant NOW = Connected.NOW;

  private Database database;
  private WebhookInbox inbox;
  private WebhookEventStore events;
  private Connected shop;
  private Connected stranger;

  @BeforeAll
  void open() {
    database = TestServer.database();
    inbox = new WebhookInbox(database);
    events = new WebhookEventStore(database);
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void connect() {
    // Both read the account 123.
    shop = Connected.on(database, "acme-" + UUID.randomUUID());
    stranger =
        Connected.in(database, Connected.on(database, "other").workspaceId(), provider(), "123");
  }

  private String provider() {
    return new IntegrationStore(database)
        .find(shop.workspaceId(), shop.integrationId())
        .orElseThrow()
        .provider();
  }

  private Taken take(Optional<UUID> grant, Event... told) {
    return inbox.take(
        new WebhookDelivery(
            Ids.next(NOW), provider(), Optional.empty(), Map.of("a", "b"), body(told), NOW),
        List.of(told),
        grant);
  }

  private static byte[] body(Event... told) {
    return List.of(told).toString().getBytes(UTF_8);
  }

  private static Event event(String key, String account, String... streams) {
    return new Event(key, account, NOW, List.of(streams), "a change");
  }

  private List<WebhookEvent> of(Connected one) {
    return events.page(one.workspaceId(), Filter.ALL, Optional.empty(), 10);
  }

  @Test
  void every_workspace_that_reads_the_account_has_the_event_and_sees_its_own_alone() {
    assertThat(take(Optional.empty(), event("k", "123", "pages"), event("x", "999", "pages")))
        .isEqualTo(new Taken(2, 1, 0));
    assertThat(of(shop)).hasSize(1);
    assertThat(of(stranger)).hasSize(1);
    UUID theirs = of(stranger).getFirst().id();
    assertThat(events.find(shop.workspaceId(), theirs)).isEmpty();
    assertThat(events.replay(shop.workspaceId(), theirs, NOW)).isFalse();
    assertThat(take(Optional.of(shop.grantId()), event("only", "", "pages")))
        .isEqualTo(new Taken(1, 0, 0));
    assertThat(of(shop)).hasSize(2);
    assertThat(of(stranger)).hasSize(1);
  }

  @Test
  void nodes_are_called_only_for_what_is_to_be_read() throws SQLException {
    try (Announcements.Listening nodes = new Announcements(database).listen()) {
      take(Optional.empty(), event("nothing", "123"), event("unknown", "999", "pages"));
      take(Optional.empty(), event("something", "123", "pages"));
      assertThat(nodes.await(Duration.ofSeconds(5))).containsExactly(Announcements.WEBHOOK);
      assertThat(nodes.await(Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void the_same_is_one_row_with_its_copies() {
    take(Optional.empty(), event("k", "123", "pages"), event("k", "123", "pages"));
    assertThat(take(Optional.empty(), event("k", "123", "pages"))).isEqualTo(new Taken(0, 0, 2));
    assertThat(of(shop))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.copies()).isEqualTo(3);
          assertThat(one.state()).isEqualTo(State.RECEIVED);
          assertThat(one.streams()).containsExactly("pages");
        });
    assertThat(take(Optional.empty())).as("a delivery of nothing").isEqualTo(new Taken(0, 0, 0));
  }

  @Test
  void what_was_delivered_about_an_erased_person_is_emptied_for_its_workspace_alone() {
    byte[] body = "{\"to\":[\"Ann@X.example\"]}".getBytes(UTF_8);
    inbox.take(
        new WebhookDelivery(
            Ids.next(NOW), provider(), Optional.empty(), Map.of("a", "b"), body, NOW),
        List.of(event("told", "", "pages")),
        Optional.of(shop.grantId()));
    assertThat(inbox.forget(stranger.workspaceId(), "ann@x.example")).isZero();
    assertThat(inbox.forget(shop.workspaceId(), "bob@x.example")).isZero();
    assertThat(inbox.forget(shop.workspaceId(), "ann@x.example")).isOne();
    assertThat(inbox.forget(shop.workspaceId(), "ann@x.example")).as("it is gone").isZero();
    assertThat(of(shop)).as("what was learned stays").hasSize(1);
  }

  @Test
  void pages_go_backwards_and_filters_hold() {
    for (int n = 0; n < 3; n++) {
      take(Optional.empty(), event("k" + n, "123", "pages"));
    }
    List<WebhookEvent> first = events.page(shop.workspaceId(), Filter.ALL, Optional.empty(), 2);
    assertThat(first).hasSize(2);
    assertThat(events.page(shop.workspaceId(), Filter.ALL, Optional.of(first.getLast().id()), 2))
        .hasSize(1);
    events.ignored(
        List.of(first.getFirst().id()), new Verdict("not_read", "It is switched off."), NOW);
    assertThat(
            events.page(
                shop.workspaceId(),
                new Filter(
                    Optional.of(shop.integrationId()),
                    Optional.of(provider()),
                    Optional.of(State.IGNORED)),
                Optional.empty(),
                5))
        .singleElement()
        .satisfies(one ->
            assertThat(one.verdict()).contains(new Verdict("not_read", "It is switched off.")));
  }

  @Test
  void what_waits_is_found_with_what_was_applied_lately() {
    take(Optional.empty(), event("k", "123", "pages"));
    UUID operation = UUID.randomUUID();
    events.applied(List.of(of(shop).getFirst().id()), operation, NOW);
    take(Optional.empty(), event("k2", "123", "pages"));
    assertThat(events.waiting(NOW.plusSeconds(1), Duration.ofMinutes(1), 1_000))
        .filteredOn(one -> one.integrationId().equals(shop.integrationId()))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.applied()).isOne();
          assertThat(one.lastApplied()).contains(NOW);
          assertThat(one.replayed()).isFalse();
        });
    assertThat(events.waiting(shop.workspaceId(), shop.integrationId(), 10)).hasSize(1);
    assertThat(of(shop).getLast().operation()).contains(operation);
  }

  @Test
  void what_breaks_is_given_up_after_some_tries_and_replayed_by_a_wish() {
    take(Optional.empty(), event("k", "123", "pages"));
    Verdict verdict = new Verdict("defect", "It broke.");
    assertThat(events.broke(shop.workspaceId(), shop.integrationId(), 2, verdict, NOW)).isZero();
    assertThat(events.broke(shop.workspaceId(), shop.integrationId(), 2, verdict, NOW)).isOne();
    assertThat(of(shop).getFirst().state()).isEqualTo(State.FAILED);
    Filter failed = new Filter(Optional.empty(), Optional.empty(), Optional.of(State.FAILED));
    assertThat(events.replay(shop.workspaceId(), failed, NOW.plusSeconds(5), 10)).isOne();
    assertThat(events.replay(shop.workspaceId(), failed, NOW.plusSeconds(6), 10)).isZero();
    assertThat(of(shop).getFirst().replays()).isOne();
    assertThat(events.replay(shop.workspaceId(), of(shop).getFirst().id(), NOW)).isTrue();
    assertThat(of(shop).getFirst().replays()).as("it waited already").isOne();
  }

  @Test
  void old_deliveries_go_with_their_events_unless_one_waits() {
    take(Optional.empty(), event("k", "123"));
    assertThat(inbox.deleteBefore(NOW, 1_000)).isZero();
    inbox.deleteBefore(NOW.plusSeconds(1), 1_000);
    assertThat(of(shop)).isEmpty();
    take(Optional.empty(), event("waits", "123", "pages"));
    inbox.deleteBefore(NOW.plusSeconds(1), 1_000);
    assertThat(of(shop)).hasSize(1);
  }

  @Test
  void an_address_is_its_grants_own_and_its_key_is_replaced_in_turn() {
    WebhookAddressStore addresses = new WebhookAddressStore(database);
    Address made = addresses.ofGrant(shop.workspaceId(), shop.grantId(), NOW);
    assertThat(made.key()).isEmpty();
    assertThat(addresses.ofGrant(shop.workspaceId(), shop.grantId(), NOW)).isEqualTo(made);
    Sealed key = new Sealed(new byte[] {7}, "key-1");
    assertThat(addresses.keepKey(made.id(), key, 2)).as("not its turn").isFalse();
    assertThat(addresses.keepKey(made.id(), key, 1)).isTrue();
    assertThat(addresses.find(made.id()).orElseThrow().version()).isOne();
    assertThat(addresses.find(made.id()).orElseThrow().provider()).isEqualTo(provider());
    assertThat(addresses.find(made.id()).orElseThrow().key()).isPresent();
    assertThat(addresses.find(UUID.randomUUID())).isEmpty();
  }

  @Test
  void a_subscription_is_taken_by_one_and_kept_until_it_is_forgotten() {
    WebhookSubscriptionStore subscriptions = new WebhookSubscriptionStore(database);
    assertThat(subscriptions.takeMissing(List.of(provider()), NOW, NOW.minusSeconds(9), 10))
        .extracting(Integration::id)
        .containsExactlyInAnyOrder(shop.integrationId(), stranger.integrationId());
    assertThat(subscriptions.takeMissing(List.of(provider()), NOW, NOW.minusSeconds(9), 10))
        .isEmpty();
    assertThat(
            subscriptions.takeMissing(
                List.of(provider()), NOW.plusSeconds(10), NOW.plusSeconds(1), 10))
        .as("whoever took them died")
        .hasSize(2);
    Integration ours =
        new IntegrationStore(database).find(shop.workspaceId(), shop.integrationId()).orElseThrow();
    assertThat(subscriptions.sharedByOthers(ours)).isFalse();
    subscriptions.keep(
        new WebhookSubscription(
            stranger.workspaceId(),
            stranger.integrationId(),
            WebhookSubscription.State.SUBSCRIBED,
            Optional.empty(),
            NOW));
    assertThat(subscriptions.sharedByOthers(ours)).isTrue();
    WebhookSubscription refused =
        new WebhookSubscription(
            shop.workspaceId(),
            shop.integrationId(),
            WebhookSubscription.State.NOT_PERMITTED,
            Optional.of(new Verdict("permission_missing", "Not without it.")),
            NOW);
    subscriptions.keep(refused);
    assertThat(subscriptions.find(shop.workspaceId(), shop.integrationId())).contains(refused);
    assertThat(subscriptions.find(shop.workspaceId(), stranger.integrationId())).isEmpty();
    subscriptions.forget(shop.workspaceId(), shop.integrationId());
    assertThat(subscriptions.find(shop.workspaceId(), shop.integrationId())).isEmpty();
  }

  @Test
  void a_wish_joins_an_open_one_of_the_same_day_alone() {
    RangeRequestStore requests = new RangeRequestStore(database);
    UUID operation = UUID.randomUUID();
    RangeRequest open =
        new RangeRequest(
            Ids.next(NOW),
            shop.workspaceId(),
            shop.integrationId(),
            "pages",
            DayRange.of(TestSlices.DAY),
            "webhook",
            Priority.LIVE,
            false,
            Optional.of(operation),
            NOW,
            0,
            Optional.empty());
    requests.add(open);
    Instant later = NOW.plusSeconds(9);
    assertThat(
            requests.join(
                shop.workspaceId(),
                shop.integrationId(),
                "pages",
                TestSlices.DAY.plusDays(1),
                "webhook",
                later))
        .isEmpty();
    assertThat(
            requests.join(
                shop.workspaceId(),
                shop.integrationId(),
                "pages",
                TestSlices.DAY,
                "webhook",
                later))
        .contains(operation);
    assertThat(requests.find(shop.workspaceId(), open.id()).orElseThrow().askedAt())
        .isEqualTo(later);
    requests.withdraw(shop.workspaceId(), open.id(), later);
  }

  @Test
  void a_person_is_found_in_every_workspace_and_forgotten_once() {
    GrantStore grants = new GrantStore(database);
    assertThat(grants.ofProviderUser(provider(), "user-123"))
        .extracting(Grant::id)
        .containsExactlyInAnyOrder(shop.grantId(), stranger.grantId());
    grants.forgetPerson(shop.workspaceId(), shop.grantId(), "nobody");
    assertThat(grants.ofProviderUser(provider(), "user-123"))
        .as("only a destroyed login is nobody's")
        .hasSize(2);
    grants.disconnect(shop.workspaceId(), shop.grantId(), "Gone.", NOW);
    grants.forgetPerson(shop.workspaceId(), shop.grantId(), "nobody");
    assertThat(grants.find(shop.workspaceId(), shop.grantId()).orElseThrow().providerUser())
        .isEqualTo("nobody");

    DataDeletionStore deletions = new DataDeletionStore(database);
    byte[] person = new byte[32];
    person[0] = (byte) provider().hashCode();
    DataDeletion first = new DataDeletion("code-" + provider(), provider(), person, 1, NOW, NOW);
    deletions.keep(first);
    deletions.keep(new DataDeletion("another", provider(), person, 0, NOW, NOW));
    assertThat(deletions.find(provider(), person, NOW).orElseThrow().code())
        .isEqualTo(first.code());
    assertThat(deletions.find(provider(), first.code()).orElseThrow().logins()).isOne();
    assertThat(deletions.find(provider(), "another")).isEmpty();
  }
}
