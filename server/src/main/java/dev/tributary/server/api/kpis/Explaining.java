package dev.tributary.server.api.kpis;

import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.app.Backend;
import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.DayFlags;
import dev.tributary.store.Integration;
import dev.tributary.store.KpiTotal;
import dev.tributary.store.KpiTotals;
import dev.tributary.store.LedgerDay;
import dev.tributary.store.Revision;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks up what stands behind a number. */
public final class Explaining {
  private static final int DAYS_STANDARD = 28;
  private static final int DAYS_MAX = 400;

  private final Backend backend;

  public Explaining(Backend backend) {
    this.backend = backend;
  }

  /**
   * @param name of a KPI of the integration's provider, with or without the provider's own
   * @param from the first day; four weeks when empty
   * @param to the last day, in the account's zone; yesterday when empty
   */
  public Explanation of(
      Integration integration, String name, Optional<LocalDate> from, Optional<LocalDate> to) {
    ProviderDescriptor provider = backend.adapters().of(integration.provider()).describe();
    Kpi kpi = find(provider, name);
    LocalDate yesterday =
        LocalDate.ofInstant(backend.engine().now(), integration.account().zone()).minusDays(1);
    LocalDate last = to.orElse(yesterday);
    DayRange range = KpiRange.of(from.orElse(last.minusDays(DAYS_STANDARD - 1L)), last, DAYS_MAX);
    KpiTotals totals = new KpiTotals(backend.database());
    Function<DayRange, KpiTotal> total =
        days -> totals.over(integration.workspaceId(), integration.id(), provider, kpi, days);
    StreamDescriptor stream = provider.stream(kpi.homeStream());
    KpiTotal whole = total.apply(range);
    return new Explanation(
        provider.id(),
        integration.account().name(),
        integration.account().id(),
        integration.account().zone().getId(),
        kpi.id(),
        kpi.label(),
        kpi.definition(),
        formula(kpi),
        stream.name(),
        stream.report(),
        kpi.sourceFields(),
        range.first(),
        range.last(),
        whole.value(),
        kpi.unit().name().toLowerCase(Locale.ROOT),
        whole.currency(),
        whole.missing(),
        whole.partial(),
        whole.mayChange(),
        days(integration, kpi, range, total));
  }

  private static Kpi find(ProviderDescriptor provider, String name) {
    String own =
        name.startsWith(provider.id() + ".") ? name.substring(provider.id().length() + 1) : name;
    return provider.kpis().stream()
        .filter(kpi -> kpi.id().equals(own))
        .findFirst()
        .orElseThrow(() ->
            ApiProblem.of(
                Kind.INVALID,
                "unknown_kpi",
                "%s has no KPI %s; there are: %s."
                    .formatted(
                        provider.name(),
                        name.length() > 100 ? "of this name" : name,
                        String.join(", ", provider.kpis().stream().map(Kpi::id).toList()))));
  }

  private static String formula(Kpi kpi) {
    return switch (kpi.formula()) {
      case Kpi.Formula.Sum(String measure) -> "sum of " + measure;
      case Kpi.Formula.Ratio(String over, String under, int per) ->
          (per == 1 ? "" : per + " × ") + "sum of " + over + " / sum of " + under;
      case Kpi.Formula.Complement(String part, String whole) ->
          "1 - sum of " + part + " / sum of " + whole;
      case Kpi.Formula.Distinct(String measure) ->
          measure + " as the provider counts it for the whole period";
    };
  }

  private static List<String> measures(Kpi kpi) {
    return switch (kpi.formula()) {
      case Kpi.Formula.Sum(String measure) -> List.of(measure);
      case Kpi.Formula.Ratio(String over, String under, int _) -> List.of(over, under);
      case Kpi.Formula.Complement(String part, String whole) -> List.of(part, whole);
      case Kpi.Formula.Distinct(String measure) -> List.of(measure);
    };
  }

  private List<Explanation.Day> days(
      Integration integration, Kpi kpi, DayRange range, Function<DayRange, KpiTotal> total) {
    Map<LocalDate, LedgerDay> known =
        backend
            .engine()
            .stores()
            .ledger()
            .days(integration.workspaceId(), integration.id(), kpi.homeStream(), range)
            .stream()
            .collect(Collectors.toMap(LedgerDay::day, day -> day));
    return range
        .days()
        .map(day ->
            Optional.ofNullable(known.get(day))
                .map(entry -> day(integration, kpi, entry, total))
                .orElseGet(() -> missing(day)))
        .toList();
  }

  private Explanation.Day day(
      Integration integration, Kpi kpi, LedgerDay entry, Function<DayRange, KpiTotal> total) {
    return new Explanation.Day(
        entry.day(),
        entry.state().name().toLowerCase(Locale.ROOT),
        entry.stored() ? total.apply(DayRange.of(entry.day())).value() : Optional.empty(),
        entry.rows(),
        entry.version(),
        entry.definition(),
        entry.fetchedAt(),
        entry.changedAt(),
        entry.nextDueAt(),
        flags(entry.flags()),
        switch (entry.problem()) {
          case NONE -> Optional.empty();
          case FAILED -> Optional.of("failed");
          case HELD -> Optional.of("held");
        },
        entry.reason(),
        backend
            .engine()
            .stores()
            .ledger()
            .revisions(integration.workspaceId(), integration.id(), entry.stream(), entry.day())
            .stream()
            .map(revision -> change(revision, measures(kpi)))
            .toList());
  }

  private static Explanation.Change change(Revision revision, List<String> measures) {
    return new Explanation.Change(
        revision.recordedAt(),
        revision.cause().name().toLowerCase(Locale.ROOT),
        revision.rowsBefore(),
        revision.rows(),
        revision.totals().stream()
            .filter(total -> measures.contains(total.measure()))
            .map(total -> new Explanation.Total(total.measure(), total.before(), total.after()))
            .toList());
  }

  private static Explanation.Day missing(LocalDate day) {
    return new Explanation.Day(
        day,
        "missing",
        Optional.empty(),
        0,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  static List<String> flags(DayFlags flags) {
    List<String> names = new ArrayList<>();
    add(names, flags.partial(), "partial");
    add(names, flags.sampled(), "sampled");
    add(names, flags.thresholded(), "thresholded");
    add(names, flags.otherRow(), "other_row");
    add(names, flags.unusual(), "unusual");
    add(names, flags.suddenZero(), "sudden_zero");
    return names;
  }

  private static void add(List<String> names, boolean set, String name) {
    if (set) {
      names.add(name);
    }
  }
}
