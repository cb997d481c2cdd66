package dev.tributary.engine.simulation;

import dev.tributary.spi.DayRange;
import dev.tributary.store.DayState;
import dev.tributary.store.Job;
import dev.tributary.store.JobEvent;
import dev.tributary.store.JobStatus;
import dev.tributary.store.JobTransitions;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Priority;
import dev.tributary.store.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Some integrations, some workers and one clock, and what must be true of them at any time. */
final class World {
  private static final Duration DEAD_AFTER = Duration.ofSeconds(32);

  /** Long enough for every wait of the engine to pass: a rest of a day, then a hold of a day. */
  private static final Duration SETTLING = Duration.ofHours(80);

  private static final int SETTLING_STEPS_MAX = 40_000;

  final Bug bug;
  final SplittableRandom jitter;
  final List<Shop> shops = new ArrayList<>();
  final List<Worker> workers = new ArrayList<>();
  Instant now = Instant.parse("2026-11-09T05:00:00Z");

  /** Our set-up at the provider is wrong; one turn tries again then. */
  Optional<Instant> fault = Optional.empty();

  private record Asked(Shop shop, LocalDate day, Instant at) {}

  private final List<Asked> asked = new ArrayList<>();

  World(long seed, Bug bug) {
    this.bug = bug;
    this.jitter = new SplittableRandom(seed);
    for (int n = 0; n < Event.SHOPS; n++) {
      Shop shop = new Shop(n, now);
      shops.add(shop);
      remember(shop, 24);
    }
    for (int n = 0; n < Event.WORKERS; n++) {
      workers.add(new Worker(this));
    }
  }

  void happens(Event event) {
    switch (event) {
      case Event.Tick(long seconds) -> tick(Duration.ofSeconds(seconds));
      case Event.Step(int worker) -> workers.get(worker).step();
      case Event.Die(int worker) -> workers.set(worker, new Worker(this));
      case Event.Freeze(int worker) -> workers.get(worker).frozen = true;
      case Event.Thaw(int worker) -> workers.get(worker).frozen = false;
      case Event.Stop(int worker) -> workers.get(worker).stopping = true;
      case Event.Reap() -> reap();
      case Event.Fails(int shop, FailureKind kind, int times) -> {
        for (int n = 0; n < times; n++) {
          shops.get(shop).failures.add(kind);
        }
      }
      case Event.QuotaLeft(int shop, long remaining, long seconds) ->
          shops
              .get(shop)
              .quotas
              .put(
                  "hour",
                  new Quota(
                      "hour",
                      OptionalLong.of(remaining),
                      1_000,
                      Optional.of(now.plusSeconds(seconds)),
                      Optional.empty(),
                      now));
      case Event.Restate(int shop, int daysAgo, int level) -> {
        Shop one = shops.get(shop);
        one.levels.put(one.calendar.on(now).minusDays(daysAgo), level);
      }
      case Event.Ask(int shop, int daysBack) -> ask(shops.get(shop), daysBack);
      case Event.Cancel(int shop) -> cancel(shops.get(shop));
      case Event.Pause(int shop) -> halt(shops.get(shop), Shop.State.PAUSED);
      case Event.Resume(int shop) -> resume(shops.get(shop));
    }
    check();
  }

  private void tick(Duration by) {
    now = now.plus(by);
    for (Worker worker : workers) {
      worker.givesSign();
    }
  }

  private void ask(Shop shop, int daysBack) {
    if (shop.state != Shop.State.ACTIVE) {
      return;
    }
    LocalDate today = shop.calendar.on(now);
    shop.ask(new DayRange(today.minusDays(daysBack), today), Priority.MANUAL, now);
    remember(shop, daysBack);
    if (shop.open().isEmpty()) {
      shop.job = Optional.of(shop.fresh(now));
      shop.spent = 0;
    }
    shop.askedNext = shop.open().orElseThrow().cancelRequested();
    shop.pull(now);
  }

