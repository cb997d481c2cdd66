package dev.tributary.engine.simulation;

import dev.tributary.engine.plan.PlannedSlice;
import dev.tributary.engine.plan.Planner;
import dev.tributary.engine.plan.SliceSize;
import dev.tributary.engine.plan.Standing;
import dev.tributary.engine.quota.Allowance;
import dev.tributary.engine.quota.Outages;
import dev.tributary.engine.quota.Quotas;
import dev.tributary.engine.quota.Quotas.ProviderAccount;
import dev.tributary.engine.retry.RetryPolicy;
import dev.tributary.engine.retry.Verdict;
import dev.tributary.engine.verify.Finding;
import dev.tributary.engine.verify.ReadSlice;
import dev.tributary.engine.verify.Usual;
import dev.tributary.engine.verify.Verification;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncResult;
import dev.tributary.store.DayFlags;
import dev.tributary.store.DayState;
import dev.tributary.store.Job;
import dev.tributary.store.JobEvent;
import dev.tributary.store.JobStatus;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Problem;
import dev.tributary.store.Quota;
import dev.tributary.store.SliceDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** A worker process that runs one turn at a time, one step after the other. */
final class Worker {
  private static final Duration TURN_MAX = Duration.ofSeconds(60);
  private static final Duration A_DAY = Duration.ofHours(24);
  private static final Duration PROBE_IN = Duration.ofMinutes(1);

  private final World world;
  private final Outages outages;
  boolean frozen;
  boolean stopping;
  private Optional<Turn> turn = Optional.empty();

  Worker(World world) {
    this.world = world;
    this.outages = new Outages(() -> world.now, world.jitter::nextDouble);
  }

  /** How a turn ends, as the engine's own. */
  private sealed interface End {
    record Leave() implements End {}

    record Completed(boolean workLeft) implements End {}

    record Cancelled() implements End {}

    record Interrupted() implements End {}

    record Waiting(Instant until, boolean freshGoesOn) implements End {}

    record Retrying(Instant at) implements End {}

    record Over(String why, Optional<DayRange> days, boolean stops) implements End {}
  }

  /** A turn under way. */
  private static final class Turn {
    final Shop shop;
    final long claim;
    boolean started;
    boolean refreshed;
    boolean errors;
    Instant endsAt = Instant.MAX;
    SliceSize size = SliceSize.first(Shop.STREAM);
    Optional<Outages.Leave> leave = Optional.empty();
    Optional<PlannedSlice> planned = Optional.empty();
    Optional<ReadSlice> read = Optional.empty();
    Optional<End> end = Optional.empty();

    Turn(Shop shop, long claim) {
      this.shop = shop;
      this.claim = claim;
    }
  }

  /** The heartbeat of what it runs. */
  void givesSign() {
    if (!frozen) {
      turn.ifPresent(mine ->
          mine.shop
              .row
              .filter(row -> row.picked && row.version == mine.claim)
              .ifPresent(row -> row.sign = world.now));
    }
  }

  /**
   * @return whether there was something to do
   */
  boolean step() {
    if (frozen) {
      return false;
    }
    if (turn.isEmpty()) {
      return claim();
    }
    Turn mine = turn.get();
    if (mine.end.isPresent()) {
      finish(mine, mine.end.get());
    } else if (!mine.started) {
      start(mine);
    } else if (mine.read.isPresent()) {
      store(mine, mine.read.get());
    } else if (mine.planned.isPresent()) {
      read(mine, mine.planned.get());
    } else {
      plan(mine);
    }
    return true;
  }

  private boolean claim() {
    if (stopping) {
      // The node starts again.
      stopping = false;
      return false;
    }
    Optional<Shop> due =
        world.shops.stream()
            .filter(shop ->
                shop.row.filter(row -> !row.picked && !row.dueAt.isAfter(world.now)).isPresent())
            .min(Comparator.comparing(shop -> shop.row.orElseThrow().dueAt));
    due.ifPresent(shop -> {
      Shop.Row row = shop.row.orElseThrow();
      row.picked = true;
      row.version++;
      row.sign = world.now;
      turn = Optional.of(new Turn(shop, row.version));
    });
    return due.isPresent();
  }

