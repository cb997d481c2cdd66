package dev.tributary.metaads;

import dev.tributary.http.ProviderAnswer;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.ConnectionCredentials;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.QuotaReading;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Makes report runs, waits for them and divides them ("Asynchronous Jobs"). A run is judged by its
 * progress, not by its age: a large one may take an hour. One that fails or stands still is made
 * once more and then divided.
 */
final class ReportRuns {
  private static final String RUN_FIELDS =
      "async_status,async_percent_completion,error_code,error_subcode,error_message,error_user_msg";

  /** A run whose status and percentage stay the same for so long is dead. */
  private static final Duration STANDSTILL = Duration.ofMinutes(30);

  private static final int[] WAITS_SECONDS = {1, 2, 3, 5, 8, 13, 20, 30};

  /** Right after it was made, a run may not be known everywhere yet. */
  private static final int UNKNOWN_POLLS_MAX = 5;

  private static final int RUNS_MAX = 100;
  private static final int REQUESTS_MAX = 20;

  /** Objects may have conversions on days on which they no longer delivered. */
  private static final int LOOK_BACK_DAYS = 28;

  private static final int IDS_PAGE = 500;
  private static final int IDS_MAX = 10_000;

  private final GraphApi api;

  ReportRuns(GraphApi api) {
    this.api = api;
  }

  /** What one step learns. */
  private static final class Step {
    final List<Part> parts = new ArrayList<>();
    final List<QuotaReading> quotas = new ArrayList<>();
    int made;
    int requests;
    boolean divided;
    Optional<Instant> blockedUntil = Optional.empty();

    boolean mayAsk() {
      return blockedUntil.isEmpty() && requests < REQUESTS_MAX;
    }

    void heard(ProviderAnswer answer, Instant now) {
      Usage usage = Usage.of(answer, now);
      quotas.addAll(usage.readings(now));
      if (usage.full()) {
        blockedUntil = Optional.of(now.plus(usage.wait(now).orElse(Usage.DECAY)));
      }
    }

    /** Runs that were made already are not given up for a limit: they are waited for. */
    void limited(Failure.QuotaExhausted limit) {
      blockedUntil = Optional.of(limit.until());
      quotas.add(
          new QuotaReading(limit.bucket(), 0, 0, OptionalLong.of(100), Optional.of(limit.until())));
    }
  }

  Batch advance(SyncRequest request, Fields fields, ReadState.Runs at, Call call)
      throws SyncException, InterruptedException {
    Step step = new Step();
    step.made = at.made();
    boolean anyRun = at.parts().stream().anyMatch(part -> !part.run().isEmpty());
    for (Part part : at.parts()) {
      if (part.complete() || !step.mayAsk()) {
        step.parts.add(part);
        continue;
      }
      step.requests++;
      try {
        if (part.run().isEmpty()) {
          step.parts.add(make(request, fields, part, step, call));
          anyRun = true;
        } else {
          poll(request, part, step, call);
        }
      } catch (SyncException thrown) {
        if (thrown.failure() instanceof Failure.TooLarge) {
          divide(request, part, thrown, step, call);
        } else if (anyRun && thrown.failure() instanceof Failure.QuotaExhausted limit) {
          step.limited(limit);
          step.parts.add(part);
        } else {
          throw thrown;
        }
      }
    }
    ReadState.Runs next = at.with(step.made, step.parts);
    if (step.divided) {
      next = next.half();
    }
    return Batches.of(
        request,
        Rows.empty(request.stream()),
        step.quotas,
        step.parts.stream().allMatch(Part::complete)
            ? new Batch.Next.More(next.at(0, "").cursor())
            : new Batch.Next.Later(next.cursor(), delay(step, call.now())));
  }

  private static Duration delay(Step step, Instant now) {
    int polls =
        step.parts.stream().filter(part -> !part.complete()).mapToInt(Part::polls).min().orElse(0);
    Duration usual = Duration.ofSeconds(WAITS_SECONDS[Math.min(polls, WAITS_SECONDS.length - 1)]);
    return step.blockedUntil
        .map(until -> Duration.between(now, until))
        .filter(wait -> wait.compareTo(usual) > 0)
        .orElse(usual);
  }

  private Part make(SyncRequest request, Fields fields, Part part, Step step, Call call)
      throws SyncException, InterruptedException {
    if (step.made >= RUNS_MAX) {
      throw new SyncException(
          new Failure.TooMuchData(
              "%s of %s is still too large for Meta in %d parts; ask for it there."
                  .formatted(request.stream().title(), request.slice().days(), RUNS_MAX)));
    }
    String subject = subject(request);
    ProviderAnswer answer =
        api.post(
            "/" + subject + "/insights",
            InsightsQuery.rows(request.stream(), fields)
                .byDay(request.slice().days())
                .of(part)
                .parameters(),
            request.connection().credentials(),
            subject,
            call);
    step.heard(answer, call.now());
    String run = GraphApi.object(answer, subject, call).path("report_run_id").asString("");
    if (!run.matches("\\d{1,30}")) {
      throw answer.malformed("made a report run without naming it");
    }
    step.made++;
    return part.made(run, call.now().getEpochSecond());
  }

