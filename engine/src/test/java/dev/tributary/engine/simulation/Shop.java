package dev.tributary.engine.simulation;

import dev.tributary.engine.Streams;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.plan.Rhythm;
import dev.tributary.engine.plan.StreamView;
import dev.tributary.spi.Account;
import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.Job;
import dev.tributary.store.JobProgress;
import dev.tributary.store.JobStatus;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.OpenRequest;
import dev.tributary.store.Priority;
import dev.tributary.store.Problem;
import dev.tributary.store.Quota;
import dev.tributary.store.RangeRequest;
import dev.tributary.store.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One integration: what the provider has, what is stored, and everything the database says of it.
 */
final class Shop {
  static final StreamDescriptor STREAM = Streams.day("visits");

  /** A row of the scheduler. */
  static final class Row {
    Instant dueAt;
    boolean picked;
    long version = 1;
    Instant sign;

    Row(Instant dueAt) {
      this.dueAt = dueAt;
      this.sign = dueAt;
    }
  }

  /** What an open dead letter names; no days means the whole integration. */
  record Letter(Optional<DayRange> days, Instant at) {}

  enum State {
    ACTIVE,
    PAUSED,
    STOPPED
  }

  final UUID id;
  final Account account;
  final AccountDays calendar;
  final Rhythm rhythm;
  final Instant createdAt;
  final int rowsPerDay;

  // The provider's side.
  final Map<LocalDate, Integer> levels = new HashMap<>();
  final Deque<FailureKind> failures = new ArrayDeque<>();

  // Ours.
  State state = State.ACTIVE;
  Optional<Row> row;
  Optional<Job> job = Optional.empty();
  final NavigableMap<LocalDate, LedgerDay> ledger = new TreeMap<>();
  final Map<LocalDate, Long> stored = new HashMap<>();
  final Map<LocalDate, Instant> decided = new HashMap<>();
  final List<RangeRequest> requests = new ArrayList<>();
  final List<Letter> letters = new ArrayList<>();
  final Map<String, Quota> quotas = new HashMap<>();
  final List<Instant> serverErrors = new ArrayList<>();
  Optional<Instant> lastAppliedAt = Optional.empty();
  Optional<Instant> streamRestsUntil = Optional.empty();

  // What the invariants know for themselves.
  boolean ledgerChanged;
  int spent;

  /** Work was asked for while the running job was being cancelled. */
  boolean askedNext;

  Optional<Instant> notBefore = Optional.empty();
  private long asks;
  private long jobs;

  Shop(int number, Instant now) {
    this.id = new UUID(0x1000_0000L + number, 0x5000L + 977L * number);
    ZoneId zone =
        ZoneId.of(List.of("Europe/Warsaw", "America/Los_Angeles", "Pacific/Auckland").get(number));
    this.account =
        new Account("acc-" + number, "Shop " + number, zone, Optional.of("EUR"), Map.of());
    this.calendar = new AccountDays(zone);
    this.rhythm =
        Rhythm.of(
            id,
            number == 2
                ? new Schedule.Cron("30 */3 * * *", zone)
                : new Schedule.Every(Duration.ofHours(3)));
    this.createdAt = now;
    // A day of twenty rows or more is doubted when it falls by half.
    this.rowsPerDay = number == 0 ? 20 : 1;
    this.row = Optional.of(new Row(now));
    LocalDate today = calendar.on(now);
    ask(new DayRange(today.minusDays(24), today), Priority.BACKFILL, now);
  }

  void ask(DayRange days, Priority priority, Instant now) {
    requests.add(
        new RangeRequest(
            new UUID(7, asks++),
            id,
            id,
            STREAM.name(),
            days,
            "asked",
            priority,
            false,
            Optional.empty(),
            now,
            0,
            Optional.empty()));
    for (LedgerDay entry :
        List.copyOf(ledger.subMap(days.first(), true, days.last(), true).values())) {
      if (entry.problem() != Problem.NONE && entry.nextDueAt().filter(now::isBefore).isPresent()) {
        ledger.put(entry.day(), Entries.due(entry, Optional.of(now)));
      }
    }
  }

  /** The number of every row of a day as the provider shows it at a moment. */
  long number(LocalDate day, Instant at) {
    Instant whole = calendar.end(day).plus(STREAM.processingLag());
    long full = 1_000 + Math.floorMod(day.toEpochDay() * 31, 50);
    int level = levels.getOrDefault(day, 0);
    long restated = level == 5 ? full / 3 : full + 10L * level;
    if (!at.isBefore(whole)) {
      return restated;
    }
    long hours = Math.max(1, Duration.between(calendar.start(day), at).toHours() + 1);
    return Math.min(restated, hours * 10);
  }