  private void start(Turn mine) {
    Shop shop = mine.shop;
    mine.started = true;
    if (shop.state != Shop.State.ACTIVE) {
      mine.end = Optional.of(new End.Leave());
      return;
    }
    if (shop.open().filter(job -> job.claimValue().orElse(-1) >= mine.claim).isPresent()
        || shop.row.filter(row -> row.picked && row.version == mine.claim).isEmpty()) {
      drop(mine);
      return;
    }
    World.require(
        shop.notBefore.filter(world.now::isBefore).isEmpty(),
        "early: a turn begins before %s",
        shop.notBefore);
    if (shop.open().isEmpty()) {
      shop.job = Optional.of(shop.fresh(world.now));
      shop.spent = 0;
    }
    shop.job = Optional.of(world.move(shop.open().orElseThrow(), new JobEvent.Started(mine.claim)));
    mine.endsAt = world.now.plus(TURN_MAX);
    mine.leave = outages.ask("fake");
    if (mine.leave.isEmpty()) {
      Instant next = outages.nextTry("fake").orElseGet(() -> world.now.plusSeconds(1));
      mine.end =
          Optional.of(
              RetryPolicy.providerDown(next, attempt(mine, retries(mine), 1), world.now)
                      instanceof Verdict.ProviderDown(Instant at)
                  ? new End.Waiting(at, false)
                  : new End.Over("patience", Optional.empty(), false));
    }
  }

  private void plan(Turn mine) {
    Shop shop = mine.shop;
    Instant now = world.now;
    if (stopping) {
      mine.end = Optional.of(new End.Interrupted());
    } else if (!holds(mine) || shop.job.orElseThrow().cancelRequested()) {
      mine.end = Optional.of(new End.Cancelled());
    } else if (!now.isBefore(mine.endsAt)) {
      mine.end = Optional.of(new End.Completed(true));
    } else {
      Allowance allowance = allowance(shop);
      boolean free = allowance instanceof Allowance.Free;
      if (allowance instanceof Allowance.WaitUntil wait) {
        mine.end = Optional.of(new End.Waiting(wait.until(), false));
        return;
      }
      if (world.fault.isPresent()) {
        if (now.isBefore(world.fault.get())) {
          mine.end = Optional.of(new End.Waiting(world.fault.get(), false));
          return;
        }
        world.fault = Optional.of(now.plus(PROBE_IN));
      }
      List<PlannedSlice> plan = plan(shop, mine.size.days(), free);
      mine.planned = plan.stream().findFirst();
      if (plan.isEmpty()) {
        mine.end =
            Optional.of(
                allowance instanceof Allowance.FreshOnly(String _, Instant until)
                        && !plan(shop, mine.size.days(), true).isEmpty()
                    ? new End.Waiting(until, true)
                    : new End.Completed(false));
      }
    }
  }

  private List<PlannedSlice> plan(Shop shop, int days, boolean backfill) {
    return shop.streamRestsUntil.filter(world.now::isBefore).isPresent()
        ? List.of()
        : Planner.plan(
            List.of(shop.view(world.now, days)),
            shop.openRequests(),
            new Planner.Circumstances(world.now, shop.calendar, backfill));
  }

  private Allowance allowance(Shop shop) {
    List<Instant> recent =
        shop.serverErrors.stream()
            .filter(at -> !at.isBefore(world.now.minus(Duration.ofHours(1))))
            .sorted(Comparator.reverseOrder())
            .toList();
    return Quotas.errorsUntil(recent)
        .<Allowance>map(until -> new Allowance.WaitUntil(until, "server errors"))
        .orElseGet(() -> Quotas.decide(List.copyOf(shop.quotas.values()), world.now));
  }

  private void read(Turn mine, PlannedSlice planned) {
    Shop shop = mine.shop;
    Optional<FailureKind> fails = Optional.ofNullable(shop.failures.poll());
    if (fails.isPresent()) {
      react(mine, planned, fails.get().at(world.now));
      return;
    }
    mine.leave.ifPresent(Outages.Leave::answered);
    world.fault = Optional.empty();
    Rows rows = shop.rows(planned.days(), world.now);
    mine.read =
        Optional.of(
            new ReadSlice(
                planned,
                rows,
                SliceDigest.of(Shop.STREAM, rows),
                List.of(),
                shop.answer(planned.days(), rows.size()),
                world.now,
                Optional.empty()));
  }