  private void poll(SyncRequest request, Part part, Step step, Call call)
      throws SyncException, InterruptedException {
    ConnectionCredentials credentials = request.connection().credentials();
    String subject = subject(request);
    long now = call.now().getEpochSecond();
    JsonNode run;
    try {
      ProviderAnswer answer =
          api.get(
              "/" + part.run(), java.util.Map.of("fields", RUN_FIELDS), credentials, subject, call);
      step.heard(answer, call.now());
      run = GraphApi.object(answer, subject, call);
      if (!run.path("async_status").isString()) {
        throw answer.malformed("did not say how a report run is");
      }
    } catch (SyncException thrown) {
      boolean waits =
          thrown.failure() instanceof Failure.Unavailable
              || (thrown.failure() instanceof Failure.PermissionMissing
                  && part.polls() < UNKNOWN_POLLS_MAX);
      if (waits && alive(part, now)) {
        step.parts.add(part.polled(part.progress(), now));
        return;
      }
      throw thrown;
    }
    String status = status(run);
    int percent = run.path("async_percent_completion").asInt(0);
    Part polled = part.polled(status + " " + percent, now);
    if (status.equals("completed") && percent == 100) {
      step.parts.add(polled.done());
    } else if (status.equals("failed") || status.equals("skipped")) {
      failed(request, part, run, step, call);
    } else if (alive(polled, now)) {
      step.parts.add(polled);
    } else {
      failed(request, part, run, step, call);
    }
  }

  /** Whether something happened lately. */
  private static boolean alive(Part part, long now) {
    return now - part.progressAt() < STANDSTILL.toSeconds();
  }

  /** Without the word "Job" that stands before some of them. */
  private static String status(JsonNode run) {
    String status = run.path("async_status").asString("").toLowerCase(Locale.ROOT);
    return status.startsWith("job ") ? status.substring("job ".length()) : status;
  }

  /** A reason that another try cannot change decides; else a second run, then smaller ones. */
  private void failed(SyncRequest request, Part part, JsonNode run, Step step, Call call)
      throws SyncException, InterruptedException {
    if (run.path("error_code").asInt(0) != 0) {
      GraphError said =
          new GraphError(
              run.path("error_code").asInt(0),
              run.path("error_subcode").asInt(0),
              run.path("error_message").asString("no message"),
              false);
      Failure failure =
          GraphErrors.failure(said, 200, subject(request), Optional.empty(), call.now());
      if (!(failure instanceof Failure.Unavailable)) {
        throw new SyncException(failure);
      }
    }
    if (!part.resubmitted()) {
      step.parts.add(part.again());
      return;
    }
    divide(
        request,
        part,
        new SyncException(
            new Failure.TooLarge("Meta gave up twice on a report of " + subject(request) + ".")),
        step,
        call);
  }

  /**
   * Fewer days first, which is the engine's to do; a single day by halves of the objects, going
   * down where only one is left. Totals of the account are not divided: deleted objects count in
   * them and can no longer be named.
   */
  private void divide(SyncRequest request, Part part, SyncException reason, Step step, Call call)
      throws SyncException, InterruptedException {
    Level finest = Level.of(request.stream());
    if (request.slice().days().length() > 1 || finest == Level.ACCOUNT) {
      throw reason;
    }
    step.divided = true;
    Part whole = part;
    List<String> ids = whole.ids();
    while (ids.size() < 2) {
      if (whole.level() == finest) {
        throw new SyncException(
            new Failure.TooMuchData(
                "%s %s alone is too large for Meta on %s."
                    .formatted(
                        whole.level().word(), String.join("", ids), request.slice().days())));
      }
      Level below = Level.values()[whole.level().ordinal() + 1];
      List<String> found = ids(request, whole, below, step, call);
      if (found.isEmpty()) {
        throw reason;
      }
      whole = Part.fresh(below, found);
      ids = found;
    }
    int half = ids.size() / 2;
    step.parts.add(Part.fresh(whole.level(), ids.subList(0, half)));
    step.parts.add(Part.fresh(whole.level(), ids.subList(half, ids.size())));
  }

  /** The objects below that delivered lately, or on the day alone where that is too many. */
  private List<String> ids(SyncRequest request, Part of, Level level, Step step, Call call)
      throws SyncException, InterruptedException {
    DayRange day = request.slice().days();
    try {
      DayRange lately = new DayRange(day.first().minusDays(LOOK_BACK_DAYS), day.last());
      return ids(request, of, level, lately, step, call);
    } catch (SyncException thrown) {
      if (thrown.failure() instanceof Failure.TooLarge) {
        return ids(request, of, level, day, step, call);
      }
      throw thrown;
    }
  }

  private List<String> ids(
      SyncRequest request, Part of, Level level, DayRange days, Step step, Call call)
      throws SyncException, InterruptedException {
    String subject = subject(request);
    TreeSet<String> ids = new TreeSet<>();
    Optional<String> after = Optional.empty();
    do {
      InsightsQuery query = InsightsQuery.ids(level).over(days).of(of).page(IDS_PAGE, after);
      ProviderAnswer answer =
          api.get(
              "/" + subject + "/insights",
              query.parameters(),
              request.connection().credentials(),
              subject,
              call);
      step.heard(answer, call.now());
      JsonNode page = GraphApi.object(answer, subject, call);
      int before = ids.size();
      page.path("data").forEach(row -> ids.add(row.path(level.idField()).asString("")));
      ids.removeIf(id -> !id.matches("\\d{1,30}"));
      after = Paging.after(page);
      if (ids.size() > IDS_MAX || (after.isPresent() && ids.size() == before)) {
        throw new SyncException(
            new Failure.TooMuchData(
                "%s has too many objects on %s to divide its report."
                    .formatted(subject, request.slice().days())));
      }
    } while (after.isPresent());
    return List.copyOf(ids);
  }

  private static String subject(SyncRequest request) {
    return AdAccounts.node(request.connection().account().id());
  }
}