  private void remember(Shop shop, int daysBack) {
    LocalDate today = shop.calendar.on(now);
    today
        .minusDays(daysBack)
        .datesUntil(today.plusDays(1))
        .forEach(day -> asked.add(new Asked(shop, day, now)));
  }

  Job move(Job job, JobEvent event) {
    boolean forgets = bug == Bug.CANCEL_TAKEN_BACK && event instanceof JobEvent.Retried;
    Job after = JobTransitions.after(forgets ? Shop.withCancel(job, false) : job, event, now);
    if (forgets) {
      after = Shop.withCancel(after, job.cancelRequested());
    }
    boolean burns =
        bug == Bug.SNOOZE_BURNS && event instanceof JobEvent.Snoozed
            || bug == Bug.SHUTDOWN_BURNS && event instanceof JobEvent.Interrupted;
    return burns ? Shop.withClaims(after, job.claims()) : after;
  }

  void cancel(Shop shop) {
    shop.askedNext = false;
    shop.open()
        .ifPresent(job -> {
          if (job.status() == JobStatus.RUNNING) {
            shop.job = Optional.of(Shop.withCancel(job, true));
            return;
          }
          shop.job = Optional.of(move(job, new JobEvent.Cancelled()));
          shop.notBefore = Optional.empty();
          shop.row
              .filter(row -> !row.picked && shop.state == Shop.State.ACTIVE)
              .ifPresent(row -> {
                row.dueAt = shop.rhythm.after(now);
                row.version++;
              });
        });
  }

  void halt(Shop shop, Shop.State state) {
    if (shop.state == Shop.State.ACTIVE) {
      shop.state = state;
      cancel(shop);
      shop.row = shop.row.filter(row -> row.picked);
    }
  }

  private void resume(Shop shop) {
    if (shop.state != Shop.State.ACTIVE) {
      shop.state = Shop.State.ACTIVE;
      shop.askedNext = shop.open().filter(Job::cancelRequested).isPresent();
      shop.pull(now);
    }
  }

  /** Takes claims away that gave no sign of life. */
  private void reap() {
    for (Shop shop : shops) {
      shop.row
          .filter(row -> row.picked && row.sign.plus(DEAD_AFTER).isBefore(now))
          .ifPresent(row -> Worker.died(this, shop, row));
    }
  }

  /** Everything fails no more; whatever was left behind has to come right by itself. */
  void settle() {
    fault = Optional.empty();
    for (Worker worker : workers) {
      worker.frozen = false;
      worker.stopping = false;
    }
    for (Shop shop : shops) {
      shop.failures.clear();
    }
    Instant end = now.plus(SETTLING);
    for (int n = 0; n < SETTLING_STEPS_MAX && now.isBefore(end); n++) {
      reap();
      // Somebody mends whatever stops, also what a turn still under way had met.
      shops.forEach(this::resume);
      boolean busy = false;
      for (Worker worker : workers) {
        busy |= worker.step();
      }
      check();
      tick(busy ? Duration.ofSeconds(1) : untilNextDue(end));
    }
    if (now.isBefore(end)) {
      throw new Violation("scheduled: the work does not come to an end");
    }
    shops.forEach(this::settled);
  }

  private Duration untilNextDue(Instant end) {
    Instant next =
        shops.stream()
            .flatMap(shop -> shop.row.stream())
            .map(row -> row.picked ? row.sign.plus(DEAD_AFTER).plusSeconds(1) : row.dueAt)
            .filter(now::isBefore)
            .min(Instant::compareTo)
            .orElse(end);
    Duration wait = Duration.between(now, next);
    return wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
  }

