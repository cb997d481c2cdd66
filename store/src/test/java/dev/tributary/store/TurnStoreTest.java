package dev.tributary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.SyncResult;
import dev.tributary.spi.SyncResult.SyncError;
import dev.tributary.store.TurnStore.Audit;
import dev.tributary.store.TurnStore.Question;
import dev.tributary.store.TurnStore.Wanted;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class TurnStoreTest {
  private static final Instant NOW = Connected.NOW;
  private static final LocalDate TODAY = LocalDate.ofInstant(NOW, java.time.ZoneOffset.UTC);
  private static final Wanted PAGES = new Wanted("pages", 1, false);

  private Database database;
  private TurnStore turns;
  private JobStore jobs;
  private Connected shop;

  @BeforeAll
  void open() {
    database = TestServer.database();
    turns = new TurnStore(database);
    jobs = new JobStore(database);
  }

  @AfterAll
  void close() {
    database.close();
  }

  @BeforeEach
  void connect() {
    shop = Connected.on(database, "acme");
    new StreamStore(database).planned(shop.fence(), "pages", 1);
    failed(TODAY, NOW.plusSeconds(60));
  }

  private void failed(LocalDate day, Instant again) {
    new LedgerStore(database)
        .failed(shop.fence(), "pages", DayRange.of(day), "network", "No.", Optional.of(again));
  }

  private Job running() {
    return jobs.find(shop.workspaceId(), shop.fence().jobId()).orElseThrow();
  }

  private TurnStore.Look look(Question question, Instant now) {
    return turns.look(List.of(question), now).getFirst();
  }

  private Question question(List<Wanted> streams, DayRange owed) {
    return new Question(shop.workspaceId(), shop.integrationId(), streams, owed, List.of(), NOW);
  }

  private Question usual() {
    return question(List.of(PAGES), DayRange.of(TODAY));
  }

  @Test
  void a_known_day_that_is_due_later_is_nothing_to_do_now() {
    assertThat(look(usual(), NOW))
        .isEqualTo(
            new TurnStore.Look(false, Optional.of(NOW.plusSeconds(60)), Optional.empty(), false));
    assertThat(look(usual(), NOW.plusSeconds(60)).something()).as("due").isTrue();
  }

  @Test
  void what_a_turn_could_have_to_do_is_seen() {
    DayRange more = new DayRange(TODAY.minusDays(1), TODAY);
    assertThat(look(question(List.of(PAGES), more), NOW).something()).as("missing").isTrue();
    assertThat(look(question(List.of(new Wanted("pages", 2, false)), DayRange.of(TODAY)), NOW))
        .as("a newer definition")
        .matches(TurnStore.Look::something);
    Wanted other = new Wanted("other", 1, true);
    assertThat(look(question(List.of(PAGES, other), DayRange.of(TODAY)), NOW).something())
        .as("a new stream")
        .isTrue();
  }

  @Test
  void a_stream_that_was_left_out_is_something_to_look_at() {
    new StreamStore(database).giveUp(shop.fence(), "pages", "refused", "No.", Optional.empty());
    assertThat(look(usual(), NOW).something()).isTrue();
  }

  @Test
  void a_request_is_something_to_do() {
    new RangeRequestStore(database)
        .add(
            new RangeRequest(
                Ids.next(NOW),
                shop.workspaceId(),
                shop.integrationId(),
                "pages",
                DayRange.of(TODAY),
                "sync_now",
                Priority.BACKFILL,
                false,
                Optional.empty(),
                NOW,
                0,
                Optional.empty()));
    assertThat(look(usual(), NOW).something()).isTrue();
  }

  @Test
  void a_snapshot_that_was_never_taken_is_as_old_as_the_epoch() {
    new StreamStore(database).planned(shop.fence(), "campaigns", 1);
    Question question =
        question(List.of(PAGES, new Wanted("campaigns", 1, true)), DayRange.of(TODAY));
    assertThat(look(question, NOW).snapshotsSince()).contains(Instant.EPOCH);
  }

  @Test
  void only_a_final_day_that_was_not_read_since_is_audited() {
    Question question =
        new Question(
            shop.workspaceId(),
            shop.integrationId(),
            List.of(PAGES),
            DayRange.of(TODAY),
            List.of(new Audit("pages", TODAY)),
            NOW.plus(Duration.ofDays(1)));
    assertThat(look(question, NOW).something()).as("it is open").isFalse();
  }

  @Test
  void what_was_given_up_as_a_whole_is_told() {
    new DeadLetterStore(database)
        .put(
            shop.fence(),
            Optional.empty(),
            Optional.empty(),
            Failure.Category.SYSTEM,
            "network",
            "No answer.",
            6,
            NOW);
    assertThat(look(usual(), NOW).gaveUp()).isTrue();
  }

  @Test
  void an_integration_with_an_open_job_is_not_idle() throws SQLException {
    ScheduleStore schedule = new ScheduleStore(database, "sync");
    Job idle = nothingDone(shop, NOW.plusSeconds(60));
    assertThat(ended(schedule, idle)).containsExactly(ScheduleStore.IdleEnd.OPEN);

    turns.end(running(), new JobEvent.Completed(idle.result().orElseThrow()), NOW);
    assertThat(ended(schedule, idle))
        .as("nobody has claimed it")
        .containsExactly(ScheduleStore.IdleEnd.LOST);
    assertThat(jobs.find(shop.workspaceId(), idle.id())).isEmpty();
    claimed(schedule);
    assertThat(ended(schedule, idle)).containsExactly(ScheduleStore.IdleEnd.RECORDED);
    assertThat(jobs.find(shop.workspaceId(), idle.id())).contains(idle);
    assertThat(idle.outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(idle.claims()).isOne();
    assertThat(schedule.dueAt(shop.workspaceId(), "fake", shop.integrationId()))
        .contains(NOW.plusSeconds(60));
  }

  @Test
  void of_turns_that_end_together_each_has_its_own_end() throws SQLException {
    ScheduleStore schedule = new ScheduleStore(database, "sync");
    Connected other = Connected.on(database, "other");
    Connected third = Connected.on(database, "third");
    for (Connected free : List.of(other, third)) {
      turns.end(
          jobs.find(free.workspaceId(), free.fence().jobId()).orElseThrow(),
          new JobEvent.Completed(new SyncResult(true, 0, List.of(), Optional.of(NOW))),
          NOW);
    }
    shop = third;
    claimed(schedule);
    Job open = nothingDone(Connected.on(database, "busy"), NOW);
    Job lost = nothingDone(other, NOW);
    Job idle = nothingDone(third, NOW.plusSeconds(5));
    assertThat(ended(schedule, open, lost, idle))
        .containsExactly(
            ScheduleStore.IdleEnd.OPEN, ScheduleStore.IdleEnd.LOST, ScheduleStore.IdleEnd.RECORDED);
    assertThat(jobs.find(third.workspaceId(), idle.id())).contains(idle);
    assertThat(jobs.find(other.workspaceId(), lost.id())).isEmpty();
  }

  private static Job nothingDone(Connected shop, Instant next) {
    return TurnStore.nothingDone(
        shop.workspaceId(),
        shop.integrationId(),
        2,
        new SyncResult(true, 0, List.of(), Optional.of(next)),
        NOW);
  }

  private static List<ScheduleStore.IdleEnd> ended(ScheduleStore schedule, Job... idle) {
    Map<UUID, ScheduleStore.IdleEnd> ends =
        schedule.idle(Stream.of(idle).map(job -> new ScheduleStore.Idle(job, "fake")).toList());
    return Stream.of(idle).map(job -> ends.get(job.id())).toList();
  }

  @Test
  void what_somebody_else_has_locked_is_not_waited_for() throws Exception {
    IntegrationStore integrations = new IntegrationStore(database);
    Connected other = Connected.on(database, "free");
    List<UUID> both = List.of(shop.integrationId(), other.integrationId());
    try (ExecutorService elsewhere = Executors.newSingleThreadExecutor()) {
      List<Integration> free =
          database.system(() -> {
            integrations.lock(shop.workspaceId(), shop.integrationId());
            return CompletableFuture.supplyAsync(
                    () -> database.system(() -> integrations.lockAvailable(both)), elsewhere)
                .join();
          });
      assertThat(free).extracting(Integration::id).containsExactly(other.integrationId());
    }
    assertThatThrownBy(() -> integrations.lockAvailable(both)).hasMessageContaining("transaction");
  }

  @Test
  void a_claim_is_held_until_the_row_is_claimed_again() throws SQLException {
    ScheduleStore schedule = new ScheduleStore(database, "sync");
    String row = ScheduleStore.instance(shop.workspaceId(), "fake", shop.integrationId());
    assertThat(schedule.stillClaimed(Map.of(row, 2L))).as("nobody has claimed it").isEmpty();
    claimed(schedule);
    assertThat(schedule.stillClaimed(Map.of(row, 2L, "another", 2L))).containsExactly(row);
    assertThat(schedule.stillClaimed(Map.of(row, 1L))).as("an older claim").isEmpty();
  }

  private void claimed(ScheduleStore schedule) throws SQLException {
    schedule.pull(shop.workspaceId(), "fake", shop.integrationId(), NOW, Priority.LIVE);
    try (Connection connection = database.systemDataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("update scheduled_tasks set picked = true, version = 2");
    }
  }

  @Test
  void success_ends_the_job_and_says_when_the_integration_was_synced() {
    Job ended =
        turns.end(
            running(),
            new JobEvent.Completed(new SyncResult(true, 5, List.of(), Optional.of(NOW))),
            NOW);
    assertThat(running()).isEqualTo(ended);
    assertThat(
            new IntegrationStore(database)
                .find(shop.workspaceId(), shop.integrationId())
                .orElseThrow()
                .lastSyncAt())
        .contains(NOW);
  }

  @Test
  void an_end_with_errors_keeps_them() {
    SyncError error =
        new SyncError(
            Failure.Category.API,
            "unavailable",
            "503",
            Optional.of("pages"),
            Optional.of(DayRange.of(TODAY)));
    Job ended =
        turns.end(
            running(),
            new JobEvent.Completed(new SyncResult(false, 5, List.of(error), Optional.empty())),
            NOW);
    assertThat(ended.outcome()).contains(Job.Outcome.PARTLY);
    assertThat(running()).isEqualTo(ended);
  }

  @Test
  void a_claim_that_was_lost_ends_nothing() {
    Job lost = running();
    Job taken = jobs.start(shop.workspaceId(), shop.integrationId(), 2, JobTrigger.SCHEDULE, NOW);
    SyncResult good = new SyncResult(true, 5, List.of(), Optional.empty());
    assertThatThrownBy(() -> turns.end(lost, new JobEvent.Completed(good), NOW))
        .isInstanceOf(FenceLostException.class);
    assertThatThrownBy(() -> turns.end(lost, new JobEvent.Cancelled(), NOW))
        .isInstanceOf(FenceLostException.class);
    assertThat(running()).isEqualTo(taken);
  }

  @Test
  void a_job_is_not_let_wait_without_a_look_whether_it_was_cancelled() {
    Job before = running();
    jobs.requestCancel(shop.workspaceId(), before.id(), NOW);
    assertThatThrownBy(() -> turns.end(before, new JobEvent.Interrupted(), NOW))
        .hasMessageContaining("wait");
    assertThat(running().cancelRequested()).isTrue();
  }
}
