package dev.tributary.store;

import static dev.tributary.store.TestSlices.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.Cursor;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Ledger, requests, reports under way, dead letters, streams, quotas and the schedule. */
@TestInstance(Lifecycle.PER_CLASS)
class WorkStoresTest {
  private static final Instant NOW = Connected.NOW;
  private static final DayRange THREE = new DayRange(DAY, DAY.plusDays(2));

  private Database database;
  private LedgerStore ledger;
  private RangeRequestStore requests;
  private QuotaStore quotas;
  private Connected shop;

  @BeforeAll
  void open() {
    database = TestServer.database();
    ledger = new LedgerStore(database);
    requests = new RangeRequestStore(database);
    quotas = new QuotaStore(database);
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void connect() {
    shop = Connected.on(database, "acme");
  }

  private void store(DayRange days) {
    new SliceStore(database)
        .apply(
            TestSlices.write(
                shop.fence(),
                TestStreams.PAGES,
                days,
                TestSlices.pages(days.first(), "/", "", 1, 0, 0)));
  }

  private List<LedgerDay> days(DayRange range) {
    return ledger.days(shop.workspaceId(), shop.integrationId(), "pages", range);
  }

  private void fail(DayRange days, Instant next) {
    ledger.failed(shop.fence(), "pages", days, "network", "no answer", Optional.of(next));
  }

  private void skip(DayRange days) {
    ledger.skip(shop.fence(), "pages", days, "too_much_data", "a day too large", NOW);
  }

  // --- ledger ---

  @Test
  void a_stale_fence_changes_no_day() {
    Fence stale = shop.fence();
    new JobStore(database)
        .start(shop.workspaceId(), shop.integrationId(), 2, JobTrigger.SCHEDULE, NOW);

    assertThatThrownBy(() -> ledger.failed(stale, "pages", THREE, "c", "r", Optional.empty()))
        .isInstanceOf(FenceLostException.class);
    assertThatThrownBy(() -> ledger.skip(stale, "pages", THREE, "c", "r", NOW))
        .isInstanceOf(FenceLostException.class);
    assertThatThrownBy(() -> ledger.makeDue(stale, "pages", List.of(DAY), NOW))
        .isInstanceOf(FenceLostException.class);
    assertThat(days(THREE)).isEmpty();
  }

  @Test
  void a_failed_day_keeps_its_data_and_counts_its_failures() {
    store(DayRange.of(DAY));
    fail(THREE, NOW.plusSeconds(60));
    fail(DayRange.of(DAY), NOW.plusSeconds(120));

    LedgerDay stored = days(THREE).getFirst();
    assertThat(stored.problem()).isEqualTo(Problem.FAILED);
    assertThat(stored.problemCount()).isEqualTo(2);
    assertThat(stored.problemCode()).contains("network");
    assertThat(stored.state()).isEqualTo(DayState.SETTLING);
    assertThat(stored.stored()).isTrue();
    LedgerDay never = days(THREE).getLast();
    assertThat(never.stored()).isFalse();
    assertThat(never.state()).isEqualTo(DayState.OPEN);
    assertThat(never.version()).isZero();

    store(DayRange.of(DAY));
    assertThat(days(THREE).getFirst().problem()).isEqualTo(Problem.NONE);
    assertThat(days(THREE).getFirst().problemCount()).isZero();
  }

  @Test
  void a_skipped_day_is_not_due_and_comes_back_when_it_is_tried_again() {
    store(DayRange.of(DAY));
    skip(THREE);
    assertThat(days(THREE)).allMatch(day -> day.state() == DayState.SKIPPED);
    assertThat(ledger.nextDueAt(shop.workspaceId(), shop.integrationId())).isEmpty();
    assertThat(days(THREE).getFirst().stored()).as("data stays").isTrue();

    ledger.makeDue(shop.fence(), "pages", List.of(DAY), NOW);
    assertThat(ledger.due(shop.workspaceId(), shop.integrationId(), NOW, 9)).isEmpty();

    fail(THREE, NOW);
    assertThat(days(THREE))
        .extracting(LedgerDay::state)
        .containsExactly(DayState.SETTLING, DayState.OPEN, DayState.OPEN);
  }

  @Test
  void a_partial_day_that_was_skipped_and_tried_again_is_still_partial() {
    SliceWrite slice =
        TestSlices.write(
            shop.fence(),
            TestStreams.PAGES,
            DayRange.of(DAY),
            TestSlices.pages(DAY, "/", "", 1, 0, 0));
    DayFlags partial = new DayFlags(false, false, false, true, false, false);
    new SliceStore(database)
        .apply(
            TestSlices.with(
                slice,
                List.of(
                    new SliceWrite.Replace(
                        DAY,
                        DayState.OPEN,
                        Optional.of(NOW.plusSeconds(60)),
                        partial,
                        RevisionCause.FIRST)),
                List.of()));
    skip(DayRange.of(DAY));
    fail(DayRange.of(DAY), NOW);
    assertThat(days(DayRange.of(DAY)).getFirst().state())
        .as("its numbers were never read whole")
        .isEqualTo(DayState.OPEN);
  }

  @Test
  void due_days_come_newest_first_and_only_when_due() {
    store(DayRange.of(DAY));
    fail(new DayRange(DAY.plusDays(1), DAY.plusDays(3)), NOW.plusSeconds(60));

    assertThat(ledger.due(shop.workspaceId(), shop.integrationId(), NOW, 9)).isEmpty();
    assertThat(ledger.nextDueAt(shop.workspaceId(), shop.integrationId()))
        .contains(NOW.plusSeconds(60));
    assertThat(ledger.due(shop.workspaceId(), shop.integrationId(), NOW.plusSeconds(60), 2))
        .extracting(LedgerDay::day)
        .containsExactly(DAY.plusDays(3), DAY.plusDays(2));
    ledger.makeDue(shop.fence(), "pages", List.of(DAY, DAY.plusDays(9)), NOW);
    assertThat(ledger.due(shop.workspaceId(), shop.integrationId(), NOW, 9))
        .extracting(LedgerDay::day)
        .containsExactly(DAY);
  }

  @Test
  void missing_days_are_those_without_an_entry() {
    store(DayRange.of(DAY.plusDays(1)));

    assertThat(ledger.missing(shop.workspaceId(), shop.integrationId(), "pages", THREE))
        .containsExactly(DAY, DAY.plusDays(2));
    assertThat(ledger.newest(shop.workspaceId(), shop.integrationId(), "pages").orElseThrow().day())
        .isEqualTo(DAY.plusDays(1));
    assertThat(ledger.newest(shop.workspaceId(), shop.integrationId(), "users")).isEmpty();
  }

  @Test
  void an_empty_range_has_a_coverage_too() {
    Coverage coverage = ledger.coverage(shop.workspaceId(), shop.integrationId(), "pages", THREE);

    assertThat(coverage).isEqualTo(new Coverage("pages", 0, 3, 0, 0, 0, 0, 0, 0, Optional.empty()));
  }

  // --- requests ---

  private RangeRequest ask(Priority priority, DayRange days, Instant askedAt, UUID operation) {
    RangeRequest request =
        new RangeRequest(
            Ids.next(askedAt),
            shop.workspaceId(),
            shop.integrationId(),
            "pages",
            days,
            "first_backfill",
            priority,
            true,
            Optional.of(operation),
            askedAt,
            0,
            Optional.empty());
    requests.add(request);
    return request;
  }

  @Test
  void requests_come_by_priority_and_their_days_newest_first() {
    UUID operation = UUID.randomUUID();
    RangeRequest backfill = ask(Priority.BACKFILL, THREE, NOW.minusSeconds(9), operation);
    RangeRequest live = ask(Priority.LIVE, THREE, NOW, operation);
    RangeRequest manual = ask(Priority.MANUAL, DayRange.of(DAY), NOW, UUID.randomUUID());

    List<OpenRequest> open = requests.open(shop.workspaceId(), shop.integrationId());

    assertThat(open).extracting(OpenRequest::request).containsExactly(manual, live, backfill);
    assertThat(open.get(1).remaining())
        .extracting(OpenRequest.Day::day)
        .containsExactly(DAY.plusDays(2), DAY.plusDays(1), DAY);
    assertThat(requests.ofOperation(shop.workspaceId(), operation)).containsExactly(backfill, live);
  }

  @Test
  void a_failed_day_remains_with_the_time_of_its_next_try() {
    ask(Priority.MANUAL, DayRange.of(DAY), NOW, UUID.randomUUID());
    fail(DayRange.of(DAY), NOW.plusSeconds(60));

    assertThat(requests.open(shop.workspaceId(), shop.integrationId()).getFirst().remaining())
        .containsExactly(new OpenRequest.Day(DAY, Optional.of(NOW.plusSeconds(60))));
  }

  @Test
  void who_asks_ends_the_waiting_of_failed_days_and_a_backfill_does_not() {
    fail(DayRange.of(DAY), NOW.plusSeconds(86_400));
    ask(Priority.BACKFILL, DayRange.of(DAY), NOW, UUID.randomUUID());
    assertThat(days(THREE).getFirst().nextDueAt()).contains(NOW.plusSeconds(86_400));

    ask(Priority.MANUAL, DayRange.of(DAY), NOW, UUID.randomUUID());

    assertThat(days(THREE).getFirst().nextDueAt()).contains(NOW);
  }

  @Test
  void skipping_the_last_day_fulfils_a_request() {
    RangeRequest request = ask(Priority.MANUAL, THREE, NOW, UUID.randomUUID());
    store(new DayRange(DAY, DAY.plusDays(1)));
    skip(DayRange.of(DAY.plusDays(2)));

    RangeRequest done = requests.find(shop.workspaceId(), request.id()).orElseThrow();
    assertThat(done.daysDone()).isEqualTo(3);
    assertThat(done.doneAt()).contains(NOW);
  }

  @Test
  void a_skipped_day_that_is_asked_for_again_remains() {
    skip(DayRange.of(DAY));
    ask(Priority.MANUAL, DayRange.of(DAY), NOW.plusSeconds(1), UUID.randomUUID());

    assertThat(requests.open(shop.workspaceId(), shop.integrationId()).getFirst().remaining())
        .hasSize(1);
  }

  @Test
  void a_request_is_withdrawn_once() {
    RangeRequest request = ask(Priority.MANUAL, THREE, NOW, UUID.randomUUID());

    assertThat(requests.withdraw(shop.workspaceId(), request.id(), NOW)).isTrue();
    assertThat(requests.withdraw(shop.workspaceId(), request.id(), NOW)).isFalse();
    assertThat(requests.open(shop.workspaceId(), shop.integrationId())).isEmpty();
  }

  // --- reports under way ---

  @Test
  void an_integration_has_eight_reports_under_way_at_most() {
    OpenSliceStore open = new OpenSliceStore(database);
    for (int one = 0; one < OpenSliceStore.PER_INTEGRATION_MAX; one++) {
      assertThat(open.keep(shop.fence(), report(one, "first"))).isTrue();
    }

    assertThat(open.keep(shop.fence(), report(8, "too many"))).isFalse();
    assertThat(open.keep(shop.fence(), report(3, "moved on"))).isTrue();
    assertThat(open.of(shop.workspaceId(), shop.integrationId()))
        .hasSize(8)
        .contains(report(3, "moved on"));
    open.close(shop.fence(), report(3, "").slice());
    assertThat(open.keep(shop.fence(), report(8, "now"))).isTrue();
  }

  private static OpenSlice report(int day, String cursor) {
    return new OpenSlice(
        new Slice("pages", DayRange.of(DAY.plusDays(day))),
        new Cursor(cursor),
        NOW,
        NOW.plusSeconds(30));
  }

  // --- streams ---

  @Test
  void a_stream_is_given_up_and_taken_in_again() {
    StreamStore streams = new StreamStore(database);
    streams.planned(shop.fence(), "pages", 3);
    streams.giveUp(shop.fence(), "pages", "invalid_request", "Acme refuses", Optional.of(NOW));
    streams.giveUp(shop.fence(), "users", "permission_missing", "no right", Optional.empty());

    assertThat(streams.of(shop.workspaceId(), shop.integrationId()))
        .containsExactly(
            new StreamStatus(
                "pages",
                3,
                Optional.of(
                    new StreamStatus.GivenUp("invalid_request", "Acme refuses", Optional.of(NOW)))),
            new StreamStatus(
                "users",
                0,
                Optional.of(
                    new StreamStatus.GivenUp("permission_missing", "no right", Optional.empty()))));
    streams.resume(shop.workspaceId(), shop.integrationId(), "pages");
    streams.planned(shop.fence(), "pages", 4);
    assertThat(streams.of(shop.workspaceId(), shop.integrationId()).getFirst())
        .isEqualTo(new StreamStatus("pages", 4, Optional.empty()));
  }

  // --- dead letters ---

  private DeadLetter put(Optional<String> stream, Optional<DayRange> days, Instant at) {
    return new DeadLetterStore(database)
        .put(
            shop.fence(),
            stream,
            days,
            Failure.Category.API,
            "unavailable",
            "Acme answered 503",
            6,
            at);
  }

  @Test
  void what_is_given_up_twice_is_one_dead_letter() {
    DeadLetterStore letters = new DeadLetterStore(database);
    DeadLetter first = put(Optional.of("pages"), Optional.of(THREE), NOW);
    DeadLetter renewed = put(Optional.of("pages"), Optional.of(THREE), NOW.plusSeconds(1));
    DeadLetter whole = put(Optional.empty(), Optional.empty(), NOW);
    put(Optional.empty(), Optional.empty(), NOW);

    assertThat(renewed.id()).isEqualTo(first.id());
    assertThat(renewed.createdAt()).isEqualTo(NOW.plusSeconds(1));
    assertThat(letters.open(shop.workspaceId(), shop.integrationId())).hasSize(2);
    assertThat(letters.recovered(shop.fence(), NOW)).isOne();
    assertThat(letters.find(shop.workspaceId(), whole.id()).orElseThrow().closed())
        .contains(DeadLetter.Closed.RECOVERED);
    assertThat(letters.dismiss(shop.workspaceId(), first.id(), NOW)).isTrue();
    assertThat(letters.dismiss(shop.workspaceId(), first.id(), NOW)).isFalse();
    assertThat(letters.recent(shop.workspaceId(), 9)).hasSize(2);
  }

  @Test
  void a_dead_letter_is_not_closed_by_days_read_before_it() {
    store(THREE);
    put(Optional.of("pages"), Optional.of(THREE), NOW.plusSeconds(5));

    store(DayRange.of(DAY));

    assertThat(new DeadLetterStore(database).open(shop.workspaceId(), shop.integrationId()))
        .hasSize(1);
  }

  @Test
  void a_dead_letter_of_a_whole_stream_is_closed_by_any_day_of_it() {
    put(Optional.of("pages"), Optional.empty(), NOW);

    store(DayRange.of(DAY));

    assertThat(new DeadLetterStore(database).open(shop.workspaceId(), shop.integrationId()))
        .isEmpty();
  }

  // --- quotas ---

  private List<Quota> quota(String account) {
    return quotas.of("acme", account);
  }

  @Test
  void an_older_reading_never_replaces_a_newer_one() {
    String account = shop.integrationId().toString();
    quotas.seen("acme", account, List.of(reading("hour", 900), reading("day", 5_000)), NOW);
    quotas.seen("acme", account, List.of(reading("hour", 800)), NOW.plusSeconds(2));
    quotas.seen("acme", account, List.of(reading("hour", 850)), NOW.plusSeconds(1));

    assertThat(quota(account)).extracting(Quota::bucket).containsExactly("day", "hour");
    assertThat(quota(account).getLast().remaining()).isEqualTo(OptionalLong.of(800));
    assertThat(quota(account).getLast().largest()).isEqualTo(900);
    assertThat(quota("another")).isEmpty();
  }

  @Test
  void a_bucket_whose_size_is_told_is_as_large_as_that() {
    String account = shop.integrationId().toString();
    quotas.seen(
        "acme",
        account,
        List.of(new QuotaReading("hour", 0, 15, OptionalLong.of(100), Optional.empty())),
        NOW);
    assertThat(quota(account).getFirst().largest()).isEqualTo(100);
  }

  @Test
  void what_everybody_has_used_up_is_used_up_for_each_account() {
    quotas.empty("shared", QuotaStore.EVERYBODY, "app", NOW.plusSeconds(600), NOW);
    assertThat(quotas.of("shared", "one")).hasSize(1);
    assertThat(quotas.of("shared", "two")).hasSize(1);
    assertThat(quota("one")).isEmpty();
  }

  private static QuotaReading reading(String bucket, long remaining) {
    return new QuotaReading(bucket, 1, remaining, Optional.empty());
  }

  @Test
  void a_refused_bucket_is_empty_until_a_reading_says_otherwise() {
    String account = shop.integrationId().toString();
    quotas.empty("acme", account, "hour", NOW.plusSeconds(600), NOW);
    assertThat(quota(account).getFirst())
        .isEqualTo(
            new Quota(
                "hour",
                OptionalLong.empty(),
                0,
                Optional.empty(),
                Optional.of(NOW.plusSeconds(600)),
                NOW));
    quotas.empty("acme", account, "hour", NOW.plusSeconds(300), NOW);
    assertThat(quota(account).getFirst().emptyUntil()).contains(NOW.plusSeconds(600));

    quotas.seen("acme", account, List.of(reading("hour", 0)), NOW.plusSeconds(1));
    assertThat(quota(account).getFirst().emptyUntil()).isPresent();
    quotas.seen("acme", account, List.of(reading("hour", 7)), NOW.plusSeconds(2));
    assertThat(quota(account).getFirst().emptyUntil()).isEmpty();
  }

  @Test
  void no_more_requests_are_in_flight_than_there_are_places() throws Exception {
    String account = shop.integrationId().toString();
    List<UUID> holders = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> leases = new ArrayList<>();
      for (int one = 0; one < 24; one++) {
        UUID holder = UUID.randomUUID();
        holders.add(holder);
        leases.add(
            workers.submit(() ->
                quotas.lease("acme", account, holder, places(10), NOW, Duration.ofMinutes(1))));
      }
      int got = 0;
      for (Future<Boolean> lease : leases) {
        got += lease.get() ? 1 : 0;
      }
      assertThat(got).isEqualTo(10);
    }
    assertThat(quotas.inFlight("acme", account, NOW)).isEqualTo(10);
    holders.forEach(holder -> quotas.release("acme", account, holder));
    assertThat(quotas.inFlight("acme", account, NOW)).isZero();
  }