  private void react(Turn mine, PlannedSlice planned, Failure failure) {
    Shop shop = mine.shop;
    Instant now = world.now;
    mine.planned = Optional.empty();
    if (stopping) {
      mine.end = Optional.of(new End.Interrupted());
      return;
    }
    if (!holds(mine)) {
      drop(mine);
      return;
    }
    if (failure instanceof Failure.QuotaExhausted empty) {
      shop.quotas.put(
          empty.bucket(),
          new Quota(
              empty.bucket(),
              OptionalLong.of(0),
              1_000,
              Optional.empty(),
              Optional.of(empty.until()),
              now));
    } else if (failure instanceof Failure.Unavailable) {
      shop.serverErrors.add(now);
    }
    mine.leave.ifPresent(
        given -> given.failed(new ProviderAccount("fake", shop.account.id()), failure));
    boolean alone = failure.scope() == Failure.Scope.SLICE;
    int retries = alone ? failuresInARow(shop, planned.days()) : retries(mine);
    Verdict verdict =
        RetryPolicy.decide(
            failure, attempt(mine, retries, planned.days().length()), outages.nextTry("fake"), now);
    boolean refreshed = mine.refreshed;
    mine.refreshed = false;
    switch (verdict) {
      case Verdict.Refresh() -> {
        World.require(!refreshed, "claims: a token is refreshed for ever");
        mine.refreshed = true;
        mine.planned = Optional.of(planned);
      }
      case Verdict.Shrink() -> mine.size = mine.size.shrunk(planned.days().length());
      case Verdict.SkipSlice() ->
          planned
              .days()
              .days()
              .forEach(day -> {
                shop.ledger.put(day, Entries.skipped(shop.entry(day), day, failure.message()));
                shop.decided.put(day, now);
                mine.errors = true;
                shop.ledgerChanged = true;
              });
      case Verdict.SkipStream() -> {
        shop.streamRestsUntil = Optional.of(now.plus(A_DAY));
        mine.errors = true;
      }
      case Verdict.Retry(Instant at, int retry) -> {
        World.require(
            !at.isBefore(now.plus(Duration.ofMinutes(1L << (retry - 1)))),
            "ladder: retry %s comes after %s",
            retry,
            Duration.between(now, at));
        if (alone) {
          daysFail(mine, planned.days(), failure, at);
        } else {
          Instant told = world.bug == Bug.LADDER_EARLY ? now.plusSeconds(20) : at;
          World.require(
              !told.isBefore(at), "ladder: retry %s after %s", retry, Duration.between(now, told));
          mine.end = Optional.of(new End.Retrying(told));
        }
      }
      case Verdict.GiveUp() -> {
        if (alone) {
          daysFail(mine, planned.days(), failure, now.plus(A_DAY));
          shop.letters.add(new Shop.Letter(Optional.of(planned.days()), now));
        } else {
          mine.end =
              Optional.of(
                  world.bug == Bug.NO_END
                      ? new End.Retrying(now.plusSeconds(60))
                      : new End.Over(failure.message(), Optional.of(planned.days()), false));
        }
      }
      case Verdict.Snooze(Instant until) -> mine.end = Optional.of(new End.Waiting(until, false));
      case Verdict.ProviderDown(Instant next) ->
          mine.end = Optional.of(new End.Waiting(next, false));
      case Verdict.PauseProvider() -> {
        world.fault = Optional.of(now.plus(PROBE_IN));
        mine.end = Optional.of(new End.Waiting(world.fault.get(), false));
      }
      case Verdict.Reconnect(), Verdict.Stop() ->
          mine.end = Optional.of(new End.Over(failure.message(), Optional.empty(), true));
    }
  }

  private void daysFail(Turn mine, DayRange days, Failure failure, Instant again) {
    Shop shop = mine.shop;
    mine.errors = true;
    shop.ledgerChanged = true;
    days.days()
        .forEach(day ->
            shop.ledger.put(
                day,
                Entries.failed(shop.entry(day), day, failure.code(), failure.message(), again)));
  }

  private void store(Turn mine, ReadSlice read) {
    Shop shop = mine.shop;
    mine.read = Optional.empty();
    mine.planned = Optional.empty();
    if (!holds(mine) && world.bug != Bug.STALE_SLICE) {
      drop(mine);
      return;
    }
    writes(mine);
    shop.ledgerChanged = true;
    DayRange days = read.planned().days();
    Map<LocalDate, LedgerDay> before = new HashMap<>();
    days.days().forEach(day -> shop.entry(day).ifPresent(entry -> before.put(day, entry)));
    Set<LocalDate> whole =
        days.days()
            .filter(day -> Standing.whole(Shop.STREAM, day, read.readAt(), shop.calendar))
            .collect(Collectors.toSet());
    Verification verification =
        new Verification(shop.account, before, new Usual(Map.copyOf(shop.stored)));
    if (!(verification.check(read, whole) instanceof Finding.Judged judged)) {
      throw new Violation("truth: an honest answer was refused");
    }
    judged.apply().forEach((day, flags) -> apply(shop, read, day, flags));
    judged
        .held()
        .forEach(held ->
            shop.ledger.put(
                held.day(),
                Entries.held(
                    shop.entry(held.day()).orElseThrow(),
                    read.digest().day(held.day()),
                    held.reason(),
                    world.now.plus(held.readAgainIn()))));
    shop.lastAppliedAt = Optional.of(world.now);
    shop.requests.removeIf(request ->
        world.bug == Bug.FORGOTTEN_ASK
            ? request.days().first().isBefore(days.first())
            : shop.remaining(request).isEmpty());
    shop.letters.removeIf(letter ->
        letter
            .days()
            .filter(named -> named.days().allMatch(judged.apply()::containsKey))
            .isPresent());
    mine.size = mine.size.seen(days.length(), 1_000L * days.length(), 64L << 20);
  }

