package dev.tributary.engine.condition;

import dev.tributary.engine.Situation;
import dev.tributary.engine.connect.NextStep;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.quota.Allowance;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.Backlog;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import dev.tributary.store.JobStatus;
import dev.tributary.store.ProviderPause;
import dev.tributary.store.StreamStatus;
import dev.tributary.store.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The one place that says how an integration is doing. Pure: what stands still for a person comes
 * first, then what happens now, then what waits, then what is wrong with single days.
 */
public final class Conditions {
  private Conditions() {}

  /** What was decided about the integration as a whole. */
  private record Verdict(
      State state,
      Optional<Condition.Reason> reason,
      Optional<Instant> until,
      Optional<String> waitingFor) {
    static Verdict of(State state) {
      return new Verdict(state, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Verdict because(State state, Condition.Reason reason) {
      return new Verdict(state, Optional.of(reason), Optional.empty(), Optional.empty());
    }
  }

  public static Condition of(Facts facts, Instant now) {
    Situation situation = facts.situation();
    Verdict verdict = verdict(facts, now);
    List<Condition.OfStream> streams =
        facts.streams().stream().map(one -> ofStream(one, verdict, now)).toList();
    return new Condition(
        situation,
        verdict.state(),
        freshness(facts, now),
        verdict.reason().or(() -> gaveUp(situation.gaveUp())),
        dataThrough(facts),
        verdict.until(),
        verdict.waitingFor(),
        situation.dueAt().filter(at -> verdict.state() != State.PAUSED),
        progress(facts, verdict.state(), now),
        streams,
        situation.gaveUp().size());
  }

  private static Verdict verdict(Facts facts, Instant now) {
    Integration integration = facts.situation().integration();
    return switch (integration.state()) {
      case DISCONNECTED ->
          Verdict.because(State.DISCONNECTED, stopped(integration, State.DISCONNECTED));
      case PAUSED -> Verdict.because(State.PAUSED, stopped(integration, State.PAUSED));
      case RECONNECT_NEEDED ->
          Verdict.because(State.RECONNECT_NEEDED, stopped(integration, State.RECONNECT_NEEDED));
      case HELD -> Verdict.because(State.HELD, stopped(integration, State.HELD));
      case GAVE_UP -> Verdict.because(State.GAVE_UP, stopped(integration, State.GAVE_UP));
      case ACTIVE ->
          facts.pause().isPresent()
              ? Verdict.because(State.PAUSED, paused(facts.pause().get()))
              : active(facts, now);
    };
  }

  private static Condition.Reason stopped(Integration integration, State state) {
    return integration
        .reason()
        .map(reason ->
            new Condition.Reason(reason.code(), reason.sentence(), nextStep(reason.code(), state)))
        .orElseGet(() -> new Condition.Reason(state.word(), state.meaning(), state.nextStep()));
  }

  /** A cause has its own remedy; where it has none, the state has one. */
  private static String nextStep(String code, State state) {
    return NextStep.known(code).orElse(state.nextStep());
  }

  private static Condition.Reason paused(ProviderPause pause) {
    return new Condition.Reason(
        "provider_paused",
        "Every connection of this provider is paused: " + pause.reason(),
        "Wait until an operator resumes the provider.");
  }

  private static Verdict active(Facts facts, Instant now) {
    Optional<Job> job = facts.situation().job();
    boolean history = left(facts, now) > 0;
    if (job.filter(one -> one.status() == JobStatus.RUNNING).isPresent()) {
      return Verdict.of(history ? State.BACKFILLING : State.SYNCING);
    }
    // A try that is due, as after a worker's death, is no wait.
    Optional<Instant> later = job.flatMap(Job::nextRetryAt).filter(now::isBefore);
    if (job.isPresent() && later.isPresent()) {
      return waiting(facts, job.get(), later.get());
    }
    if (history && facts.allowance() instanceof Allowance.FreshOnly(String bucket, Instant until)) {
      return new Verdict(
          State.WAITING_QUOTA,
          Optional.empty(),
          Optional.of(until),
          Optional.of("what is left of " + bucket + " is kept for fresh days"));
    }
    if (facts.allowance() instanceof Allowance.WaitUntil(Instant until, String why)
        && (history || job.isPresent())) {
      return new Verdict(
          State.WAITING_QUOTA, Optional.empty(), Optional.of(until), Optional.of(why));
    }
    if (history) {
      return Verdict.of(State.BACKFILLING);
    }
    boolean due = facts.situation().dueAt().filter(at -> !at.isAfter(now)).isPresent();
    if (job.isPresent() || due) {
      return Verdict.of(State.QUEUED);
    }
    return settled(facts);
  }

  /** A wait that costs nothing, or a rung of the ladder. */
  private static Verdict waiting(Facts facts, Job job, Instant until) {
    return job.waitingFor().isPresent()
        ? new Verdict(State.WAITING_QUOTA, Optional.empty(), Optional.of(until), job.waitingFor())
        : new Verdict(
            State.RETRYING,
            Optional.of(
                new Condition.Reason(
                    "try_failed",
                    job.error().orElse("The last try of %s failed.".formatted(facts.provider())),
                    State.RETRYING.nextStep())),
            Optional.of(until),
            Optional.empty());
  }

  /** Nothing is due: what is wrong with single days. */
  private static Verdict settled(Facts facts) {
    Optional<Trouble> held = worst(facts.streams().stream().flatMap(one -> one.held().stream()));
    if (held.isPresent()) {
      return troubled(State.HELD, held.get());
    }
    return worst(facts.streams().stream().flatMap(one -> one.failed().stream()))
        .map(failed -> troubled(State.RETRYING, failed))
        .orElseGet(() -> Verdict.of(State.HEALTHY));
  }

  private static Optional<Trouble> worst(java.util.stream.Stream<Trouble> troubles) {
    return troubles.max(Comparator.comparing(Trouble::last).thenComparing(Trouble::days));
  }

  private static Verdict troubled(State state, Trouble trouble) {
    return new Verdict(
        state,
        Optional.of(
            new Condition.Reason(
                trouble.code(), trouble.reason(), nextStep(trouble.code(), state))),
        trouble.nextAt(),
        Optional.empty());
  }

  private static Optional<Condition.Reason> gaveUp(List<DeadLetter> letters) {
    return letters.stream()
        .findFirst()
        .map(letter ->
            new Condition.Reason(letter.code(), letter.cause(), NextStep.of(letter.code())));
  }

  // --- one stream ---

  private static Condition.OfStream ofStream(StreamFacts facts, Verdict whole, Instant now) {
    boolean standsStill =
        switch (whole.state()) {
          case PAUSED, DISCONNECTED, RECONNECT_NEEDED, GAVE_UP -> true;
          case HELD -> whole.until().isEmpty();
          case HEALTHY, QUEUED, SYNCING, BACKFILLING, WAITING_QUOTA, RETRYING -> false;
        };
    if (standsStill) {
      return new Condition.OfStream(facts, whole.state(), whole.reason(), Optional.empty());
    }
    Optional<StreamStatus.GivenUp> leftOut = facts.leftOut(now);
    if (leftOut.isPresent()) {
      StreamStatus.GivenUp why = leftOut.get();
      return new Condition.OfStream(
          facts,
          State.GAVE_UP,
          Optional.of(new Condition.Reason(why.code(), why.reason(), NextStep.of(why.code()))),
          why.until());
    }
    if (!facts.gaveUp().isEmpty()) {
      return new Condition.OfStream(facts, State.GAVE_UP, gaveUp(facts.gaveUp()), Optional.empty());
    }
    Optional<Verdict> trouble =
        facts
            .held()
            .map(held -> troubled(State.HELD, held))
            .or(() -> facts.failed().map(failed -> troubled(State.RETRYING, failed)));
    if (trouble.isPresent()) {
      return new Condition.OfStream(
          facts, trouble.get().state(), trouble.get().reason(), trouble.get().until());
    }
    boolean history = facts.backlog().filter(one -> one.daysLeft() > 0).isPresent();
    boolean waits = history && whole.state() == State.WAITING_QUOTA;
    return new Condition.OfStream(
        facts,
        waits ? State.WAITING_QUOTA : history ? State.BACKFILLING : State.HEALTHY,
        Optional.empty(),
        waits ? whole.until() : Optional.empty());
  }

  // --- how fresh ---

  private static Freshness freshness(Facts facts, Instant now) {
    Integration integration = facts.situation().integration();
    AccountDays calendar = new AccountDays(integration.account().zone());
    List<StreamFacts> days = days(facts);
    if (days.stream().allMatch(one -> one.through().isEmpty())) {
      return Freshness.NO_DATA;
    }
    boolean old =
        integration
            .lastAppliedAt()
            .filter(at -> at.plus(facts.staleAfter()).isAfter(now))
            .isEmpty();
    long behind = days.stream().filter(one -> behind(one, calendar, facts, now)).count();
    if (old || behind == days.size()) {
      return Freshness.STALE;
    }
    return behind > 0 ? Freshness.PARTIAL : Freshness.FRESH;
  }

  /** The day after the newest one has been whole for longer than data may be old. */
  private static boolean behind(StreamFacts facts, AccountDays calendar, Facts all, Instant now) {
    return facts
        .through()
        .filter(day ->
            calendar
                .end(day.plusDays(1))
                .plus(facts.stream().processingLag())
                .plus(all.staleAfter())
                .isAfter(now))
        .isEmpty();
  }

  private static List<StreamFacts> days(Facts facts) {
    return facts.streams().stream().filter(one -> one.stream().kind() == StreamKind.DAY).toList();
  }

  private static Optional<LocalDate> dataThrough(Facts facts) {
    List<StreamFacts> days = days(facts);
    return days.stream().anyMatch(one -> one.through().isEmpty())
        ? Optional.empty()
        : days.stream().flatMap(one -> one.through().stream()).min(LocalDate::compareTo);
  }

  // --- how far ---

  private static int left(Facts facts, Instant now) {
    return backlogs(facts, now).stream().mapToInt(Backlog::daysLeft).sum();
  }

  /** What a refused report has left is not read meanwhile. */
  private static List<Backlog> backlogs(Facts facts, Instant now) {
    return facts.streams().stream()
        .filter(one -> one.leftOut(now).isEmpty())
        .flatMap(one -> one.backlog().stream())
        .toList();
  }

  private static Optional<Condition.Progress> progress(Facts facts, State state, Instant now) {
    Optional<Job> running =
        facts.situation().job().filter(job -> job.status() == JobStatus.RUNNING);
    Optional<String> current = running.flatMap(job -> job.progress().current());
    List<Backlog> backlogs = backlogs(facts, now);
    if (left(facts, now) > 0 && (state == State.BACKFILLING || state == State.WAITING_QUOTA)) {
      return Optional.of(
          new Condition.Progress(
              backlogs.stream()
                  .max(Comparator.comparing(Backlog::askedAt))
                  .flatMap(Backlog::operation),
              backlogs.stream().mapToInt(Backlog::daysDone).sum(),
              backlogs.stream().mapToInt(Backlog::daysPlanned).sum(),
              OptionalInt.of(backlogs.size()),
              state == State.BACKFILLING ? timeLeft(facts, now) : Optional.empty(),
              current));
    }
    return running
        .filter(job -> state == State.SYNCING)
        .map(job ->
            new Condition.Progress(
                Optional.empty(),
                job.progress().daysDone(),
                Math.max(job.progress().daysPlanned(), job.progress().daysDone()),
                OptionalInt.empty(),
                Optional.empty(),
                current));
  }

  /** As fast as the streams were read lately; those never read go by the mean of the others. */
  private static Optional<Duration> timeLeft(Facts facts, Instant now) {
    List<Duration> known =
        backlogs(facts, now).stream()
            .map(backlog -> facts.pace().get(backlog.stream()))
            .filter(Objects::nonNull)
            .filter(pace -> pace.days() > 0)
            .map(pace -> pace.time().dividedBy(pace.days()))
            .toList();
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Duration mean = known.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(known.size());
    return Optional.of(
        backlogs(facts, now).stream()
            .map(backlog ->
                Optional.ofNullable(facts.pace().get(backlog.stream()))
                    .filter(pace -> pace.days() > 0)
                    .map(pace -> pace.time().dividedBy(pace.days()))
                    .orElse(mean)
                    .multipliedBy(backlog.daysLeft()))
            .reduce(Duration.ZERO, Duration::plus));
  }
}