  @Test
  void a_place_whose_holder_died_becomes_free() {
    String account = shop.integrationId().toString();
    UUID dead = UUID.randomUUID();
    assertThat(quotas.lease("acme", account, dead, places(1), NOW, Duration.ofSeconds(30)))
        .isTrue();
    assertThat(quotas.lease("acme", account, dead, places(1), NOW, Duration.ofSeconds(30)))
        .as("it may ask again")
        .isTrue();
    UUID next = UUID.randomUUID();
    assertThat(
            quotas.lease(
                "acme", account, next, places(1), NOW.plusSeconds(29), Duration.ofSeconds(30)))
        .isFalse();
    assertThat(
            quotas.lease(
                "acme", account, next, places(1), NOW.plusSeconds(30), Duration.ofSeconds(30)))
        .isTrue();
  }

  @Test
  void server_errors_are_counted_for_a_while() {
    String account = shop.integrationId().toString();
    quotas.serverError("acme", account, NOW.minus(Duration.ofDays(2)));
    quotas.serverError("acme", account, NOW.minusSeconds(3_000));
    quotas.serverError("acme", account, NOW);

    assertThat(quotas.known("acme", account, NOW.minusSeconds(3_600)).serverErrors())
        .containsExactly(NOW, NOW.minusSeconds(3_000));
    assertThat(quotas.known("acme", account, NOW.minus(Duration.ofDays(9))).serverErrors())
        .as("old ones are forgotten")
        .hasSize(2);
  }