  private void settled(Shop shop) {
    for (Asked one : asked) {
      require(
          one.shop() != shop
              || Optional.ofNullable(shop.decided.get(one.day()))
                  .filter(at -> !at.isBefore(one.at()))
                  .isPresent(),
          "asked: %s of %s was never read after %s: %s",
          one.day(),
          shop.account.name(),
          one.at(),
          shop.entry(one.day()));
    }
    LocalDate last = shop.calendar.on(now).minusDays(2);
    for (LocalDate day : shop.calendar.on(shop.createdAt).minusDays(24).datesUntil(last).toList()) {
      Optional<LedgerDay> entry = shop.entry(day);
      require(entry.isPresent(), "truth: %s of %s is missing", day, shop.account.name());
      boolean skipped = entry.orElseThrow().state() == DayState.SKIPPED;
      long truth = shop.number(day, now) * shop.rowsPerDay;
      require(
          skipped || truth == shop.stored.getOrDefault(day, -1L),
          "truth: %s of %s is stored as %s where the provider has %s: %s",
          day,
          shop.account.name(),
          shop.stored.get(day),
          truth,
          entry);
    }
  }

  // --- what must be true at any time ---

  private void check() {
    for (Shop shop : shops) {
      shop.open().ifPresent(job -> check(shop, job));
      require(
          !shop.askedNext || shop.open().filter(Job::cancelRequested).isPresent(),
          "cancelled: what was asked for after it is forgotten");
      boolean scheduled = shop.state != Shop.State.ACTIVE || shop.row.isPresent();
      require(scheduled, "scheduled: %s is active and has no row", shop.account.name());
      if (shop.ledgerChanged) {
        shop.ledgerChanged = false;
        shop.ledger.values().forEach(entry -> check(shop, entry));
      }
      long errors =
          shop.serverErrors.stream()
              .filter(at -> at.isAfter(now.minus(Duration.ofHours(1))))
              .count();
      require(errors <= 7, "errors: %s server errors within an hour", errors);
    }
  }

  private void check(Shop shop, Job job) {
    int running = job.status() == JobStatus.RUNNING ? 1 : 0;
    require(
        job.claims() == shop.spent + running,
        "claims: %s claims, but %s failures and deaths and %s running",
        job.claims(),
        shop.spent,
        running);
    require(
        job.retryCount() == Math.max(0, job.claims() - 1),
        "claims: retry count %s after %s claims",
        job.retryCount(),
        job.claims());
    require(shop.spent <= 5, "sixth: the job goes on after %s failures", shop.spent);
    if (job.status() == JobStatus.RUNNING) {
      boolean claimed =
          shop.row.isPresent()
              && shop.row.get().picked
              && shop.row.get().version == job.claimValue().orElse(-1);
      require(claimed, "scheduled: a job runs without a claim");
    } else {
      require(!job.cancelRequested(), "cancelled: a job waits that somebody cancelled");
      // A claim that died before it began is due at once, perhaps later than the job names.
      Instant latest = job.nextRetryAt().filter(now::isBefore).orElse(now);
      require(
          shop.row.isPresent() && (shop.row.get().picked || !shop.row.get().dueAt.isAfter(latest)),
          "scheduled: a pending job is due after the time that it names");
    }
  }

  private void check(Shop shop, LedgerDay entry) {
    if (entry.stored()) {
      require(
          shop.stored.getOrDefault(entry.day(), -1L) == entry.mainTotal(),
          "truth: the ledger says %s of %s, the rows say %s",
          entry.mainTotal(),
          entry.day(),
          shop.stored.get(entry.day()));
    }
    if (entry.state() == DayState.FINAL || entry.state() == DayState.SETTLING) {
      Instant whole = shop.calendar.end(entry.day()).plus(Shop.STREAM.processingLag());
      require(
          entry.fetchedAt().filter(at -> !at.isBefore(whole)).isPresent(),
          "final: %s is %s but was never read whole",
          entry.day(),
          entry.state());
    }
    if (entry.state() == DayState.FINAL) {
      require(
          shop.calendar.age(entry.day(), entry.fetchedAt().orElseThrow())
              >= Shop.STREAM.restatement().horizonDays(),
          "final: %s may still change",
          entry.day());
    }
  }

  static void require(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new Violation(message.formatted(values));
    }
  }
}