  private void apply(Shop shop, ReadSlice read, LocalDate day, DayFlags flags) {
    Standing standing = Standing.after(Shop.STREAM, day, read.readAt(), shop.calendar, shop.rhythm);
    LedgerDay entry =
        Entries.stored(
            shop.entry(day),
            read.digest().day(day),
            world.bug == Bug.FINAL_AT_ONCE
                ? new Standing(DayState.FINAL, Optional.empty())
                : standing,
            flags,
            read.readAt());
    shop.ledger.put(day, entry);
    shop.decided.put(day, read.readAt());
    if (world.bug != Bug.LEDGER_AHEAD || !shop.stored.containsKey(day)) {
      shop.stored.put(day, entry.mainTotal());
    }
  }

  private void finish(Turn mine, End end) {
    Shop shop = mine.shop;
    drop(mine);
    if (stopping && end instanceof End.Interrupted) {
      stopping = false;
    }
    boolean mineStill =
        shop.row.filter(row -> row.picked && row.version == mine.claim).isPresent()
            && (end instanceof End.Leave || holds(mine));
    if (!mineStill && (world.bug != Bug.STALE_END || shop.open().isEmpty())) {
      return;
    }
    writes(mine);
    Instant now = world.now;
    Optional<Instant> next =
        switch (end) {
          case End.Leave() -> Optional.empty();
          case End.Completed(boolean workLeft) -> {
            boolean more = workLeft || !plan(shop, mine.size.days(), true).isEmpty();
            if (!mine.errors) {
              shop.letters.removeIf(letter -> letter.days().isEmpty());
            }
            over(
                shop,
                new JobEvent.Completed(
                    new SyncResult(!mine.errors, 0, List.of(), Optional.empty())));
            yield Optional.of(more ? now : shop.dueNext(now));
          }
          case End.Cancelled() -> {
            over(shop, new JobEvent.Cancelled());
            yield Optional.of(shop.dueNext(now));
          }
          case End.Interrupted() -> {
            boolean waits = moved(shop, new JobEvent.Interrupted(), Optional.empty());
            yield Optional.of(waits ? now : shop.dueNext(now));
          }
          case End.Waiting(Instant until, boolean freshGoesOn) -> {
            Instant fresh = shop.dueNext(now);
            boolean early = freshGoesOn && fresh.isBefore(until);
            boolean waits =
                moved(
                    shop,
                    new JobEvent.Snoozed(until, "a wait"),
                    early ? Optional.empty() : Optional.of(until));
            yield Optional.of(early || !waits ? fresh : until);
          }
          case End.Retrying(Instant at) -> {
            shop.spent++;
            boolean waits = moved(shop, new JobEvent.Retried(at, "failed"), Optional.of(at));
            yield Optional.of(
                !waits ? shop.dueNext(now) : world.bug == Bug.DUE_EARLY ? now.plusSeconds(1) : at);
          }
          case End.Over(String why, Optional<DayRange> days, boolean stops) -> {
            giveUp(world, shop, why, days);
            if (stops) {
              world.halt(shop, Shop.State.STOPPED);
            }
            yield Optional.of(shop.dueNext(now));
          }
        };
    if (!(end instanceof End.Leave)) {
      next = Optional.of(follow(world, shop, next.orElse(now)));
    }
    if (world.bug == Bug.LOST_ROW && end instanceof End.Cancelled) {
      shop.row = Optional.empty();
      return;
    }
    reschedule(world, shop, next);
  }

  /** Gives the row back, or takes it away where the integration does not sync any more. */
  private static void reschedule(World world, Shop shop, Optional<Instant> next) {
    if (shop.state != Shop.State.ACTIVE) {
      shop.row = Optional.empty();
      world.cancel(shop);
      return;
    }
    Shop.Row row = shop.row.orElseThrow();
    row.picked = false;
    row.version++;
    // An integration that was resumed while its last turn left the queue is due at once.
    row.dueAt = next.orElse(world.now);
  }

