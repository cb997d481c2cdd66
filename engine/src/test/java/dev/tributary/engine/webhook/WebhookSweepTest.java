package dev.tributary.engine.webhook;

import static dev.tributary.engine.FakeHooks.body;
import static dev.tributary.engine.FakeHooks.line;
import static dev.tributary.engine.FakeHooks.signed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeHooks;
import dev.tributary.engine.FakeProvider;
import dev.tributary.engine.Streams;
import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.sync.TurnSettings;
import dev.tributary.engine.webhook.WebhookDoor.Outcome;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Secret;
import dev.tributary.store.Integration;
import dev.tributary.store.WebhookEvent;
import dev.tributary.store.WebhookEvent.State;
import dev.tributary.store.WebhookEventStore;
import dev.tributary.store.WebhookEventStore.Waiting;
import dev.tributary.store.WebhookInbox.Taken;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From what a provider tells to what is read for it. */
class WebhookSweepTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private EngineFixture engine;
  private Integration shop;

  @BeforeEach
  void connect() {
    engine =
        new EngineFixture(
            List.of(
                Streams.day("visits"),
                Streams.day("pages", Optional.of(java.time.Period.ofDays(10))),
                Streams.snapshot("campaigns")),
            TurnSettings.DEFAULT);
    shop = engine.connect(3);
    engine.turn();
    engine.provider.requests.clear();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Instant now() {
    return engine.clock.instant();
  }

  private Outcome told(String... lines) {
    byte[] body = body(lines);
    return engine
        .engine
        .webhooks()
        .door()
        .receive(FakeProvider.ID, Optional.empty(), signed(body, FakeHooks.SECRET), body);
  }

  private static Taken taken(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Stored.class);
    return ((Outcome.Stored) outcome).taken();
  }

  private boolean sweep() {
    return engine.engine.webhooks().sweep().sweep();
  }

  private void apply() {
    engine.clock.move(SECOND);
    sweep();
  }

  private List<WebhookEvent> events() {
    return engine
        .engine
        .webhooks()
        .page(engine.workspace, WebhookEventStore.Filter.ALL, Optional.empty(), 1_000);
  }

  private WebhookEvent event() {
    assertThat(events()).hasSize(1);
    return events().getFirst();
  }

  private long reads(String stream) {
    return engine.provider.requests.stream()
        .filter(request -> request.stream().name().equals(stream))
        .count();
  }

  private long openRequests() {
    return engine.number("select count(*) from tributary.range_request where done_at is null");
  }

  // --- what is not believed ---

  @Test
  void what_the_provider_did_not_sign_leaves_nothing() {
    byte[] real = body(line("k", "acc-1", now(), "visits"));
    Map<String, String> headers = signed(real, FakeHooks.SECRET);
    WebhookDoor door = engine.engine.webhooks().door();
    byte[] altered = body(line("k", "acc-2", now(), "visits"));
    for (Outcome outcome :
        List.of(
            door.receive(FakeProvider.ID, Optional.empty(), headers, altered),
            door.receive(FakeProvider.ID, Optional.empty(), Map.of(), real),
            door.receive(FakeProvider.ID, Optional.empty(), signed(real, Secret.of("guess")), real),
            door.receive("nobody", Optional.empty(), headers, real),
            door.receive(FakeProvider.ID, Optional.of(UUID.randomUUID()), headers, real))) {
      assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    }
    assertThat(engine.number("select count(*) from tributary.webhook_delivery")).isZero();
    assertThat(events()).isEmpty();
  }

  @Test
  void a_challenge_is_answered_only_with_a_token_made_of_our_own_client() throws Exception {
    WebhookDoor door = engine.engine.webhooks().door();
    assertThat(door.challenge(FakeProvider.ID, Map.of("token", "", "challenge", "42"))).isEmpty();
    engine
        .engine
        .connections()
        .apps()
        .enter(
            FakeProvider.ID,
            new dev.tributary.spi.AppCredentials("client", Secret.of("client-secret")));
    Secret token = engine.engine.webhooks().addresses().verifyToken(FakeProvider.ID).orElseThrow();
    assertThat(token.reveal()).hasSize(43).doesNotContain("client-secret");
    assertThat(door.challenge(FakeProvider.ID, Map.of("token", token.reveal(), "challenge", "42")))
        .contains("42");
    assertThat(door.challenge(FakeProvider.ID, Map.of("token", "x", "challenge", "42"))).isEmpty();
    assertThat(door.challenge("nobody", Map.of("token", token.reveal(), "challenge", "42")))
        .isEmpty();
  }

  @Test
  void an_account_that_nobody_reads_is_noted_and_no_workspaces_affair() {
    assertThat(taken(told(line("k", "acc-9", now(), "visits")))).isEqualTo(new Taken(0, 1, 0));
    assertThat(events()).isEmpty();
    assertThat(
            engine.number(
                "select count(*) from tributary.webhook_event where code = 'account_unknown'"))
        .isOne();
  }

  // --- what is read ---

  @Test
  void what_is_told_while_the_provider_does_not_answer_waits_for_the_retry() throws Exception {
    told(line("a", "acc-1", now(), "visits"));
    apply();
    engine.provider.fails(new Failure.Unavailable(503, "Out of order."));
    engine.turn();
    Instant retry = engine.lastJob(shop).nextRetryAt().orElseThrow();
    told(line("b", "acc-1", now().minus(Duration.ofDays(1)), "visits"));
    engine.clock.move(SECOND.multipliedBy(30));
    sweep();
    assertThat(eventsIn(State.RECEIVED)).isZero();
    assertThat(engine.dueAt(shop)).isEqualTo(retry);
    engine.engine.asks().ask(engine.workspace, shop.id(), Asks.Wish.syncNow());
    assertThat(engine.dueAt(shop)).as("a person need not wait").isEqualTo(now());
    engine.turn();
    assertThat(openRequests()).isZero();
  }

  private long eventsIn(State state) {
    return events().stream().filter(event -> event.state() == state).count();
  }

  @Test
  void a_told_day_is_read_alone_and_of_the_named_reports_alone() {
    LocalDate day = TODAY.minusDays(2);
    engine.provider.visits(day, "channel-1", 7_000);
    assertThat(taken(told(line("k", "acc-1", now().minus(Duration.ofDays(2)), "visits"))))
        .isEqualTo(new Taken(1, 0, 0));
    assertThat(sweep()).as("a burst is waited for").isTrue();
    assertThat(event().state()).isEqualTo(State.RECEIVED);
    apply();
    assertThat(event().state()).isEqualTo(State.APPLIED);
    engine.turn();
    assertThat(engine.provider.requests)
        .singleElement()
        .satisfies(request -> {
          assertThat(request.stream().name()).isEqualTo("visits");
          assertThat(request.slice().days().first()).isEqualTo(day);
          assertThat(request.slice().days().last()).isEqualTo(day);
        });
    assertThat(engine.number("select max(visits) from kpi.fake_visits where day = '" + day + "'"))
        .isEqualTo(7_000);
    assertThat(engine.engine.progress(engine.workspace, event().operation().orElseThrow()).done())
        .isTrue();
  }

  @Test
  void a_day_is_the_accounts_own_and_entities_are_looked_at_today() {
    told(
        line("late", "acc-1", Instant.parse("2026-11-21T23:59:59Z"), "visits", "campaigns"),
        line("ahead", "acc-1", now().plus(Duration.ofDays(1)), "visits"));
    apply();
    assertThat(
            engine.number(
                "select count(*) from tributary.range_request where reason = 'webhook'"
                    + " and (stream, first_day, last_day) in (('visits', '2026-11-21', '2026-11-21'),"
                    + " ('campaigns', '2026-11-22', '2026-11-22'),"
                    + " ('visits', '2026-11-22', '2026-11-22'))"))
        .isEqualTo(3);
    assertThat(openRequests()).isEqualTo(3);
    engine.turn();
    assertThat(openRequests()).isZero();
  }

  @Test
  void what_changes_nothing_of_ours_is_ignored_with_its_reason() {
    told(
        line("none", "acc-1", now()),
        line("unknown", "acc-1", now(), "weather"),
        line("old", "acc-1", now().minus(Duration.ofDays(20)), "pages"));
    apply();
    assertThat(events()).allSatisfy(one -> assertThat(one.state()).isEqualTo(State.IGNORED));
    assertThat(events())
        .extracting(one -> one.verdict().orElseThrow().code())
        .containsExactlyInAnyOrder("nothing_to_read", "not_read", "not_read");
    assertThat(openRequests()).isZero();
  }

  @Test
  void a_stopped_connection_reads_nothing_until_it_goes_on_and_can_replay_then() throws Exception {
    engine.engine.connections().pause(engine.workspace, shop.id());
    told(line("k", "acc-1", now(), "visits"));
    apply();
    assertThat(event().verdict().orElseThrow().code()).isEqualTo("not_syncing");
    engine.engine.connections().resume(engine.workspace, shop.id());
    assertThat(
            engine.engine.webhooks().replay(engine.workspace, event().id()).orElseThrow().state())
        .isEqualTo(State.RECEIVED);
    sweep();
    assertThat(event().state()).isEqualTo(State.APPLIED);
    engine.turn();
    assertThat(reads("visits")).isPositive();
  }

  // --- once, however often ---

  @Test
  void a_burst_is_read_once() {
    List<String> lines = new ArrayList<>();
    for (int n = 0; n < 1_000; n++) {
      lines.add(line("k" + n, "acc-1", now(), "visits"));
    }
    assertThat(taken(told(lines.toArray(String[]::new)))).isEqualTo(new Taken(1_000, 0, 0));
    engine.clock.move(Duration.ofMillis(900));
    told(line("one-more", "acc-1", now(), "visits"));
    assertThat(sweep()).isTrue();
    engine.clock.move(Duration.ofMillis(100));
    sweep();
    assertThat(openRequests()).isOne();
    engine.turn();
    assertThat(reads("visits")).isOne();
    assertThat(
            engine.number("select count(*) from tributary.webhook_event where state = 'applied'"))
        .isEqualTo(1_001);
    assertThat(engine.number("select count(distinct operation) from tributary.webhook_event"))
        .isOne();
  }

  @Test
  void what_is_told_again_is_counted_and_not_read_again() {
    String same = line("k", "acc-1", now(), "visits");
    told(same, same);
    apply();
    engine.turn();
    assertThat(taken(told(same))).isEqualTo(new Taken(0, 0, 1));
    assertThat(taken(told(line("other", "acc-1", now(), "visits"), same)))
        .isEqualTo(new Taken(1, 0, 1));
    assertThat(events()).hasSize(2);
    assertThat(events().getLast().copies()).isEqualTo(4);
    engine.clock.move(Duration.ofMinutes(2));
    sweep();
    engine.turn();
    assertThat(reads("visits")).isEqualTo(2);
    assertThat(engine.number("select sum(copies) from tributary.webhook_delivery")).isEqualTo(3);
  }

  @Test
  void in_any_order_the_same_days_are_read() {
    List<String> lines = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      lines.add(line("k" + n, "acc-1", now().minus(Duration.ofDays(n)), "visits"));
    }
    Collections.reverse(lines);
    lines.forEach(one -> told(one));
    apply();
    assertThat(openRequests()).isEqualTo(3);
    engine.turn();
    assertThat(openRequests()).isZero();
    assertThat(events()).allSatisfy(one -> assertThat(one.state()).isEqualTo(State.APPLIED));
  }

  @Test
  void what_comes_before_the_read_begins_joins_it_and_what_comes_after_has_it_read_again() {
    told(line("first", "acc-1", now(), "visits"));
    apply();
    told(line("second", "acc-1", now(), "visits"));
    engine.clock.move(Duration.ofSeconds(10));
    sweep();
    assertThat(openRequests()).isOne();
    engine.provider.then((_, _) -> {
      told(line("third", "acc-1", now(), "visits"));
      engine.clock.move(Duration.ofSeconds(5));
      sweep();
    });
    engine.turn();
    assertThat(openRequests()).isZero();
    assertThat(reads("visits")).as("the third came while the first was read").isEqualTo(2);
    assertThat(engine.number("select count(distinct operation) from tributary.webhook_event"))
        .isOne();
  }

  @Test
  void an_account_that_never_rests_is_read_at_growing_distances() {
    Instant at = now();
    assertThat(WebhookSweep.ripe(waiting(at, Optional.empty(), 0, false), at)).isFalse();
    assertThat(WebhookSweep.ripe(waiting(at, Optional.empty(), 0, false), at.plus(SECOND)))
        .isTrue();
    Instant later = at.plus(Duration.ofSeconds(5));
    assertThat(WebhookSweep.ripe(waiting(at, Optional.of(at), 2, false), later)).isTrue();
    assertThat(WebhookSweep.ripe(waiting(at, Optional.of(at), 3, false), later)).isFalse();
    assertThat(WebhookSweep.ripe(waiting(at, Optional.of(at), 3, true), later)).isTrue();
    Instant minute = at.plus(Duration.ofMinutes(1));
    assertThat(WebhookSweep.ripe(waiting(at, Optional.of(at), 500, false), minute)).isTrue();
  }

  private static Waiting waiting(
      Instant since, Optional<Instant> last, int applied, boolean replayed) {
    return new Waiting(UUID.randomUUID(), UUID.randomUUID(), since, replayed, last, applied);
  }

  // --- what breaks ---

  @Test
  void what_was_stored_is_applied_by_another_node_after_a_crash() {
    told(line("k", "acc-1", now(), "visits"));
    engine.clock.move(SECOND);
    AtomicReference<com.github.kagkarlsson.scheduler.testhelper.ManualScheduler> crank =
        new AtomicReference<>();
    try (Engine other = engine.engine("node-2", crank)) {
      assertThat(other.webhooks().sweep().sweep()).isFalse();
      assertThat(event().state()).isEqualTo(State.APPLIED);
      assertThat(other.webhooks().sweep().sweep()).as("nothing is applied twice").isFalse();
      assertThat(openRequests()).isOne();
    }
  }

  @Test
  void what_cannot_be_applied_is_given_up_and_can_be_replayed() {
    told(line("k", "acc-1", now(), "visits"));
    engine.execute("update tributary.integration set zone = 'Nowhere/None'");
    engine.clock.move(SECOND);
    assertThat(sweep()).isTrue();
    assertThat(sweep()).isTrue();
    assertThat(sweep()).isFalse();
    assertThat(event().state()).isEqualTo(State.FAILED);
    assertThat(event().verdict().orElseThrow().code()).isEqualTo("defect");
    engine.execute("update tributary.integration set zone = 'UTC'");
    assertThat(
            engine
                .engine
                .webhooks()
                .replayAll(
                    engine.workspace,
                    new WebhookEventStore.Filter(
                        Optional.of(shop.id()), Optional.empty(), Optional.of(State.FAILED))))
        .isOne();
    assertThat(engine.engine.webhooks().replay(engine.workspace, event().id())).isPresent();
    sweep();
    assertThat(event().state()).isEqualTo(State.APPLIED);
    assertThat(event().replays()).isOne();
    assertThat(openRequests()).isOne();
  }

  @Test
  void events_are_kept_longer_than_any_provider_repeats_them_and_then_deleted() {
    told(line("k", "acc-1", now(), "visits"));
    apply();
    told(line("waits", "acc-1", now(), "visits"));
    engine.clock.move(Duration.ofDays(29));
    engine.engine.webhooks().clean(now());
    assertThat(events()).hasSize(2);
    engine.clock.move(Duration.ofDays(2));
    engine.engine.webhooks().clean(now());
    assertThat(event().state()).as("what waits stays").isEqualTo(State.RECEIVED);
  }

  @Test
  void an_event_goes_with_its_connection() throws Exception {
    told(line("k", "acc-1", now(), "visits"));
    engine.engine.connections().delete(engine.workspace, shop.id());
    assertThat(engine.number("select count(*) from tributary.webhook_event")).isZero();
    assertThat(sweep()).isFalse();
  }
}
