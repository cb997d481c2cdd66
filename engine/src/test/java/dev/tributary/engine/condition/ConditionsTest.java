package dev.tributary.engine.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.engine.Situation;
import dev.tributary.engine.Streams;
import dev.tributary.engine.quota.Allowance;
import dev.tributary.spi.Account;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.store.Backlog;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.IntegrationStatus;
import dev.tributary.store.Job;
import dev.tributary.store.JobProgress;
import dev.tributary.store.JobStatus;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Pace;
import dev.tributary.store.Problem;
import dev.tributary.store.ProviderPause;
import dev.tributary.store.StreamStatus;
import dev.tributary.store.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final LocalDate YESTERDAY = LocalDate.of(2026, 11, 21);
  private static final UUID OPERATION = new UUID(4, 4);

  // What is known; each test changes what it is about.
  private IntegrationState stored = IntegrationState.ACTIVE;
  private Optional<Integration.Reason> why = Optional.empty();
  private Optional<Instant> appliedAt = Optional.of(NOW.minusSeconds(600));
  private Optional<Job> job = Optional.empty();
  private Optional<Instant> dueAt = Optional.of(NOW.plusSeconds(1_800));
  private final List<DeadLetter> gaveUp = new ArrayList<>();
  private Optional<ProviderPause> pause = Optional.empty();
  private StreamFacts visits = stream("visits");
  private StreamFacts orders = stream("orders");
  private Allowance allowance = new Allowance.Free();
  private final Map<String, Pace> pace = new java.util.HashMap<>();

  private static StreamFacts stream(String name) {
    return new StreamFacts(
        Streams.day(name),
        Optional.of(YESTERDAY),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static StreamFacts through(StreamFacts facts, Optional<LocalDate> day) {
    return new StreamFacts(
        facts.stream(), day, facts.troubles(), facts.backlog(), facts.leftOut(), facts.gaveUp());
  }

  private static StreamFacts with(StreamFacts facts, Trouble... troubles) {
    return new StreamFacts(
        facts.stream(),
        facts.through(),
        List.of(troubles),
        facts.backlog(),
        facts.leftOut(),
        facts.gaveUp());
  }

  private static StreamFacts with(StreamFacts facts, int planned, int done) {
    return new StreamFacts(
        facts.stream(),
        facts.through(),
        facts.troubles(),
        Optional.of(
            new Backlog(
                facts.stream().name(),
                planned,
                done,
                NOW.minusSeconds(60),
                Optional.of(OPERATION))),
        facts.leftOut(),
        facts.gaveUp());
  }

  private static Trouble trouble(Problem problem, int tries) {
    return new Trouble(
        "visits",
        problem,
        1,
        LocalDate.of(2026, 11, 9),
        LocalDate.of(2026, 11, 9),
        tries,
        Optional.of(NOW.plusSeconds(480)),
        problem == Problem.HELD ? "held" : "unavailable",
        problem == Problem.HELD ? "The answer contradicts the stored day." : "Fake answered 503.");
  }

  private static Job job(
      JobStatus status, int claims, Optional<Instant> nextRetryAt, Optional<String> waitingFor) {
    return new Job(
        new UUID(3, 3),
        new UUID(1, 1),
        new UUID(2, 2),
        status,
        JobTrigger.SCHEDULE,
        OptionalLong.empty(),
        claims,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of("Fake answered 503."),
        nextRetryAt,
        waitingFor,
        new JobProgress(2, 7, 10, Optional.of("visits 2026-11-20")),
        Optional.empty(),
        Optional.empty(),
        false,
        NOW.minusSeconds(60));
  }

  private Condition condition() {
    Integration integration =
        new Integration(
            new UUID(2, 2),
            new UUID(1, 1),
            new UUID(5, 5),
            "fake",
            new Account("acc-1", "Shop", BERLIN, Optional.of("EUR"), Map.of()),
            Map.of(),
            Optional.empty(),
            1,
            stored,
            why,
            Optional.empty(),
            appliedAt,
            NOW.minusSeconds(86_400),
            NOW);
    return Conditions.of(
        new Facts(
            new Situation(integration, job, dueAt, gaveUp),
            "Fake",
            pause,
            List.of(visits, orders),
            allowance,
            pace,
            Duration.ofHours(24)),
        NOW);
  }

  private String said() {
    return new Sentences(BERLIN, NOW).of(condition());
  }

  // --- what stands still for a person comes first ---

  @ParameterizedTest
  @EnumSource(value = IntegrationState.class, names = "ACTIVE", mode = EnumSource.Mode.EXCLUDE)
  void whatever_stands_still_says_so_even_while_a_job_is_open(IntegrationState state) {
    stored = state;
    why = Optional.of(new Integration.Reason("some_code", "It stands still."));
    job = Optional.of(job(JobStatus.RUNNING, 1, Optional.empty(), Optional.empty()));
    assertThat(condition().state().name()).isEqualTo(state.name());
    assertThat(condition().status()).isEqualTo(state.status());
    assertThat(condition().reason().orElseThrow().code()).isEqualTo("some_code");
    assertThat(said()).contains("It stands still.");
    assertThat(condition().streams()).allMatch(one -> one.state().name().equals(state.name()));
  }

  @Test
  void a_cause_has_its_own_remedy_and_a_state_has_one_where_the_cause_has_none() {
    stored = IntegrationState.HELD;
    why = Optional.of(new Integration.Reason("zone_changed", "The zone changed."));
    assertThat(condition().reason().orElseThrow().nextStep()).contains("in the new zone");
    why = Optional.of(new Integration.Reason("other", "Something changed."));
    assertThat(condition().reason().orElseThrow().nextStep()).isEqualTo(State.HELD.nextStep());
  }

  @Test
  void a_paused_provider_pauses_every_connection_without_a_next_sync() {
    pause = Optional.of(new ProviderPause("fake", "Fake repairs its API.", "operator", NOW));
    assertThat(condition().state()).isEqualTo(State.PAUSED);
    assertThat(condition().reason().orElseThrow().code()).isEqualTo("provider_paused");
    assertThat(condition().nextSyncAt()).isEmpty();
    assertThat(said()).contains("Fake repairs its API.");
  }

  // --- what happens now ---

  @Test
  void a_running_job_is_a_sync_or_a_backfill() {
    job = Optional.of(job(JobStatus.RUNNING, 1, Optional.empty(), Optional.empty()));
    assertThat(condition().state()).isEqualTo(State.SYNCING);
    assertThat(said()).isEqualTo("Syncing: visits 2026-11-20, day 3 of 7.");
    visits = with(visits, 730, 214);
    assertThat(condition().state()).isEqualTo(State.BACKFILLING);
    assertThat(condition().progress().orElseThrow().operation()).contains(OPERATION);
  }

  @Test
  void a_backfill_says_how_far_it_is_and_about_how_long_it_takes() {
    visits = with(visits, 730, 214);
    assertThat(said()).isEqualTo("Backfilling 214 of 730 days, newest first.");
    pace.put("visits", new Pace("visits", 100, 4, 1_000, Duration.ofSeconds(200)));
    assertThat(said()).isEqualTo("Backfilling 214 of 730 days, about 18 min left, newest first.");
    orders = with(orders, 100, 0);
    assertThat(condition().progress().orElseThrow().left()).contains(Duration.ofSeconds(1_232));
    assertThat(said())
        .isEqualTo("Backfilling 214 of 830 days over 2 reports, about 21 min left, newest first.");
  }

  @Test
  void history_that_is_read_already_is_no_backfill() {
    visits = with(visits, 30, 30);
    assertThat(condition().state()).isEqualTo(State.HEALTHY);
  }

  // --- what waits ---

  @Test
  void an_announced_wait_is_no_failed_try() {
    job =
        Optional.of(
            job(
                JobStatus.PENDING,
                0,
                Optional.of(NOW.plusSeconds(9_120)),
                Optional.of("Fake's limit is used up")));
    visits = with(visits, 730, 120);
    assertThat(condition().state()).isEqualTo(State.WAITING_QUOTA);
    assertThat(condition().waitingUntil()).contains(NOW.plusSeconds(9_120));
    assertThat(condition().progress().orElseThrow().left()).isEmpty();
    assertThat(said())
        .isEqualTo(
            "Waiting until 15:32 (Europe/Berlin): Fake's limit is used up. 120 of 730 days saved; nothing is lost.");
    assertThat(condition().streams().getFirst().state()).isEqualTo(State.WAITING_QUOTA);
    assertThat(condition().streams().getLast().state()).isEqualTo(State.HEALTHY);
  }

  @Test
  void history_waits_for_a_quota_that_is_kept_for_fresh_days() {
    visits = with(visits, 730, 120);
    allowance = new Allowance.FreshOnly("tokensPerHour", NOW.plusSeconds(3_600));
    assertThat(condition().state()).isEqualTo(State.WAITING_QUOTA);
    assertThat(condition().waitingFor().orElseThrow()).contains("tokensPerHour");
    allowance = new Allowance.WaitUntil(NOW.plusSeconds(60), "the quota tokensPerDay is used up");
    assertThat(said()).contains("the quota tokensPerDay is used up.");
    visits = with(visits, 120, 120);
    assertThat(condition().state()).as("nothing waits for it").isEqualTo(State.HEALTHY);
  }

  @Test
  void a_failed_try_counts_and_one_that_is_due_is_no_wait() {
    job =
        Optional.of(job(JobStatus.PENDING, 3, Optional.of(NOW.plusSeconds(480)), Optional.empty()));
    assertThat(condition().state()).isEqualTo(State.RETRYING);
    assertThat(said())
        .isEqualTo("Try 3 of 6 failed: Fake answered 503. Next try 13:08 (Europe/Berlin).");
    job = Optional.of(job(JobStatus.PENDING, 3, Optional.of(NOW), Optional.empty()));
    assertThat(condition().state()).isEqualTo(State.QUEUED);
    assertThat(said()).contains("as soon as a worker is free");
  }

  @Test
  void what_is_due_and_not_claimed_is_queued() {
    dueAt = Optional.of(NOW);
    assertThat(condition().state()).isEqualTo(State.QUEUED);
  }

  // --- what is wrong with single days ---

  @Test
  void held_days_come_before_failed_ones_and_both_keep_the_connection() {
    visits = with(visits, trouble(Problem.FAILED, 2), trouble(Problem.HELD, 1));
    assertThat(condition().state()).isEqualTo(State.HELD);
    assertThat(condition().status()).isEqualTo(IntegrationStatus.CONNECTED);
    assertThat(said())
        .isEqualTo(
            "Held: The answer contradicts the stored day. Asking again 13:08 (Europe/Berlin), good data kept.");
    visits = with(visits, trouble(Problem.FAILED, 2));
    assertThat(condition().state()).isEqualTo(State.RETRYING);
    assertThat(said()).startsWith("Try 2 of 6 failed: Fake answered 503.");
    assertThat(condition().streams().getFirst().state()).isEqualTo(State.RETRYING);
    assertThat(condition().streams().getLast().state()).isEqualTo(State.HEALTHY);
  }

  @Test
  void days_that_were_given_up_are_told_while_the_rest_is_up_to_date() {
    DeadLetter letter =
        new DeadLetter(
            new UUID(9, 9),
            new UUID(1, 1),
            new UUID(2, 2),
            new UUID(3, 3),
            Optional.of("visits"),
            Optional.of(new DayRange(LocalDate.of(2026, 11, 7), LocalDate.of(2026, 11, 9))),
            Failure.Category.DATA,
            "malformed",
            "The answer cannot be read.",
            6,
            NOW,
            NOW,
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty());
    gaveUp.add(letter);
    visits =
        new StreamFacts(
            visits.stream(),
            visits.through(),
            List.of(trouble(Problem.FAILED, 6)),
            Optional.empty(),
            Optional.empty(),
            List.of(letter));
    assertThat(condition().state()).isEqualTo(State.HEALTHY);
    assertThat(condition().status()).isEqualTo(IntegrationStatus.CONNECTED);
    assertThat(condition().deadLetters()).isEqualTo(1);
    assertThat(condition().reason().orElseThrow().code()).isEqualTo("malformed");
    assertThat(said())
        .startsWith("Up to date but for what was given up: 3 days of visits. Data through 21 Nov");
    assertThat(condition().streams().getFirst().state()).isEqualTo(State.GAVE_UP);
  }

  @Test
  void a_report_that_is_left_out_for_a_day_gave_up_until_then() {
    Instant tomorrow = NOW.plus(Duration.ofDays(1));
    visits =
        new StreamFacts(
            visits.stream(),
            visits.through(),
            List.of(),
            Optional.empty(),
            Optional.of(
                new StreamStatus.GivenUp(
                    "invalid_request", "Fake refuses the report.", Optional.of(tomorrow))),
            List.of());
    Condition.OfStream shown = condition().streams().getFirst();
    assertThat(shown.state()).isEqualTo(State.GAVE_UP);
    assertThat(shown.until()).contains(tomorrow);
    assertThat(new Sentences(BERLIN, NOW).of(shown))
        .isEqualTo("Fake refuses the report. Again 23 Nov 13:00 (Europe/Berlin).");

    visits = with(visits, 2, 0);
    assertThat(condition().state()).as("its history rests too").isEqualTo(State.HEALTHY);
    assertThat(condition().progress()).isEmpty();
    orders = with(orders, 5, 1);
    assertThat(condition().progress())
        .hasValueSatisfying(progress -> assertThat(progress.daysPlanned()).isEqualTo(5));
  }

  @Test
  void up_to_date_names_day_zone_and_next_sync() {
    assertThat(said())
        .isEqualTo(
            "Up to date. Data through 21 Nov (Europe/Berlin). Next sync 13:30 (Europe/Berlin).");
    assertThat(new Sentences(BERLIN, NOW).of(condition().streams().getFirst()))
        .isEqualTo("Through 21 Nov.");
  }

  // --- how fresh ---

  @Test
  void freshness_stands_beside_the_state() {
    assertThat(condition().freshness()).isEqualTo(Freshness.FRESH);
    orders = through(orders, Optional.of(YESTERDAY.minusDays(4)));
    assertThat(condition().freshness()).isEqualTo(Freshness.PARTIAL);
    assertThat(condition().dataThrough()).contains(YESTERDAY.minusDays(4));
    visits = through(visits, Optional.of(YESTERDAY.minusDays(2)));
    assertThat(condition().freshness()).isEqualTo(Freshness.STALE);
    orders = through(orders, Optional.empty());
    assertThat(condition().dataThrough()).isEmpty();
    visits = through(visits, Optional.empty());
    assertThat(condition().freshness()).isEqualTo(Freshness.NO_DATA);
    assertThat(condition().state()).isEqualTo(State.HEALTHY);
  }

  @Test
  void a_day_is_late_only_when_it_was_whole_for_longer_than_data_may_be_old() {
    // The 21st is whole at 03:00 UTC of the 22nd, four hours after its end in Berlin.
    visits = through(visits, Optional.of(YESTERDAY.minusDays(1)));
    orders = visits;
    assertThat(condition().freshness()).isEqualTo(Freshness.FRESH);
  }

  @Test
  void what_was_read_last_too_long_ago_is_stale_whatever_its_days() {
    appliedAt = Optional.of(NOW.minus(Duration.ofHours(25)));
    assertThat(condition().freshness()).isEqualTo(Freshness.STALE);
  }

  @Test
  void times_left_are_rounded_as_people_say_them() {
    assertThat(Sentences.duration(Duration.ZERO)).isEqualTo("1 s");
    assertThat(Sentences.duration(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(Sentences.duration(Duration.ofSeconds(61))).isEqualTo("2 min");
    assertThat(Sentences.duration(Duration.ofHours(3).plusMinutes(1))).isEqualTo("4 h");
  }
}