  private void over(Shop shop, JobEvent event) {
    moved(shop, event, Optional.empty());
    shop.spent = 0;
  }

  /** False when the job has ended, if only because somebody had cancelled it. */
  private boolean moved(Shop shop, JobEvent event, Optional<Instant> notBefore) {
    shop.job = Optional.of(world.move(shop.open().orElseThrow(), event));
    boolean waits = shop.open().isPresent();
    shop.notBefore = waits ? notBefore : Optional.empty();
    return waits;
  }

  /** What was asked for while the job was being cancelled begins when it has ended. */
  private static Instant follow(World world, Shop shop, Instant next) {
    if (!shop.askedNext || shop.open().isPresent() || world.bug == Bug.FORGOTTEN_NEXT) {
      return next;
    }
    shop.askedNext = false;
    shop.job = Optional.of(shop.fresh(world.now));
    shop.spent = 0;
    return world.now;
  }

  private static void giveUp(World world, Shop shop, String why, Optional<DayRange> days) {
    if (world.bug != Bug.NO_DEAD_LETTER) {
      shop.letters.add(new Shop.Letter(days, world.now));
    }
    shop.job =
        Optional.of(
            world.move(shop.open().orElseThrow(), new JobEvent.GaveUp(why, Optional.empty())));
    shop.notBefore = Optional.empty();
    shop.spent = 0;
    World.require(!shop.letters.isEmpty(), "dead letter: a job gave up and left none");
  }

  /** A claim without a sign of life is taken away: due at once, and the claim stays spent. */
  static void died(World world, Shop shop, Shop.Row row) {
    Optional<Job> running =
        shop.open()
            .filter(job -> job.claimValue().orElse(-1) == row.version)
            .filter(job -> job.status() == JobStatus.RUNNING);
    if (running.isEmpty()) {
      reschedule(world, shop, Optional.of(world.now));
      return;
    }
    Job job = running.get();
    RetryPolicy.Attempt attempt =
        new RetryPolicy.Attempt(job.retryCount(), 0.5, true, 1, world.now);
    shop.spent++;
    if (RetryPolicy.decide(new Failure.Defect("died"), attempt, world.now)
        instanceof Verdict.Retry) {
      shop.job =
          Optional.of(
              world.move(
                  job,
                  world.bug == Bug.DEATH_FREE
                      ? new JobEvent.Interrupted()
                      : new JobEvent.Retried(world.now, "died")));
      shop.notBefore = Optional.empty();
      boolean waits = shop.open().isPresent();
      reschedule(
          world,
          shop,
          Optional.of(follow(world, shop, waits ? world.now : shop.rhythm.after(world.now))));
    } else {
      giveUp(world, shop, "died", Optional.empty());
      reschedule(world, shop, Optional.of(follow(world, shop, shop.rhythm.after(world.now))));
    }
  }

  private void drop(Turn mine) {
    mine.leave.ifPresent(Outages.Leave::close);
    turn = Optional.empty();
  }

  /** The fence: the job still runs under this claim. */
  private static boolean holds(Turn mine) {
    return mine.shop
        .open()
        .filter(job -> job.status() == JobStatus.RUNNING)
        .filter(job -> job.claimValue().orElse(-1) == mine.claim)
        .isPresent();
  }

  /** What the fence is to make sure of, looked at independently of it. */
  private static void writes(Turn mine) {
    World.require(
        mine.shop.row.filter(row -> row.picked && row.version == mine.claim).isPresent(),
        "fence: a worker writes under claim %s, which it lost",
        mine.claim);
  }

  private static int retries(Turn mine) {
    return mine.shop.open().orElseThrow().retryCount();
  }

  private RetryPolicy.Attempt attempt(Turn mine, int retries, int days) {
    Instant first = mine.shop.open().orElseThrow().firstStartedAt().orElse(world.now);
    Instant progress = mine.shop.lastAppliedAt.filter(first::isBefore).orElse(first);
    return new RetryPolicy.Attempt(
        retries, world.jitter.nextDouble(), mine.refreshed, days, progress);
  }

  private static int failuresInARow(Shop shop, DayRange days) {
    return days.days()
        .flatMap(day -> shop.entry(day).stream())
        .filter(entry -> entry.problem() == Problem.FAILED)
        .mapToInt(LedgerDay::problemCount)
        .max()
        .orElse(0);
  }
}
