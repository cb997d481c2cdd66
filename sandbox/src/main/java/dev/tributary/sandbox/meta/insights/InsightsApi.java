package dev.tributary.sandbox.meta.insights;

import dev.tributary.sandbox.http.Body;
import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.meta.Catalogue;
import dev.tributary.sandbox.meta.MetaErrors;
import dev.tributary.sandbox.meta.MetaException;
import dev.tributary.sandbox.meta.Paging;
import dev.tributary.sandbox.meta.Params;
import dev.tributary.sandbox.meta.insights.Run.Fate;
import dev.tributary.sandbox.meta.oauth.MetaUser;
import dev.tributary.sandbox.meta.world.AdAccount;
import dev.tributary.sandbox.meta.world.MetaWorld.Node;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Insights asked directly and by report run. Safe to use from many threads. */
public final class InsightsApi {
  /** The parameter by which a fault orders a run's fate; see {@link Fate}. */
  public static final String FATE = "sandbox.run";

  private static final String FIRST_RUN = "6023900000000000";
  private static final Duration KEPT = Duration.ofDays(30);
  private static final int RUNS_MAX = 2_000;
  private static final int TIMEOUT_FACTOR = 4;
  private static final int LOOKS = 2;

  /** An answer, and how many rows it cost. */
  public record Answer(Response response, long rows) {}

  private final InstantSource clock;
  private final Map<String, Run> runs = new LinkedHashMap<>();
  private long last;
  private int looksNeeded = LOOKS;

  public InsightsApi(InstantSource clock) {
    this.clock = clock;
  }

  public synchronized void reset() {
    runs.clear();
    looksNeeded = LOOKS;
  }

  /** So many looks complete a run, however little time has passed. */
  public synchronized void looksNeeded(int looks) {
    looksNeeded = looks;
  }

  /** GET …/insights. */
  public Answer ask(Node scope, Params params, String address) {
    Question question = Question.of(scope, params, clock.instant());
    AdAccount account = question.plan().account();
    long rows = question.rowsMax();
    if (rows > (long) account.limits().syncRows() * TIMEOUT_FACTOR) {
      throw MetaErrors.timeout();
    }
    if (rows > account.limits().syncRows()) {
      throw MetaErrors.reduce();
    }
    return page(new Pages(question), Paging.of(params, address));
  }

  private static Answer page(Pages pages, Paging paging) {
    Pages.Page page = pages.page(paging);
    return new Answer(
        Response.of(200, "application/json; charset=UTF-8", Body.of(page.json())), page.rows());
  }

  /** POST …/insights: only the run's number comes back. */
  public synchronized Answer start(Node scope, Params params, MetaUser owner) {
    Question question = Question.of(scope, params, clock.instant());
    Fate fate =
        params
            .text(FATE)
            .map(name -> Fate.valueOf(name.toUpperCase(Locale.ROOT)))
            .orElse(
                question.rowsMax() > question.plan().account().limits().asyncRows()
                    ? Fate.TOO_LARGE
                    : Fate.NORMAL);
    last++;
    String id = Long.toString(Long.parseLong(FIRST_RUN) + last);
    runs.put(id, new Run(id, question, owner, fate, looksNeeded));
    if (runs.size() > RUNS_MAX) {
      runs.remove(runs.keySet().iterator().next());
    }
    return new Answer(json(Map.of("report_run_id", id)), 0);
  }

  /** Empty for what is no run, and for runs that are too old. */
  public synchronized Optional<AdAccount> account(String id) {
    return Optional.ofNullable(runs.get(id))
        .filter(run -> run.created().plus(KEPT).isAfter(clock.instant()))
        .map(run -> run.question().plan().account());
  }

  private synchronized Run run(String id, MetaUser asker) {
    Run run = runs.get(id);
    if (run == null || run.owner() != asker || run.tooEarly()) {
      throw MetaErrors.unsupported("GET", id);
    }
    return run;
  }

  /** GET /{run}. */
  public Answer look(String id, Params params, MetaUser asker) {
    List<String> fields = params.list("fields");
    for (String field : fields) {
      if (!Catalogue.RUN.contains(field)) {
        throw MetaErrors.parameter(
            "Tried accessing nonexisting field (" + field + ") on node type (AdReportRun)");
      }
    }
    return new Answer(json(run(id, asker).look(clock.instant(), fields)), 0);
  }

  /** GET /{run}/insights. */
  public Answer rows(String id, Params params, MetaUser asker, String address) {
    Run run = run(id, asker);
    if (!run.complete(clock.instant())) {
      throw new MetaException(
          400,
          2_601,
          0,
          "OAuthException",
          "(#2601) Requesting insights of a report run that is not complete.");
    }
    return page(run.pages(), Paging.of(params, address));
  }

  private static Response json(Map<String, Object> body) {
    return Response.json(200, JsonMapper.shared().writeValueAsString(body));
  }
}