  /** What the provider answers for days at a moment. */
  Rows rows(DayRange days, Instant at) {
    Rows.Builder rows = Rows.builder(STREAM);
    for (LocalDate day : days.days().toList()) {
      long number = number(day, at);
      for (int n = 0; n < rowsPerDay; n++) {
        rows.row(day).text(0, "channel-" + n).number(0, number);
      }
    }
    return rows.build();
  }

  Batch.Answer answer(DayRange days, int rows) {
    return new Batch.Answer(
        OptionalLong.of(rows),
        days,
        Optional.of(account.zone()),
        Optional.of("EUR"),
        Batch.Quality.FULL);
  }

  List<OpenRequest> openRequests() {
    return requests.stream().map(one -> new OpenRequest(one, remaining(one))).toList();
  }

  List<OpenRequest.Day> remaining(RangeRequest request) {
    return request
        .days()
        .days()
        .filter(day -> {
          Optional<LedgerDay> entry = entry(day);
          return Optional.ofNullable(decided.get(day))
                  .filter(at -> !at.isBefore(request.askedAt()))
                  .isEmpty()
              || entry.filter(one -> one.problem() != Problem.NONE).isPresent();
        })
        .sorted(java.util.Comparator.reverseOrder())
        .map(day ->
            new OpenRequest.Day(
                day,
                entry(day)
                    .filter(one -> one.problem() != Problem.NONE)
                    .flatMap(LedgerDay::nextDueAt)))
        .toList();
  }

  Optional<LedgerDay> entry(LocalDate day) {
    return Optional.ofNullable(ledger.get(day));
  }

  /** The stream as the planner sees it. */
  StreamView view(Instant now, int sliceDays) {
    LocalDate today = calendar.on(now);
    LocalDate since = calendar.on(createdAt);
    List<LocalDate> missing =
        since.datesUntil(today.plusDays(1)).filter(day -> !ledger.containsKey(day)).toList();
    List<LedgerDay> due =
        ledger.values().stream()
            .filter(entry -> entry.nextDueAt().filter(at -> !at.isAfter(now)).isPresent())
            .toList();
    return new StreamView(STREAM, due, missing, Optional.empty(), sliceDays);
  }

  /** When something is due if nothing is now, as the turn's end finds it. */
  Instant dueNext(Instant now) {
    Instant tick = rhythm.after(now);
    return java.util.stream.Stream.concat(
            ledger.values().stream().flatMap(entry -> entry.nextDueAt().stream()),
            openRequests().stream()
                .flatMap(open -> open.remaining().stream())
                .flatMap(day -> day.notBefore().stream()))
        .filter(now::isBefore)
        .filter(tick::isAfter)
        .min(Instant::compareTo)
        .orElse(tick);
  }

  /** Makes the integration due; a person may do so before the ladder says. */
  void pull(Instant now) {
    notBefore = Optional.empty();
    if (row.isEmpty()) {
      row = Optional.of(new Row(now));
    } else if (!row.get().picked && row.get().dueAt.isAfter(now)) {
      row.get().dueAt = now;
      row.get().version++;
    }
  }

  Optional<Job> open() {
    return job.filter(
        one -> one.status() == JobStatus.PENDING || one.status() == JobStatus.RUNNING);
  }

  Job fresh(Instant now) {
    return new Job(
        new UUID(8, jobs++),
        id,
        id,
        JobStatus.PENDING,
        JobTrigger.SCHEDULE,
        OptionalLong.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        JobProgress.NONE,
        Optional.empty(),
        Optional.empty(),
        false,
        now);
  }

  static Job withClaims(Job job, int claims) {
    return with(job, claims, job.cancelRequested());
  }

  static Job withCancel(Job job, boolean requested) {
    return with(job, job.claims(), requested);
  }

  private static Job with(Job job, int claims, boolean cancelRequested) {
    return new Job(
        job.id(),
        job.workspaceId(),
        job.integrationId(),
        job.status(),
        job.trigger(),
        job.claimValue(),
        claims,
        job.firstStartedAt(),
        job.startedAt(),
        job.completedAt(),
        job.error(),
        job.nextRetryAt(),
        job.waitingFor(),
        job.progress(),
        job.outcome(),
        job.result(),
        cancelRequested,
        job.createdAt());
  }
}