  @Test
  void every_recent_server_error_leaves_one_place_less() {
    String account = shop.integrationId().toString();
    QuotaStore.Places places = new QuotaStore.Places(10, 3, NOW.minusSeconds(3_600));
    quotas.serverError("acme", account, NOW.minusSeconds(3_601));
    quotas.serverError("acme", account, NOW.minusSeconds(5));
    UUID first = UUID.randomUUID();
    assertThat(take(account, first, places)).isTrue();
    assertThat(take(account, UUID.randomUUID(), places)).isTrue();
    assertThat(take(account, UUID.randomUUID(), places))
        .as("two requests that may fail and one that did")
        .isFalse();
    quotas.release("acme", account, first);
    quotas.serverError("acme", account, NOW);
    assertThat(take(account, UUID.randomUUID(), places)).isFalse();
  }

  private boolean take(String account, UUID holder, QuotaStore.Places places) {
    return quotas.lease("acme", account, holder, places, NOW, Duration.ofMinutes(1));
  }

  private static QuotaStore.Places places(int max) {
    return new QuotaStore.Places(max, 100, NOW);
  }

  @Test
  void a_bucket_that_became_smaller_is_not_taken_for_empty_for_ever() {
    String account = shop.integrationId().toString();
    quotas.seen("acme", account, List.of(reading("hour", 140_000)), NOW);
    quotas.seen("acme", account, List.of(reading("hour", 14_000)), NOW.plusSeconds(60));
    assertThat(quota(account).getFirst().largest()).isEqualTo(140_000);
    Instant later = NOW.plus(Duration.ofDays(4));
    quotas.seen("acme", account, List.of(reading("hour", 13_000)), later);
    assertThat(quota(account).getFirst().largest()).isEqualTo(13_000);
    quotas.seen("acme", account, List.of(reading("hour", 13_900)), later.plusSeconds(60));
    quotas.seen("acme", account, List.of(reading("hour", 100)), later.plusSeconds(90));
    assertThat(quota(account).getFirst().largest()).isEqualTo(13_900);
  }

