package dev.tributary.engine.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.Engine;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.engine.Streams;
import dev.tributary.engine.sync.TurnSettings;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Failure.Category;
import dev.tributary.store.DayState;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.DeadLetterFilter;
import dev.tributary.store.DeadLetterGroup;
import dev.tributary.store.Fence;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Priority;
import dev.tributary.store.RangeRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");
  private static final DayRange WEEK = new DayRange(TODAY.minusDays(26), TODAY.minusDays(20));

  private EngineFixture engine = new EngineFixture();

  @AfterEach
  void close() {
    engine.close();
  }

  private DeadLetters letters() {
    return engine.engine.deadLetters();
  }

  // --- replay ---

  @Test
  void what_is_unknown_or_closed_cannot_be_replayed_skipped_or_put_away() throws Exception {
    Integration shop = synced();
    UUID unknown = UUID.randomUUID();
    refused("not_found", () -> letters().replay(engine.workspace, unknown));
    refused("not_found", () -> letters().skip(engine.workspace, unknown, "why"));
    DeadLetter letter = given(shop, WEEK, Category.DATA, "malformed");
    assertThat(letters().find(UUID.randomUUID(), letter.id()))
        .as("another workspace sees nothing")
        .isEmpty();
    letters().replay(engine.workspace, letter.id());
    engine.turn();
    assertThat(closed(letter)).contains(DeadLetter.Closed.APPLIED);
    assertThatThrownBy(() -> letters().replay(engine.workspace, letter.id()))
        .hasMessageContaining("its days were stored");
    refused("not_dead", () -> letters().skip(engine.workspace, letter.id(), "why"));
    refused("not_dead", () -> letters().dismiss(engine.workspace, letter.id()));
  }

  @Test
  void a_connection_that_cannot_sync_says_what_to_do_first() throws Exception {
    Integration shop = synced();
    DeadLetter letter = given(shop, WEEK, Category.DATA, "malformed");
    for (IntegrationState state :
        List.of(
            IntegrationState.PAUSED,
            IntegrationState.HELD,
            IntegrationState.RECONNECT_NEEDED,
            IntegrationState.DISCONNECTED)) {
      state(shop, state);
      refused("not_syncing", () -> letters().replay(engine.workspace, letter.id()));
    }
    assertThat(letters().replayAll(engine.workspace, DeadLetterFilter.OPEN).refused())
        .singleElement()
        .satisfies(one -> assertThat(one.sentence()).contains("Connect it again"));
    assertThat(openRequests(shop)).isEmpty();
    engine.execute(
        "update tributary.integration set state = 'active', reason = null, reason_code = null");
  }

  @Test
  void days_that_the_provider_no_longer_keeps_cannot_be_replayed() {
    engine.close();
    engine =
        new EngineFixture(
            List.of(Streams.day("visits", Optional.of(java.time.Period.ofDays(10)))),
            TurnSettings.DEFAULT);
    Integration shop = synced();
    DeadLetter letter = given(shop, WEEK, Category.DATA, "malformed");
    refused("nothing_to_read", () -> letters().replay(engine.workspace, letter.id()));
    assertThat(closed(letter)).isEmpty();
  }

  @Test
  void replayed_twice_is_read_once() throws Exception {
    Integration shop = synced();
    DeadLetter letter = given(shop, WEEK, Category.DATA, "malformed");
    UUID first = letters().replay(engine.workspace, letter.id());
    assertThat(letters().replay(engine.workspace, letter.id())).isEqualTo(first);
    assertThat(letters().replayAll(engine.workspace, DeadLetterFilter.OPEN))
        .isEqualTo(new DeadLetters.Replayed(Optional.empty(), 0, 1, List.of()));
    assertThat(openRequests(shop))
        .singleElement()
        .satisfies(request -> {
          assertThat(request.days()).isEqualTo(WEEK);
          assertThat(request.priority()).isEqualTo(Priority.MANUAL);
        });
    engine.provider.requests.clear();
    engine.turn();
    assertThat(engine.provider.requests).hasSize(1);
    assertThat(closed(letter)).contains(DeadLetter.Closed.APPLIED);
    assertThat(engine.engine.progress(engine.workspace, first).done()).isTrue();
    assertThat(letter(letter).replays()).isOne();
  }

  @Test
  void what_fails_again_can_be_replayed_again() throws Exception {
    Integration shop = synced();
    DeadLetter letter = given(shop, WEEK, Category.DATA, "malformed");
    UUID first = letters().replay(engine.workspace, letter.id());
    engine.clock.move(Duration.ofMinutes(40));
    assertThat(given(shop, WEEK, Category.DATA, "malformed").id()).isEqualTo(letter.id());
    engine.clock.move(Duration.ofSeconds(1));
    UUID second = letters().replay(engine.workspace, letter.id());
    assertThat(second).isNotEqualTo(first);
    assertThat(letter(letter))
        .satisfies(one -> {
          assertThat(one.replays()).isEqualTo(2);
          assertThat(one.firstAt()).isBefore(one.createdAt());
        });
  }

  @Test
  void all_that_match_are_replayed_and_what_is_paused_holds_up_nobody() throws Exception {
    List<Integration> both = syncedBoth();
    Integration shop = both.getFirst();
    Integration blog = both.getLast();
    DeadLetter paused = given(shop, WEEK, Category.DATA, "malformed");
    DeadLetter wanted = given(blog, WEEK, Category.DATA, "malformed");
    DeadLetter touching =
        given(
            blog,
            new DayRange(WEEK.last().plusDays(1), WEEK.last().plusDays(2)),
            Category.DATA,
            "malformed");
    DeadLetter other = given(blog, DayRange.of(TODAY.minusDays(10)), Category.SYSTEM, "defect");
    engine.engine.connections().pause(engine.workspace, shop.id());

    DeadLetters.Replayed replayed =
        letters().replayAll(engine.workspace, DeadLetterFilter.OPEN.withCode("malformed"));
    assertThat(replayed.replayed()).isEqualTo(2);
    assertThat(replayed.refused())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.integration()).isEqualTo(shop.id());
          assertThat(one.code()).isEqualTo("not_syncing");
        });
    assertThat(openRequests(blog))
        .as("neighbouring days are read together")
        .extracting(RangeRequest::days)
        .containsExactly(new DayRange(WEEK.first(), WEEK.last().plusDays(2)));
    engine.turn();
    assertThat(closed(wanted)).contains(DeadLetter.Closed.APPLIED);
    assertThat(closed(touching)).contains(DeadLetter.Closed.APPLIED);
    assertThat(closed(other)).isEmpty();
    assertThat(closed(paused)).isEmpty();
    assertThat(engine.engine.progress(engine.workspace, replayed.operation().orElseThrow()).done())
        .isTrue();
  }

  @Test
  void a_thousand_replayed_twice_have_one_effect_each() throws Exception {
    Integration shop = synced();
    engine.tellGivenUp(shop);
    engine.execute(
        """
        insert into tributary.dead_letter
            (id, workspace_id, integration_id, job_id, stream, first_day, last_day, category, code,
             cause, attempts, created_at, first_at)
        select gen_random_uuid(), workspace_id, id, id, 'visits', d::date, d::date, 'data',
               'malformed', 'Unreadable.', 6, created_at, created_at
          from tributary.integration,
               generate_series(date '2024-02-27', date '2026-11-21', interval '1 day') d
        """);
    engine.clock.move(Duration.ofSeconds(1));
    DeadLetters.Replayed first = letters().replayAll(engine.workspace, DeadLetterFilter.OPEN);
    DeadLetters.Replayed second = letters().replayAll(engine.workspace, DeadLetterFilter.OPEN);
    assertThat(first.replayed()).isEqualTo(999);
    assertThat(second.replayed()).isZero();
    assertThat(second.underWay()).isEqualTo(999);
    assertThat(openRequests(shop)).hasSize(1);
    engine.turn();
    assertThat(engine.number("select count(*) from tributary.dead_letter where closed_at is null"))
        .isZero();
    assertThat(engine.number("select max(version) from tributary.day_ledger")).isOne();
  }

  @Test
  void days_that_are_stored_close_only_the_letters_that_name_no_other() throws Exception {
    Integration shop = synced();
    DeadLetter letter = given(shop, WEEK, Category.DATA, "malformed");
    DayRange part = new DayRange(WEEK.first(), WEEK.last().minusDays(2));
    engine
        .engine
        .asks()
        .ask(engine.workspace, shop.id(), Asks.Wish.reread(part, List.of("visits")));
    engine.turn();
    assertThat(closed(letter)).as("two days are missing").isEmpty();
    letters().replay(engine.workspace, letter.id());
    engine.turn();
    assertThat(closed(letter)).contains(DeadLetter.Closed.APPLIED);
  }

  @Test
  void a_look_at_the_entities_on_another_day_does_what_was_given_up() throws Exception {
    engine.close();
    engine = new EngineFixture(List.of(Streams.snapshot("campaigns")), TurnSettings.DEFAULT);
    Integration shop = synced();
    engine.tellGivenUp(shop);
    engine
        .stores
        .deadLetters()
        .put(
            fence(shop),
            Optional.of("campaigns"),
            Optional.of(DayRange.of(TODAY)),
            Category.DATA,
            "malformed",
            "Unreadable.",
            6,
            engine.clock.instant());
    engine.turnAfter(Duration.ofHours(30));
    assertThat(engine.stores.deadLetters().open(engine.workspace, shop.id())).isEmpty();
  }

  @Test
  void what_was_stopped_goes_on_when_it_is_replayed() throws Exception {
    Integration shop = synced();
    engine.provider.fails(new Failure.AccountGone("The property was deleted."));
    engine.clock.set(engine.dueAt(shop));
    engine.turn();
    DeadLetter letter = onlyOpen(shop);
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.GAVE_UP);
    letters().replay(engine.workspace, letter.id());
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
    engine.turn();
    assertThat(closed(letter)).contains(DeadLetter.Closed.RECOVERED);
  }

  // --- skip, put away ---

  @Test
  void skipped_days_tell_their_reason_and_are_not_read_again_unless_asked_for() throws Exception {
    Integration shop = synced();
    DeadLetter letter = given(shop, WEEK, Category.DATA, "malformed");
    refused("reason_missing", () -> letters().skip(engine.workspace, letter.id(), " "));
    refused("names_days", () -> letters().dismiss(engine.workspace, letter.id()));
    letters().skip(engine.workspace, letter.id(), "The shop was closed.");
    assertThat(closed(letter)).contains(DeadLetter.Closed.SKIPPED);
    LedgerDay day = day(shop, WEEK.first());
    assertThat(day.state()).isEqualTo(DayState.SKIPPED);
    assertThat(day.reason()).contains("The shop was closed.");
    engine.provider.requests.clear();
    engine.turnAfter(Duration.ofHours(30));
    assertThat(engine.provider.requests)
        .noneMatch(request -> request.slice().days().days().anyMatch(WEEK::contains));

    engine
        .engine
        .asks()
        .ask(engine.workspace, shop.id(), Asks.Wish.reread(WEEK, List.of("visits")));
    engine.turn();
    assertThat(day(shop, WEEK.first()).state()).isNotEqualTo(DayState.SKIPPED);
    assertThat(engine.stores.audit().recent(engine.workspace, 9))
        .anyMatch(entry -> entry.action().equals("days.skipped"));
  }

  @Test
  void what_names_no_days_is_put_away_not_skipped() throws Exception {
    Integration shop = synced();
    engine.tellGivenUp(shop);
    DeadLetter whole =
        engine
            .stores
            .deadLetters()
            .put(
                fence(shop),
                Optional.empty(),
                Optional.empty(),
                Category.SYSTEM,
                "storage",
                "The disk was full.",
                6,
                engine.clock.instant());
    refused("no_days", () -> letters().skip(engine.workspace, whole.id(), "why"));
    letters().dismiss(engine.workspace, whole.id());
    assertThat(closed(whole)).contains(DeadLetter.Closed.DISMISSED);
  }

  // --- look through ---

  @Test
  void causes_tell_how_many_days_and_what_to_do() {
    List<Integration> both = syncedBoth();
    given(both.getFirst(), WEEK, Category.DATA, "malformed");
    engine.clock.move(Duration.ofHours(1));
    DayRange overlapping = new DayRange(WEEK.first().plusDays(3), WEEK.last().plusDays(1));
    given(both.getFirst(), overlapping, Category.DATA, "malformed");
    given(both.getLast(), WEEK, Category.DATA, "malformed");
    given(both.getLast(), DayRange.of(TODAY.minusDays(5)), Category.SYSTEM, "defect");

    List<DeadLetters.Cause> causes = letters().causes(engine.workspace, DeadLetterFilter.OPEN);
    assertThat(causes)
        .extracting(cause -> cause.group().code())
        .containsExactly("malformed", "defect");
    DeadLetterGroup malformed = causes.getFirst().group();
    assertThat(malformed.letters()).isEqualTo(3);
    assertThat(malformed.integrations()).isEqualTo(2);
    assertThat(malformed.days()).as("a day named twice counts once").isEqualTo(8 + 7);
    assertThat(malformed.provider()).isEqualTo(FakeProvider.ID);
    assertThat(malformed.stream()).contains("visits");
    assertThat(Duration.between(malformed.firstAt(), malformed.lastAt()))
        .isEqualTo(Duration.ofHours(1));
    assertThat(malformed.sample()).isEqualTo("Unreadable.");
    assertThat(causes.getFirst().nextStep()).startsWith("Replay once");
  }

  @Test
  void pages_are_complete_and_filters_hold() throws Exception {
    Integration shop = synced();
    List<UUID> all = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      engine.clock.move(Duration.ofSeconds(1));
      all.addFirst(
          given(shop, DayRange.of(TODAY.minusDays(10 + n)), Category.DATA, "malformed").id());
    }
    List<UUID> seen = new ArrayList<>();
    Optional<UUID> after = Optional.empty();
    do {
      DeadLetters.Page page = letters().list(engine.workspace, DeadLetterFilter.ALL, after, 2);
      page.items().forEach(letter -> seen.add(letter.id()));
      after = page.next();
    } while (after.isPresent());
    assertThat(seen).isEqualTo(all);
    DeadLetterFilter other =
        new DeadLetterFilter(
            Optional.of(true),
            Optional.of(shop.id()),
            Optional.of(FakeProvider.ID),
            Optional.of(Category.API),
            Optional.empty(),
            Optional.of("visits"));
    assertThat(letters().list(engine.workspace, other, Optional.empty(), 9).items()).isEmpty();
    letters().skip(engine.workspace, all.getFirst(), "why");
    assertThat(
            letters()
                .list(engine.workspace, DeadLetterFilter.OPEN.of(shop.id()), Optional.empty(), 9)
                .items())
        .hasSize(4);
  }

  @Test
  void every_kind_of_failure_has_its_next_step() {
    List<Failure> all =
        List.of(
            new Failure.TokenRejected(""),
            new Failure.GrantRejected(""),
            new Failure.PermissionMissing("read", Failure.Scope.INTEGRATION, ""),
            new Failure.QuotaExhausted("day", Instant.EPOCH, ""),
            new Failure.Throttled(Duration.ZERO, ""),
            new Failure.Unavailable(503, ""),
            new Failure.TooLarge(""),
            new Failure.InvalidRequest(""),
            new Failure.AccountGone(""),
            new Failure.Malformed("", Optional.empty()),
            new Failure.TooMuchData(""),
            new Failure.Network(""),
            new Failure.Misconfigured(""),
            new Failure.Storage(""),
            new Failure.Defect(""));
    assertThat(all).hasSize(Failure.class.getPermittedSubclasses().length);
    String any = NextStep.of("something else");
    assertThat(all).extracting(failure -> NextStep.of(failure.code())).doesNotContain(any);
  }

  // --- by themselves ---

  @Test
  void an_outage_that_is_over_for_one_account_is_over_for_the_other() {
    List<Integration> both = syncedBoth();
    DeadLetter letter = given(both.getFirst(), WEEK, Category.API, "unavailable");
    SelfReplay self = engine.engine.selfReplay();
    assertThat(self.sweep(engine.clock.instant())).as("nothing succeeded since").isZero();
    engine.clock.set(engine.dueAt(both.getLast()));
    engine.turn();
    assertThat(closed(letter)).isEmpty();
    assertThat(self.sweep(engine.clock.instant())).isOne();
    assertThat(self.sweep(engine.clock.instant())).as("once").isZero();
    engine.turn();
    assertThat(closed(letter)).contains(DeadLetter.Closed.APPLIED);
  }

  @Test
  void a_cause_that_only_seems_gone_makes_no_loop() {
    List<Integration> both = syncedBoth();
    DeadLetter letter = given(both.getFirst(), WEEK, Category.API, "unavailable");
    SelfReplay self = engine.engine.selfReplay();
    int replays = 0;
    for (int hour = 0; hour < 72; hour++) {
      engine.clock.move(Duration.ofHours(1));
      engine.execute(
          "update tributary.integration set last_sync_at = '%s' where id = '%s'"
              .formatted(engine.clock.instant(), both.getLast().id()));
      replays += self.sweep(engine.clock.instant());
      engine.clock.move(Duration.ofSeconds(1));
      given(both.getFirst(), WEEK, Category.API, "unavailable");
    }
    assertThat(replays).isEqualTo(3);
    assertThat(letter(letter).replays()).isEqualTo(3);
  }

  @Test
  void a_used_up_quota_is_back_only_when_the_same_account_was_read() {
    List<Integration> both = syncedBoth();
    given(both.getFirst(), WEEK, Category.API, "quota_exhausted");
    engine.clock.move(Duration.ofMinutes(1));
    synced(both.getLast());
    assertThat(engine.engine.selfReplay().sweep(engine.clock.instant())).isZero();
    synced(both.getFirst());
    assertThat(engine.engine.selfReplay().sweep(engine.clock.instant())).isOne();
  }

  @Test
  void a_new_edition_of_the_adapter_tries_what_the_old_one_could_not_read() {
    Integration shop = synced();
    engine.engine.selfReplay().sweep(engine.clock.instant());
    engine.clock.move(Duration.ofMinutes(1));
    DeadLetter letter = given(shop, WEEK, Category.DATA, "malformed");
    engine.clock.move(Duration.ofMinutes(1));
    synced(shop);
    assertThat(sweepOfNewNode()).as("the same edition").isZero();
    engine.provider.version = 2;
    assertThat(sweepOfNewNode()).isOne();
    engine.turn();
    assertThat(closed(letter)).contains(DeadLetter.Closed.APPLIED);
  }

  /** By a node that starts now. */
  private int sweepOfNewNode() {
    try (Engine node = engine.engine("node-2", new AtomicReference<>())) {
      return node.selfReplay().sweep(engine.clock.instant());
    }
  }

  @Test
  void a_paused_connection_is_not_replayed_by_itself() throws Exception {
    List<Integration> both = syncedBoth();
    given(both.getFirst(), WEEK, Category.API, "network");
    engine.engine.connections().pause(engine.workspace, both.getFirst().id());
    engine.clock.move(Duration.ofMinutes(1));
    synced(both.getLast());
    assertThat(engine.engine.selfReplay().sweep(engine.clock.instant())).isZero();
  }

  @Test
  void a_reconnect_reads_again_what_was_given_up() throws Exception {
    Integration shop = synced();
    DeadLetter letter = given(shop, WEEK, Category.API, "unavailable");
    engine.provider.fails(new Failure.GrantRejected("Anna withdrew the access."));
    engine.clock.set(engine.dueAt(shop));
    engine.turn();
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.RECONNECT_NEEDED);
    engine
        .engine
        .connections()
        .reconnect(engine.workspace, shop.id(), engine.provider.credentials("anew"));
    engine.turn();
    assertThat(engine.stores.deadLetters().open(engine.workspace, shop.id())).isEmpty();
    assertThat(closed(letter)).contains(DeadLetter.Closed.APPLIED);
  }

  @Test
  void a_health_check_that_is_well_lets_a_stopped_connection_go_on_once_a_day() throws Exception {
    Integration shop = synced();
    for (int time = 0; time < 2; time++) {
      engine.provider.fails(new Failure.AccountGone("The property was deleted."));
      engine.clock.set(engine.dueAt(shop));
      engine.turn();
      assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.GAVE_UP);
      engine.engine.connections().checkHealth(engine.workspace, shop.id());
      assertThat(engine.again(shop).state())
          .isEqualTo(time == 0 ? IntegrationState.ACTIVE : IntegrationState.GAVE_UP);
    }
    engine.clock.move(Duration.ofHours(24));
    engine.engine.connections().checkHealth(engine.workspace, shop.id());
    engine.turn();
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
    assertThat(engine.stores.deadLetters().open(engine.workspace, shop.id())).isEmpty();
  }

  // --- helpers ---

  /** Connected, and read to the end. */
  private Integration synced() {
    Integration shop = engine.connect(60);
    engine.turn();
    return shop;
  }

  private List<Integration> syncedBoth() {
    List<Integration> both =
        engine.connect(List.of("acc-1", "acc-2"), 60).stream()
            .map(Connections.Connected::integration)
            .toList();
    engine.turn();
    return both;
  }

  private void synced(Integration integration) {
    engine.execute(
        "update tributary.integration set last_sync_at = '%s' where id = '%s'"
            .formatted(engine.clock.instant(), integration.id()));
  }

  private void state(Integration integration, IntegrationState state) {
    engine
        .stores
        .integrations()
        .setState(
            engine.workspace,
            integration.id(),
            state,
            Optional.of(new Integration.Reason("test", "For a test.")),
            engine.clock.instant());
  }

  /** Days of visits that were given up just now, as a turn leaves them behind. */
  private DeadLetter given(Integration integration, DayRange days, Category category, String code) {
    Instant now = engine.clock.instant();
    engine.tellGivenUp(integration);
    engine.execute(
        """
        update tributary.day_ledger
           set problem = 'failed', problem_code = '%s', reason = 'Unreadable.', problem_count = 6,
               next_due_at = '%s'
         where integration_id = '%s' and day between '%s' and '%s'
        """
            .formatted(
                code, now.plus(Duration.ofHours(24)), integration.id(), days.first(), days.last()));
    return engine
        .stores
        .deadLetters()
        .put(
            fence(integration),
            Optional.of("visits"),
            Optional.of(days),
            category,
            code,
            "Unreadable.",
            6,
            now);
  }

  private Fence fence(Integration integration) {
    return new Fence(engine.workspace, integration.id(), engine.lastJob(integration).id(), 1);
  }

  private DeadLetter letter(DeadLetter letter) {
    return letters().find(engine.workspace, letter.id()).orElseThrow();
  }

  private Optional<DeadLetter.Closed> closed(DeadLetter letter) {
    return letter(letter).closed();
  }

  private DeadLetter onlyOpen(Integration integration) {
    List<DeadLetter> open = engine.stores.deadLetters().open(engine.workspace, integration.id());
    assertThat(open).hasSize(1);
    return open.getFirst();
  }

  private List<RangeRequest> openRequests(Integration integration) {
    return engine.stores.requests().open(engine.workspace, integration.id()).stream()
        .map(open -> open.request())
        .toList();
  }

  private LedgerDay day(Integration integration, LocalDate day) {
    return engine
        .stores
        .ledger()
        .days(engine.workspace, integration.id(), "visits", DayRange.of(day))
        .getFirst();
  }

  private static void refused(String code, ThrowingCallable deed) {
    assertThatThrownBy(deed)
        .isInstanceOfSatisfying(ConnectException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
