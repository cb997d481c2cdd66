package dev.tributary.engine.sync;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tributary.engine.EngineFixture;
import dev.tributary.engine.FakeProvider;
import dev.tributary.engine.Progress;
import dev.tributary.engine.Streams;
import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.Connections;
import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.SyncRequest;
import dev.tributary.store.Attempt;
import dev.tributary.store.DayState;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.Job;
import dev.tributary.store.JobStatus;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Problem;
import dev.tributary.store.QuotaStore;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TurnTest {
  private static final LocalDate TODAY = LocalDate.parse("2026-11-22");

  private EngineFixture engine = new EngineFixture();
  private final FakeProvider provider = engine.provider;

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void a_new_account_is_read_newest_days_first_and_every_day_has_its_entry() {
    Connections.Connected connected = engine.connect(List.of("acc-1"), 90).getFirst();
    Integration shop = connected.integration();
    engine.turn();
    Job job = engine.lastJob(shop);
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.outcome()).contains(Job.Outcome.SUCCEEDED);
    Progress progress = engine.engine.progress(engine.workspace, connected.operation());
    assertThat(progress.done()).isTrue();
    assertThat(progress.daysDone()).isEqualTo(90);
    assertThat(progress.daysPlanned()).isEqualTo(90);
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(90 * 30);
    List<LocalDate> asked =
        provider.requests.stream().map(request -> request.slice().days().last()).toList();
    assertThat(asked).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(day(shop, TODAY).state()).isEqualTo(DayState.OPEN);
    assertThat(day(shop, TODAY).flags().partial()).isTrue();
    assertThat(day(shop, TODAY.minusDays(13)).state()).isEqualTo(DayState.SETTLING);
    assertThat(day(shop, TODAY.minusDays(14)).state()).isEqualTo(DayState.FINAL);
    assertThat(engine.again(shop).lastSyncAt()).isPresent();
  }

  @Test
  void the_next_sync_reads_what_may_change_and_writes_nothing_when_nothing_did() {
    Integration shop = engine.connect(30);
    engine.turn();
    provider.requests.clear();
    Instant due = engine.dueAt(shop);
    assertThat(due).isBetween(engine.clock.instant(), engine.clock.instant().plusSeconds(3_600));
    engine.clock.set(due);
    engine.turn();
    assertThat(provider.requests)
        .extracting(request -> request.slice().days())
        .containsExactly(new DayRange(TODAY.minusDays(3), TODAY));
    assertThat(engine.number("select max(version) from tributary.day_ledger")).isOne();
  }

  @Test
  void a_vanished_row_vanishes_here_and_a_changed_one_leaves_a_revision() {
    Integration shop = engine.connect(10);
    engine.turn();
    provider.visits(TODAY.minusDays(2), "channel-3", 0);
    provider.visits(TODAY.minusDays(2), "channel-4", 150);
    engine.clock.set(engine.dueAt(shop));
    engine.turn();
    assertThat(engine.number("select count(*) from kpi.fake_visits where day = date '2026-11-20'"))
        .isEqualTo(29);
    assertThat(
            engine
                .stores
                .ledger()
                .revisions(engine.workspace, shop.id(), "visits", TODAY.minusDays(2)))
        .hasSize(2);
  }

  @Test
  void the_schedule_after_failures_is_1_2_4_8_16_minutes_and_then_a_dead_letter() {
    Integration shop = engine.connect(10);
    provider.fails(6, new Failure.Unavailable(503, "The provider is down."));
    List<Long> minutes = new ArrayList<>();
    for (int retry = 0; retry < 5; retry++) {
      engine.turn();
      Job job = engine.lastJob(shop);
      assertThat(job.status()).isEqualTo(JobStatus.PENDING);
      assertThat(job.retryCount()).isEqualTo(retry);
      assertThat(job.nextRetryAt()).contains(engine.dueAt(shop));
      Duration wait = Duration.between(engine.clock.instant(), engine.dueAt(shop));
      minutes.add(wait.toMinutes());
      engine.turn();
      assertThat(provider.requests).as("not a moment too early").hasSize(retry + 1);
      engine.clock.set(engine.dueAt(shop));
    }
    assertThat(minutes).containsExactly(1L, 2L, 4L, 8L, 16L + jitterMinute(minutes));
    engine.turn();
    Job failed = engine.lastJob(shop);
    assertThat(failed.status()).isEqualTo(JobStatus.FAILED);
    assertThat(failed.retryCount()).isEqualTo(5);
    DeadLetter letter = engine.stores.deadLetters().open(engine.workspace, shop.id()).getFirst();
    assertThat(letter.stream()).contains("visits");
    assertThat(letter.cause()).isEqualTo("The provider is down.");
    assertThat(letter.attempts()).isEqualTo(6);
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);

    engine.clock.set(engine.dueAt(shop));
    engine.turn();
    assertThat(engine.stores.deadLetters().open(engine.workspace, shop.id()))
        .as("closed by applying its days")
        .isEmpty();
  }

  /** 16 minutes and up to 1.6 more. */
  private static long jitterMinute(List<Long> minutes) {
    return minutes.getLast() == 17 ? 1 : 0;
  }

  @Test
  void a_quota_that_is_used_up_costs_no_attempt_and_is_not_asked_again_before_its_reset() {
    Integration shop = engine.connect(10);
    Instant reset = engine.clock.instant().plus(Duration.ofHours(9));
    provider.fails(new Failure.QuotaExhausted("day", reset, "The daily quota is used up."));
    engine.turn();
    Job job = engine.lastJob(shop);
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    assertThat(job.claims()).isZero();
    assertThat(job.nextRetryAt()).contains(reset);
    assertThat(job.waitingFor()).contains("The daily quota is used up.");
    assertThat(engine.dueAt(shop)).isEqualTo(reset);
    assertThat(engine.stores.jobHistory().attempts(engine.workspace, job.id(), 5))
        .extracting(Attempt::outcome)
        .containsExactly(Attempt.Outcome.SNOOZED);

    ask(shop, Asks.Wish.syncNow());
    engine.turn();
    assertThat(provider.requests).as("a person cannot make it ask in vain").hasSize(1);
    assertThat(engine.dueAt(shop)).isEqualTo(reset);
    engine.clock.set(reset);
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  @Test
  void whoever_asks_for_an_account_keeps_the_wait_that_its_provider_announced() {
    Integration shop = engine.connect(10);
    Instant until = engine.clock.instant().plus(Duration.ofMinutes(10));
    provider.fails(new Failure.Throttled(Duration.ofMinutes(10), "Too many requests."));
    engine.turn();
    assertThat(provider.requests).hasSize(1);
    engine.clock.move(Duration.ofMinutes(1));
    ask(shop, Asks.Wish.syncNow());
    engine.turn();
    assertThat(provider.requests).hasSize(1);
    assertThat(engine.lastJob(shop).nextRetryAt()).contains(until);
    assertThat(engine.lastJob(shop).waitingFor()).contains("the provider asked to wait");
    assertThat(engine.stores.quotas().of(FakeProvider.ID, "acc-1")).as("it is no quota").isEmpty();
    engine.clock.set(until);
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.lastJob(shop).claims()).isOne();
  }

  @Test
  void waiting_for_48_hours_without_progress_ends_as_a_dead_letter() {
    Integration shop = engine.connect(10);
    int turns = 0;
    for (; turns < 60 && engine.lastJob(shop).status() == JobStatus.PENDING; turns++) {
      provider.fails(new Failure.Throttled(Duration.ofHours(1), "Too many requests."));
      engine.clock.set(engine.dueAt(shop));
      engine.turn();
    }
    assertThat(turns).isEqualTo(49);
    assertThat(engine.lastJob(shop).status()).isEqualTo(JobStatus.FAILED);
    assertThat(engine.stores.deadLetters().open(engine.workspace, shop.id())).hasSize(1);
  }

  @Test
  void a_malformed_slice_goes_on_its_own_ladder_and_holds_nothing_else_up() {
    engine.close();
    engine =
        new EngineFixture(
            List.of(Streams.day("visits"), Streams.day("sales")), TurnSettings.DEFAULT);
    Integration shop = engine.connect(1);
    engine.provider.distortion =
        (request, answer) ->
            request.stream().name().equals("visits")
                ? promising(answer, answer.rows().size() + 1)
                : answer;
    engine.turn();
    assertThat(engine.number("select count(*) from kpi.fake_sales")).isEqualTo(30);
    LedgerDay failed = day(shop, TODAY);
    assertThat(failed.problem()).isEqualTo(Problem.FAILED);
    assertThat(failed.problemCount()).isOne();
    assertThat(failed.stored()).isFalse();
    Job job = engine.lastJob(shop);
    assertThat(job.outcome()).contains(Job.Outcome.PARTLY);
    assertThat(job.result().orElseThrow().errors().getFirst().code()).isEqualTo("malformed");

    for (int retry = 1; retry < 6; retry++) {
      Instant next = day(shop, TODAY).nextDueAt().orElseThrow();
      assertThat(Duration.between(engine.clock.instant(), next))
          .isBetween(Duration.ofMinutes(1L << (retry - 1)), Duration.ofSeconds(66L << (retry - 1)));
      assertThat(engine.dueAt(shop)).isBeforeOrEqualTo(next);
      engine.clock.set(next);
      engine.turn();
    }
    DeadLetter letter = engine.stores.deadLetters().open(engine.workspace, shop.id()).getFirst();
    assertThat(letter.days()).contains(DayRange.of(TODAY));
    assertThat(letter.code()).isEqualTo("malformed");

    engine.provider.distortion = (_, answer) -> answer;
    replay(letter.id());
    engine.turn();
    assertThat(engine.stores.deadLetters().open(engine.workspace, shop.id())).isEmpty();
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(30);
  }

  @Test
  void an_answer_that_is_too_large_is_asked_for_in_smaller_slices() {
    Integration shop = engine.connect(31);
    for (int n = 0; n < 5; n++) {
      provider.then((request, _) -> {
        if (request.slice().days().length() > 10) {
          throw new dev.tributary.spi.SyncException(new Failure.TooLarge("Too many rows."));
        }
      });
    }
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(930);
    assertThat(provider.requests.get(1).slice().days().length()).isEqualTo(30);
    assertThat(provider.requests.get(2).slice().days().length()).isEqualTo(15);
    assertThat(provider.requests.get(3).slice().days().length()).isEqualTo(7);
  }

  @Test
  void a_single_day_that_does_not_fit_is_skipped_with_its_reason() {
    TurnSettings tiny =
        new TurnSettings(
            Duration.ofHours(1),
            90,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            1_500,
            1 << 20,
            false);
    engine.close();
    engine = new EngineFixture(List.of(Streams.day("visits")), tiny);
    engine.provider.clear(TODAY);
    engine.provider.visits(TODAY, "channel-1", 5);
    Integration shop = engine.connect(2);
    engine.turn();
    assertThat(day(shop, TODAY.minusDays(1)).state()).isEqualTo(DayState.SKIPPED);
    assertThat(day(shop, TODAY.minusDays(1)).reason().orElseThrow()).contains("larger than");
    assertThat(day(shop, TODAY).stored()).isTrue();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.PARTLY);
  }

  @Test
  void a_refused_report_is_left_out_for_a_day_and_the_others_go_on() {
    engine.close();
    engine =
        new EngineFixture(
            List.of(Streams.day("visits"), Streams.day("sales")), TurnSettings.DEFAULT);
    Integration shop = engine.connect(5);
    engine.provider.fails(new Failure.InvalidRequest("The field sales is gone."));
    engine.turn();
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isZero();
    assertThat(engine.number("select count(*) from kpi.fake_sales")).isEqualTo(150);
    assertThat(
            engine.stores.streams().of(engine.workspace, shop.id()).stream()
                .filter(status -> status.givenUp().isPresent()))
        .hasSize(1);
    engine.turnAfter(Duration.ofHours(25));
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(180);
  }

  @Test
  void a_refused_grant_stops_every_connection_of_the_login_and_is_never_retried() {
    List<Connections.Connected> both = engine.connect(List.of("acc-1", "acc-2"), 3);
    provider.fails(new Failure.GrantRejected("The access was revoked."));
    engine.turn();
    for (Connections.Connected one : both) {
      assertThat(engine.again(one.integration()).state())
          .isEqualTo(IntegrationState.RECONNECT_NEEDED);
    }
    int asked = provider.requests.size();
    engine.turnAfter(Duration.ofHours(5));
    engine.turnAfter(Duration.ofHours(5));
    assertThat(provider.requests).hasSize(asked);
  }

  @Test
  void a_refused_token_is_renewed_once_and_asked_again_at_once() {
    Integration shop = engine.connect(3);
    provider.fails(new Failure.TokenRejected("The token is not valid."));
    engine.turn();
    assertThat(provider.refreshes).hasValue(1);
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(provider.requests.getLast().connection().credentials().accessToken().reveal())
        .isEqualTo(FakeProvider.ACCESS_TOKEN + "-1");

    provider.fails(2, new Failure.TokenRejected("The token is not valid."));
    engine.turnAfter(Duration.ofHours(1));
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.RECONNECT_NEEDED);
  }

  @Test
  void a_transient_failure_of_a_refresh_never_costs_the_grant() {
    provider.tokenLife = Duration.ofMinutes(20);
    Integration shop = engine.connect(3);
    engine.turn();
    provider.refreshFails = Optional.of(new Failure.Network("No answer."));
    engine.turnAfter(Duration.ofHours(1));
    assertThat(engine.lastJob(shop).status()).isEqualTo(JobStatus.PENDING);
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.ACTIVE);
    provider.refreshFails = Optional.empty();
    engine.turnAfter(Duration.ofMinutes(2));
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);

    provider.refreshFails = Optional.of(new Failure.GrantRejected("Revoked."));
    engine.turnAfter(Duration.ofHours(1));
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.RECONNECT_NEEDED);
  }

  @Test
  void a_lost_account_stops_the_integration_with_its_reason() {
    Integration shop = engine.connect(3);
    provider.fails(new Failure.AccountGone("The site was deleted."));
    engine.turn();
    Integration stopped = engine.again(shop);
    assertThat(stopped.state()).isEqualTo(IntegrationState.GAVE_UP);
    assertThat(stopped.reason().orElseThrow().code()).isEqualTo("account_gone");
    assertThat(engine.stores.schedule().dueAt(engine.workspace, "fake", shop.id())).isEmpty();
  }

  @Test
  void another_zone_holds_the_integration_and_replaces_no_day() {
    Integration shop = engine.connect(3);
    engine.turn();
    provider.distortion =
        (_, answer) ->
            new Batch(
                answer.rows(),
                answer.rejects(),
                new Batch.Answer(
                    answer.answer().rowsPromised(),
                    answer.answer().covered(),
                    Optional.of(ZoneId.of("Asia/Tokyo")),
                    answer.answer().currency(),
                    answer.answer().quality()),
                answer.quotas(),
                answer.next());
    engine.turnAfter(Duration.ofHours(1));
    Integration held = engine.again(shop);
    assertThat(held.state()).isEqualTo(IntegrationState.HELD);
    assertThat(held.reason().orElseThrow().code()).isEqualTo("zone_changed");
  }

  @Test
  void a_halved_day_is_held_read_again_after_1_6_and_24_hours_and_then_believed() {
    Integration shop = engine.connect(5);
    engine.turn();
    LocalDate day = TODAY.minusDays(2);
    for (int channel = 0; channel < 20; channel++) {
      provider.visits(day, "channel-" + channel, 1);
    }
    Instant firstHeld = engine.dueAt(shop);
    engine.clock.set(firstHeld);
    engine.turn();
    assertThat(day(shop, day).problem()).isEqualTo(Problem.HELD);
    assertThat(day(shop, day).mainTotal()).isEqualTo(3_000);
    List<Duration> looked = new ArrayList<>();
    for (int guard = 0; guard < 60 && day(shop, day).problem() == Problem.HELD; guard++) {
      int before = day(shop, day).problemCount();
      engine.clock.set(engine.dueAt(shop));
      engine.turn();
      LedgerDay now = day(shop, day);
      if (now.problemCount() != before) {
        looked.add(Duration.between(firstHeld, engine.clock.instant()));
      }
    }
    assertThat(looked).extracting(Duration::toHours).containsExactly(1L, 6L, 24L);
    assertThat(day(shop, day).mainTotal()).isEqualTo(20 + 10 * 100);
  }

  @Test
  void an_empty_first_day_is_a_true_zero_only_when_the_account_is_empty_too() {
    provider.clear(TODAY.minusDays(3));
    provider.distortion =
        (request, answer) ->
            request.purpose() == SyncRequest.Purpose.ROWS
                    && request.slice().days().contains(TODAY.minusDays(4))
                ? without(request, answer, TODAY.minusDays(4))
                : answer;
    Integration shop = engine.connect(6);
    engine.turn();
    assertThat(day(shop, TODAY.minusDays(3)).stored()).isTrue();
    assertThat(day(shop, TODAY.minusDays(3)).rows()).isZero();
    assertThat(day(shop, TODAY.minusDays(4)).problem()).isEqualTo(Problem.HELD);
    assertThat(day(shop, TODAY.minusDays(4)).stored()).isFalse();
    ask(shop, Asks.Wish.accept(DayRange.of(TODAY.minusDays(4)), "visits"));
    engine.turn();
    assertThat(day(shop, TODAY.minusDays(4)).stored()).as("a person accepted it").isTrue();
  }

  @Test
  void days_that_the_provider_no_longer_has_are_skipped_or_held_only_here() {
    Integration shop = engine.connect(6);
    engine.turn();
    DayRange week = new DayRange(TODAY.minusDays(9), TODAY);
    provider.distortion =
        (request, answer) -> {
          if (!request.slice().days().contains(TODAY.minusDays(9))) {
            return answer;
          }
          Batch cut = answer;
          for (int back = 4; back <= 9; back++) {
            cut = without(request, cut, TODAY.minusDays(back));
          }
          return FakeProvider.covering(
              cut, new DayRange(TODAY.minusDays(3), request.slice().days().last()));
        };
    ask(shop, Asks.Wish.reread(week, List.of()));
    engine.turn();
    assertThat(day(shop, TODAY.minusDays(9)).state()).isEqualTo(DayState.SKIPPED);
    assertThat(day(shop, TODAY.minusDays(5)).rows()).as("kept as it was").isEqualTo(30);
    assertThat(day(shop, TODAY.minusDays(5)).nextDueAt()).isEmpty();
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(6 * 30);
  }

  @Test
  void a_report_under_way_frees_the_worker_and_is_read_when_it_is_ready() {
    Integration shop = engine.connect(1);
    provider.distortion =
        (request, answer) ->
            request.cursor().isEmpty()
                ? FakeProvider.next(
                    new Batch(
                        dev.tributary.spi.Rows.empty(request.stream()),
                        List.of(),
                        answer.answer(),
                        List.of(),
                        answer.next()),
                    new Batch.Next.Later(FakeProvider.cursor("run-7"), Duration.ofMinutes(3)))
                : answer;
    engine.turn();
    assertThat(engine.stores.openSlices().of(engine.workspace, shop.id())).hasSize(1);
    assertThat(engine.dueAt(shop))
        .as("a regular sync may come before it")
        .isBeforeOrEqualTo(engine.clock.instant().plus(Duration.ofMinutes(3)));
    provider.distortion = (_, answer) -> answer;
    engine.turnAfter(Duration.ofMinutes(3));
    assertThat(provider.requests)
        .as("with a regular sync before or after it")
        .anyMatch(request -> request.cursor().filter(at -> at.value().equals("run-7")).isPresent());
    assertThat(engine.stores.openSlices().of(engine.workspace, shop.id())).isEmpty();
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(30);
  }

  @Test
  void pages_that_lead_in_a_circle_are_noticed_at_the_first_repeat() {
    Integration shop = engine.connect(1);
    provider.distortion =
        (_, answer) ->
            FakeProvider.next(answer, new Batch.Next.More(FakeProvider.cursor("page-2")));
    engine.turn();
    assertThat(provider.requests).hasSize(2);
    assertThat(day(shop, TODAY).reason().orElseThrow()).contains("lead back to one");
  }

  @Test
  void history_leaves_the_last_fifth_of_a_quota_to_fresh_days() {
    Integration shop = engine.connect(80);
    Instant reset = engine.clock.instant().plus(Duration.ofMinutes(50));
    provider.quota = List.of(new QuotaReading("hour", 10, 1_000, Optional.of(reset)));
    provider.then((_, _) -> {});
    provider.then(
        (_, _) -> provider.quota = List.of(new QuotaReading("hour", 900, 100, Optional.of(reset))));
    engine.turn();
    Job job = engine.lastJob(shop);
    assertThat(job.status()).isEqualTo(JobStatus.PENDING);
    assertThat(job.waitingFor()).contains("history waits for the quota hour");
    assertThat(job.nextRetryAt()).contains(reset);
    assertThat(day(shop, TODAY).stored()).isTrue();
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isLessThan(80 * 30);
    ask(shop, Asks.Wish.syncNow());
    int before = provider.requests.size();
    engine.turn();
    assertThat(provider.requests).as("people are served meanwhile").hasSize(before + 1);
    provider.quota = List.of(new QuotaReading("hour", 10, 1_000, Optional.empty()));
    engine.clock.set(reset);
    engine.turn();
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(80 * 30);
  }

  @Test
  void seven_server_errors_within_an_hour_stop_all_requests_before_the_account_is_locked() {
    Integration shop = engine.connect(3);
    Instant start = engine.clock.instant();
    for (int n = 0; n < 7; n++) {
      engine.stores.quotas().serverError("fake", "acc-1", start);
    }
    engine.turn();
    assertThat(provider.requests).isEmpty();
    assertThat(engine.lastJob(shop).waitingFor().orElseThrow()).contains("7 server errors");
    engine.turnAfter(Duration.ofMinutes(61));
    assertThat(provider.requests).isNotEmpty();
  }

  @Test
  void a_changed_definition_reads_every_stored_day_again() {
    Integration shop = engine.connect(40);
    engine.turn();
    provider.requests.clear();
    provider.version = 2;
    engine.turnAfter(Duration.ofHours(1));
    int days =
        provider.requests.stream().mapToInt(request -> request.slice().days().length()).sum();
    assertThat(days).isEqualTo(40);
    assertThat(day(shop, TODAY.minusDays(30)).definition()).isEqualTo(2);
  }

  @Test
  void a_final_day_that_changed_casts_doubt_on_its_neighbours() {
    Integration shop = engine.connect(60);
    engine.turn();
    LocalDate changed = TODAY.minusDays(30);
    provider.visits(changed, "channel-1", 140);
    provider.visits(changed.minusDays(2), "channel-1", 160);
    // The audit at the age of 31 days is due tomorrow.
    engine.turnAfter(Duration.ofHours(13));
    engine.turnAfter(Duration.ofHours(1));
    assertThat(day(shop, changed).mainTotal()).isEqualTo(3_040);
    assertThat(day(shop, changed.minusDays(2)).mainTotal()).isEqualTo(3_060);
  }

  @Test
  void every_week_two_final_days_are_read_again() {
    Integration shop = engine.connect(60);
    engine.turn();
    engine.turnAfter(Duration.ofDays(8));
    assertThat(
            engine.number(
                "select count(*) from tributary.day_ledger where day < date '2026-11-08'"
                    + " and fetched_at > timestamptz '2026-11-23'"))
        .as("of the days that are audited neither at 31 nor at 91 days of age")
        .isGreaterThanOrEqualTo(2);
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  @Test
  void a_missing_permission_for_one_report_leaves_it_out_and_a_lost_one_stops_the_connection() {
    Integration shop = engine.connect(1);
    provider.fails(
        new Failure.PermissionMissing(
            "role", Failure.Scope.STREAM, "The role may not see visits."));
    engine.turn();
    assertThat(engine.stores.streams().of(engine.workspace, shop.id()).getFirst().givenUp())
        .isPresent();
    provider.fails(
        new Failure.PermissionMissing(
            "role", Failure.Scope.INTEGRATION, "The role was taken away."));
    engine.turnAfter(Duration.ofHours(25));
    assertThat(engine.again(shop).state()).isEqualTo(IntegrationState.GAVE_UP);
  }

  @Test
  void a_row_that_cannot_be_read_keeps_its_day_and_only_that() {
    Integration shop = engine.connect(4);
    LocalDate broken = TODAY.minusDays(2);
    provider.distortion =
        (request, answer) ->
            request.slice().days().contains(broken)
                ? new Batch(
                    answer.rows(),
                    List.of(new Batch.Reject(Optional.of(broken), "NaN is no number", "[NaN]")),
                    answer.answer(),
                    answer.quotas(),
                    answer.next())
                : answer;
    engine.turn();
    assertThat(day(shop, broken).problem()).isEqualTo(Problem.FAILED);
    assertThat(day(shop, broken).stored()).isFalse();
    assertThat(day(shop, TODAY.minusDays(1)).stored()).isTrue();
    assertThat(day(shop, TODAY.minusDays(3)).stored()).isTrue();
  }

  @Test
  void days_that_the_provider_does_not_have_yet_are_asked_for_with_the_next_sync() {
    Integration shop = engine.connect(1);
    provider.distortion =
        (request, answer) ->
            FakeProvider.covering(without(request, answer, TODAY), DayRange.of(TODAY.minusDays(1)));
    ask(shop, Asks.Wish.reread(new DayRange(TODAY.minusDays(1), TODAY), List.of()));
    engine.turn();
    assertThat(day(shop, TODAY).problemCode()).contains("not_yet");
    assertThat(day(shop, TODAY.minusDays(1)).stored()).isTrue();
    provider.distortion = (_, answer) -> answer;
    engine.clock.set(engine.dueAt(shop));
    engine.turn();
    assertThat(day(shop, TODAY).stored()).isTrue();
  }

  @Test
  void a_provider_that_changes_its_mind_between_two_pages_is_not_believed() {
    Integration shop = engine.connect(1);
    int[] page = {0};
    provider.distortion =
        (_, answer) ->
            new Batch(
                dev.tributary.spi.Rows.empty(Streams.day("visits")),
                List.of(),
                new Batch.Answer(
                    answer.answer().rowsPromised(),
                    answer.answer().covered(),
                    Optional.of(ZoneId.of(page[0]++ == 0 ? "UTC" : "Asia/Tokyo")),
                    answer.answer().currency(),
                    answer.answer().quality()),
                List.of(),
                page[0] < 2
                    ? new Batch.Next.More(FakeProvider.cursor("2"))
                    : new Batch.Next.Done());
    engine.turn();
    assertThat(day(shop, TODAY).reason().orElseThrow()).contains("between two pages");
  }

  @Test
  void a_later_page_that_finds_nothing_kept_any_more_speaks_for_all_of_them() {
    Integration shop = engine.connect(3);
    provider.distortion =
        (request, answer) -> {
          boolean first = request.cursor().isEmpty();
          LocalDate last = request.slice().days().last();
          return FakeProvider.next(
              FakeProvider.covering(
                  nothing(request), first ? request.slice().days() : DayRange.of(last.plusDays(1))),
              first ? new Batch.Next.More(FakeProvider.cursor("2")) : new Batch.Next.Done());
        };
    engine.turn();
    assertThat(day(shop, TODAY.minusDays(1)).problemCode()).contains("not_kept");
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
  }

  @Test
  void pages_that_cover_no_day_together_are_not_believed() {
    Integration shop = engine.connect(3);
    provider.distortion =
        (request, answer) -> {
          boolean first = request.cursor().isEmpty();
          DayRange days = request.slice().days();
          return FakeProvider.next(
              FakeProvider.covering(
                  nothing(request), DayRange.of(first ? days.first() : days.last())),
              first ? new Batch.Next.More(FakeProvider.cursor("2")) : new Batch.Next.Done());
        };
    engine.turn();
    assertThat(day(shop, TODAY.minusDays(1)).reason().orElseThrow()).contains("different days");
  }

  @Test
  void pages_are_put_together_and_counted_as_one_answer() {
    Integration shop = engine.connect(1);
    provider.distortion =
        (request, answer) -> {
          boolean first = request.cursor().isEmpty();
          dev.tributary.spi.Rows.Builder half = dev.tributary.spi.Rows.builder(request.stream());
          for (int row = first ? 0 : 15; row < (first ? 15 : 30); row++) {
            half.row(answer.rows().epochDay(row))
                .text(0, answer.rows().text(0, row))
                .number(0, answer.rows().number(0, row));
          }
          return new Batch(
              half.build(),
              List.of(),
              answer.answer(),
              List.of(),
              first ? new Batch.Next.More(FakeProvider.cursor("2")) : new Batch.Next.Done());
        };
    engine.turn();
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(30);
    Attempt attempt =
        engine
            .stores
            .jobHistory()
            .attempts(engine.workspace, engine.lastJob(shop).id(), 1)
            .getFirst();
    assertThat(attempt.requests()).isEqualTo(2);
    assertThat(attempt.rows()).isEqualTo(30);
    assertThat(attempt.bytes()).isEqualTo(2_000);
  }

  @Test
  void the_places_of_an_account_are_limited_over_all_nodes() {
    Integration shop = engine.connect(1);
    for (int n = 0; n < 10; n++) {
      takePlace(UUID.randomUUID());
    }
    engine.turn();
    assertThat(provider.requests).isEmpty();
    assertThat(engine.lastJob(shop).waitingFor()).contains("other syncs of the same account");
    engine.turnAfter(Duration.ofMinutes(5));
    assertThat(provider.requests).hasSize(1);
  }

  @Test
  void a_turn_goes_on_with_the_place_that_its_dead_process_left() {
    Integration shop = engine.connect(1);
    takePlace(shop.id());
    // With its own all seven, which is how many server errors may come at once.
    for (int n = 0; n < 6; n++) {
      takePlace(UUID.randomUUID());
    }
    engine.turn();
    assertThat(provider.requests).hasSize(1);
  }

  private void takePlace(UUID holder) {
    engine
        .stores
        .quotas()
        .lease(
            "fake",
            "acc-1",
            holder,
            new QuotaStore.Places(10, 10, engine.clock.instant()),
            engine.clock.instant(),
            Duration.ofMinutes(5));
  }

  @Test
  void a_turn_begins_no_slice_after_its_time_and_the_rest_follows_at_once() {
    Integration shop = engine.connect(80);
    provider.then((_, _) -> engine.clock.move(Duration.ofSeconds(61)));
    engine.turn();
    assertThat(provider.requests).hasSize(1);
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.dueAt(shop)).isEqualTo(engine.clock.instant());
    engine.turn();
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isEqualTo(80 * 30);
  }

  @Test
  void a_request_of_days_that_the_provider_no_longer_keeps_is_put_away() {
    engine.close();
    engine =
        new EngineFixture(
            List.of(Streams.day("visits", Optional.of(java.time.Period.ofDays(20)))),
            TurnSettings.DEFAULT);
    Integration shop = engine.connect(20);
    engine.provider.fails(
        new Failure.QuotaExhausted(
            "day", engine.clock.instant().plus(Duration.ofHours(40)), "Used up."));
    ask(shop, Asks.Wish.reread(DayRange.of(TODAY.minusDays(20)), List.of()));
    engine.turn();
    engine.turnAfter(Duration.ofHours(41));
    assertThat(engine.stores.requests().open(engine.workspace, shop.id())).isEmpty();
  }

  @Test
  void a_day_missed_while_nothing_ran_is_read_when_it_runs_again() {
    Integration shop = engine.connect(3);
    engine.turn();
    engine.turnAfter(Duration.ofDays(9));
    assertThat(
            engine
                .stores
                .ledger()
                .missing(
                    engine.workspace,
                    shop.id(),
                    "visits",
                    new DayRange(TODAY.minusDays(2), TODAY.plusDays(9))))
        .isEmpty();
  }

  @Test
  void snapshots_and_periods_are_read_beside_days() {
    engine.close();
    engine =
        new EngineFixture(
            List.of(Streams.snapshot("campaigns"), Streams.period("users")), TurnSettings.DEFAULT);
    engine.provider.distortion =
        (request, answer) ->
            request.stream().name().equals("users") ? periods(request, answer) : answer;
    Connections.Connected connected = engine.connect(List.of("acc-1"), 10).getFirst();
    engine.turn();
    assertThat(engine.lastJob(connected.integration()).outcome()).contains(Job.Outcome.SUCCEEDED);
    assertThat(engine.engine.progress(engine.workspace, connected.operation()).done()).isTrue();
    assertThat(engine.number("select count(*) from kpi.fake_users")).isEqualTo(10);
    int looks = campaignLooks();
    engine.turn();
    assertThat(campaignLooks()).as("not before the next sync").isEqualTo(looks);
    ask(connected.integration(), Asks.Wish.syncNow());
    engine.turnAfter(Duration.ofHours(13));
    assertThat(campaignLooks()).as("asked for before midnight, read after it").isEqualTo(looks + 1);
    engine.turn();
    assertThat(campaignLooks()).isEqualTo(looks + 1);
  }

  private int campaignLooks() {
    return (int)
        engine.provider.requests.stream()
            .filter(request -> request.stream().name().equals("campaigns"))
            .count();
  }

  @Test
  void a_mistake_in_an_adapter_is_a_failure_of_its_slice_and_says_so() {
    Integration shop = engine.connect(3);
    provider.then((_, _) -> {
      throw new IllegalStateException("index out of bounds");
    });
    engine.turn();
    assertThat(day(shop, TODAY).problemCode()).contains("defect");
    assertThat(day(shop, TODAY).reason().orElseThrow()).doesNotContain("index out of bounds");
    engine.turnAfter(Duration.ofMinutes(2));
    assertThat(day(shop, TODAY).stored()).isTrue();
  }

  @Test
  void a_cancelled_job_stops_at_its_next_step() {
    Integration shop = engine.connect(30);
    provider.then((_, call) -> {
      engine.engine.connections().cancel(engine.workspace, engine.lastJob(shop).id());
      engine.clock.move(Duration.ofSeconds(5));
      call.checkpoint();
    });
    engine.turn();
    assertThat(engine.lastJob(shop).outcome()).contains(Job.Outcome.CANCELLED);
    assertThat(engine.number("select count(*) from kpi.fake_visits")).isZero();
  }

  @Test
  void no_connection_is_held_while_the_provider_is_asked() {
    engine.connect(3);
    List<Integer> held = new ArrayList<>();
    provider.distortion =
        (_, answer) -> {
          held.add(engine.database.pools().stream().mapToInt(pool -> pool.active()).sum());
          return answer;
        };
    engine.turn();
    assertThat(held).isNotEmpty().containsOnly(0);
  }

  @Test
  void no_secret_stands_in_any_record_or_log_of_what_happened() {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    try {
      Integration shop = engine.connect(3);
      provider.fails(new Failure.TokenRejected("The token is not valid."));
      provider.then((_, _) -> {
        throw new IllegalStateException("a mistake");
      });
      provider.fails(new Failure.Network("No answer."));
      engine.turn();
      engine.turnAfter(Duration.ofMinutes(2));
      engine.turnAfter(Duration.ofMinutes(2));
      assertThat(engine.lastJob(shop).status()).isEqualTo(JobStatus.COMPLETED);
    } finally {
      root.setLevel(Level.OFF);
      root.detachAppender(log);
    }
    assertThat(log.list).isNotEmpty();
    assertThat(log.list)
        .noneMatch(event -> event.getFormattedMessage().contains("canary"))
        .noneMatch(event -> event.getFormattedMessage().contains(EngineFixture.KEY.reveal()));
    for (String table :
        List.of(
            "sync_attempt",
            "sync_job",
            "dead_letter",
            "integration",
            "audit_log",
            "provider_grant",
            "day_ledger",
            "range_request")) {
      assertThat(
              engine.number(
                  "select count(*) from tributary.%s t where t::text like '%%canary%%'"
                      .formatted(table)))
          .as(table)
          .isZero();
    }
  }

  @Test
  void a_stopped_integration_leaves_the_queue_and_no_open_job_behind() {
    Integration shop = engine.connect(1);
    engine
        .stores
        .integrations()
        .setState(
            engine.workspace,
            shop.id(),
            IntegrationState.PAUSED,
            Optional.empty(),
            engine.clock.instant());
    engine.turn();
    assertThat(provider.requests).isEmpty();
    assertThat(engine.stores.jobs().open(engine.workspace, shop.id())).isEmpty();
    assertThat(engine.stores.schedule().dueAt(engine.workspace, "fake", shop.id())).isEmpty();
  }

  private LedgerDay day(Integration integration, LocalDate day) {
    return engine
        .stores
        .ledger()
        .days(engine.workspace, integration.id(), "visits", DayRange.of(day))
        .getFirst();
  }

  private void ask(Integration integration, Asks.Wish wish) {
    engine.clock.move(Duration.ofSeconds(1));
    try {
      engine.engine.asks().ask(engine.workspace, integration.id(), wish);
    } catch (ConnectException e) {
      throw new AssertionError(e);
    }
  }

  private void replay(UUID letter) {
    engine.clock.move(Duration.ofSeconds(1));
    try {
      engine.engine.deadLetters().replay(engine.workspace, letter);
    } catch (ConnectException e) {
      throw new AssertionError(e);
    }
  }

  private static Batch nothing(SyncRequest request) {
    return new Batch(
        dev.tributary.spi.Rows.empty(request.stream()),
        List.of(),
        new Batch.Answer(
            java.util.OptionalLong.empty(),
            request.slice().days(),
            Optional.empty(),
            Optional.empty(),
            Batch.Quality.FULL),
        List.of(),
        new Batch.Next.Done());
  }

  private static Batch promising(Batch answer, long rows) {
    return new Batch(
        answer.rows(),
        answer.rejects(),
        new Batch.Answer(
            java.util.OptionalLong.of(rows),
            answer.answer().covered(),
            answer.answer().zone(),
            answer.answer().currency(),
            answer.answer().quality()),
        answer.quotas(),
        answer.next());
  }

  private static Batch without(SyncRequest request, Batch answer, LocalDate day) {
    dev.tributary.spi.Rows.Builder rows = dev.tributary.spi.Rows.builder(request.stream());
    for (int row = 0; row < answer.rows().size(); row++) {
      if (!answer.rows().day(row).equals(day)) {
        rows.row(answer.rows().epochDay(row))
            .text(0, answer.rows().text(0, row))
            .number(0, answer.rows().number(0, row));
      }
    }
    return new Batch(
        rows.build(),
        answer.rejects(),
        new Batch.Answer(
            java.util.OptionalLong.empty(),
            answer.answer().covered(),
            answer.answer().zone(),
            answer.answer().currency(),
            answer.answer().quality()),
        answer.quotas(),
        answer.next());
  }

  private static Batch periods(SyncRequest request, Batch answer) {
    dev.tributary.spi.Rows.Builder rows = dev.tributary.spi.Rows.builder(request.stream());
    request.slice().days().days().forEach(day -> rows.row(day).text(0, "day").number(0, 7));
    dev.tributary.spi.Rows built = rows.build();
    return new Batch(
        built,
        List.of(),
        new Batch.Answer(
            java.util.OptionalLong.of(built.size()),
            answer.answer().covered(),
            answer.answer().zone(),
            answer.answer().currency(),
            answer.answer().quality()),
        List.of(),
        answer.next());
  }
}