  @Test
  void a_fault_is_found_once_probed_by_one_and_cleared_by_an_answer() {
    ProviderFaultStore faults = new ProviderFaultStore(database);
    String provider = "p" + shop.integrationId();
    assertThat(faults.found(provider, "Not enabled.", NOW, NOW.plusSeconds(60))).isTrue();
    assertThat(faults.found(provider, "Still not.", NOW.plusSeconds(9), NOW)).isFalse();
    assertThat(faults.takeProbe(provider, NOW.plusSeconds(59), NOW.plusSeconds(200))).isFalse();
    assertThat(faults.takeProbe(provider, NOW.plusSeconds(60), NOW.plusSeconds(200))).isTrue();
    assertThat(faults.takeProbe(provider, NOW.plusSeconds(60), NOW.plusSeconds(200))).isFalse();
    assertThat(faults.all())
        .filteredOn(fault -> fault.provider().equals(provider))
        .containsExactly(new ProviderFault(provider, "Still not.", NOW, 1, NOW.plusSeconds(200)));
    assertThat(faults.probeNow(provider, NOW.plusSeconds(70))).isTrue();
    assertThat(faults.takeProbe(provider, NOW.plusSeconds(70), NOW.plusSeconds(300))).isTrue();
    assertThat(faults.clear(provider)).isTrue();
    assertThat(faults.clear(provider)).isFalse();
    assertThat(faults.probeNow(provider, NOW)).isFalse();
  }

