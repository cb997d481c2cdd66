package dev.tributary.sandbox.meta.insights;

import dev.tributary.sandbox.meta.Catalogue;
import dev.tributary.sandbox.meta.MetaErrors;
import dev.tributary.sandbox.meta.Params;
import dev.tributary.sandbox.meta.world.Level;
import dev.tributary.sandbox.meta.world.MetaWorld.Node;
import dev.tributary.sandbox.meta.world.Plan;
import dev.tributary.sandbox.meta.world.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One question to insights, read and checked.
 *
 * @param scope the object it was asked at
 * @param ranges one per row of an object
 * @param windows what stands beside {@code value}; windows without data are gone already
 * @param targets whether actions are split by target or destination, which hides purchases
 * @param sort such as "spend_descending"; empty for none
 * @param summary fields of the summary; empty for none
 * @param asOf numbers are those known at this time
 */
public record Question(
    Node scope,
    Level level,
    List<String> fields,
    List<Range> ranges,
    List<Window> windows,
    boolean targets,
    List<Breakdown> breakdowns,
    Filters filters,
    Optional<String> sort,
    List<String> summary,
    Instant asOf) {
  private static final int UNIQUE_MONTHS = 13;

  static Question of(Node scope, Params params, Instant now) {
    Plan plan = scope.delivery().plan();
    Level level = level(params, scope.level());
    List<String> fields = fields(params);
    LocalDate today = LocalDate.ofInstant(now, plan.account().zone());
    List<Range> ranges = Range.of(params, today);
    List<Breakdown> breakdowns = params.list("breakdowns").stream().map(Breakdown::named).toList();
    boolean old =
        ranges.stream().anyMatch(one -> one.since().isBefore(today.minusMonths(UNIQUE_MONTHS)));
    List<String> shown = new ArrayList<>(fields);
    if (old && !breakdowns.isEmpty()) {
      if (fields.stream().anyMatch(one -> one.startsWith("unique_"))) {
        throw MetaErrors.parameter(
            "Unique counts with breakdowns are kept for 13 months; choose later days");
      }
      shown.removeAll(List.of("reach", "frequency", "cpp"));
    }
    return new Question(
        scope,
        level,
        shown,
        ranges,
        windows(params),
        targets(params),
        breakdowns,
        Filters.of(params, level),
        params.list("sort").stream().findFirst(),
        summary(params, fields),
        now);
  }

  private static Level level(Params params, Level scope) {
    String name = params.text("level").orElse(scope.apiName());
    Level level =
        Level.named(name)
            .orElseThrow(
                () -> MetaErrors.parameter("level must be one of ad, adset, campaign, account"));
    if (level.compareTo(scope) < 0) {
      throw MetaErrors.parameter("level " + name + " is above the object that was asked");
    }
    return level;
  }

  private static List<String> fields(Params params) {
    List<String> fields = new ArrayList<>(new LinkedHashSet<>(params.list("fields")));
    for (String field : fields) {
      if (!Catalogue.INSIGHTS.contains(field)) {
        throw MetaErrors.parameter(field + " is not valid for fields param");
      }
    }
    return fields.isEmpty() ? List.of("impressions", "spend") : fields;
  }

  private static List<Window> windows(Params params) {
    Set<Window> windows = new LinkedHashSet<>();
    for (String name : params.list("action_attribution_windows")) {
      if (!Catalogue.WINDOWS.contains(name)) {
        throw MetaErrors.parameter("action_attribution_windows must not contain " + name);
      }
      Window.named(name.equals("1d_engaged_view") ? "1d_ev" : name).ifPresent(windows::add);
    }
    return List.copyOf(windows);
  }

  private static boolean targets(Params params) {
    boolean targets = false;
    for (String name : params.list("action_breakdowns")) {
      if (!Catalogue.ACTION_BREAKDOWNS.contains(name)) {
        throw MetaErrors.parameter("action_breakdowns must not contain " + name);
      }
      targets |= name.equals("action_target_id") || name.equals("action_destination");
    }
    return targets;
  }

  private static List<String> summary(Params params, List<String> fields) {
    List<String> summary = params.list("summary");
    for (String one : summary) {
      if (!fields.contains(one)) {
        throw MetaErrors.parameter(
            "Cannot include "
                + one
                + " in summary param because they weren't there while creating the report run");
      }
    }
    return summary.isEmpty() && params.flag("default_summary") ? fields : summary;
  }

  Plan plan() {
    return scope.delivery().plan();
  }

  /** Rows that may come at most: what the question costs. */
  long rowsMax() {
    int below = plan().size(level) == 0 ? 0 : plan().adsEach(scope.level());
    long objects = below / plan().adsEach(level);
    if (filters.choosesObjects()) {
      int first = scope.level() == Level.ACCOUNT ? 0 : scope.index() * (int) objects;
      objects =
          IntStream.range(first, first + (int) objects)
              .filter(index -> filters.matches(plan(), index * plan().adsEach(level), level))
              .count();
    }
    return objects * ranges.size() * Breakdown.cells(breakdowns).size();
  }
}