  // --- the schedule ---

  @Test
  void a_pull_moves_forward_and_never_back() {
    ScheduleStore schedule = new ScheduleStore(database, "sync");
    pull(schedule, NOW.plusSeconds(60));
    pull(schedule, NOW.plusSeconds(90));
    assertThat(dueAt(schedule)).contains(NOW.plusSeconds(60));
    pull(schedule, NOW);
    assertThat(dueAt(schedule)).contains(NOW);

    String columns =
        database.inSystem(session ->
            session
                .sql()
                .sql(
                    """
                    select workspace || ' ' || provider
                      from scheduled_tasks
                     where task_instance = :instance
                    """)
                .param(
                    "instance",
                    ScheduleStore.instance(shop.workspaceId(), "acme", shop.integrationId()))
                .query(String.class)
                .single());
    assertThat(columns).isEqualTo(shop.workspaceId() + " acme");
    assertThat(schedule.remove(shop.workspaceId(), "acme", shop.integrationId())).isTrue();
    assertThat(schedule.remove(shop.workspaceId(), "acme", shop.integrationId())).isFalse();
  }

  private void pull(ScheduleStore schedule, Instant at) {
    schedule.pull(shop.workspaceId(), "acme", shop.integrationId(), at, Priority.LIVE);
  }

  private Optional<Instant> dueAt(ScheduleStore schedule) {
    return schedule.dueAt(shop.workspaceId(), "acme", shop.integrationId());
  }

  @Test
  void a_running_row_is_neither_pulled_nor_removed() {
    ScheduleStore schedule = new ScheduleStore(database, "sync");
    pull(schedule, NOW.plusSeconds(60));
    database.inSystem(session ->
        session.sql().sql("update scheduled_tasks set picked = true where not picked").update());

    pull(schedule, NOW);

    assertThat(dueAt(schedule)).contains(NOW.plusSeconds(60));
    assertThat(schedule.remove(shop.workspaceId(), "acme", shop.integrationId())).isFalse();
  }

  @Test
  void missing_rows_of_active_integrations_are_added_again() {
    ScheduleStore schedule = new ScheduleStore(database, "rebuilt");

    assertThat(schedule.rebuild(NOW)).isPositive();
    assertThat(schedule.rebuild(NOW)).isZero();
    assertThat(dueAt(schedule)).contains(NOW);
  }

  @Test
  void ids_sort_by_time() {
    List<String> ids = new ArrayList<>();
    for (int second = 0; second < 20; second++) {
      ids.add(Ids.next(NOW.plusSeconds(second)).toString());
    }

    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(Ids.next(NOW).version()).isEqualTo(7);
    assertThat(Ids.next(NOW).variant()).isEqualTo(2);
  }
}
