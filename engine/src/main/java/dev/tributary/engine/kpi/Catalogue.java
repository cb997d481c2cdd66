package dev.tributary.engine.kpi;

import dev.tributary.engine.kpi.CatalogueEntry.Additivity;
import dev.tributary.engine.kpi.CatalogueEntry.BreakdownBy;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.Kpi.Formula;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.Grain;
import dev.tributary.store.KpiSums;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Every KPI of the installed providers, and the blended ones over them. */
public final class Catalogue {
  /** The dimension by which blended KPIs are joined. */
  public static final String CAMPAIGN = "campaign";

  private static final String BLENDED = "blended.";

  /**
   * @param recipe empty while something must be installed first
   */
  record Offer(CatalogueEntry entry, Optional<Recipe> recipe) {}

  private final Map<String, Offer> offers = new LinkedHashMap<>();
  private final Map<String, ProviderDescriptor> providers = new LinkedHashMap<>();
  private final CampaignJoin campaigns;

  public Catalogue(
      List<ProviderDescriptor> installed, List<BlendedKpi> blended, CampaignJoin campaigns) {
    this.campaigns = campaigns;
    for (ProviderDescriptor provider : installed) {
      providers.put(provider.id(), provider);
      for (Kpi kpi : provider.kpis()) {
        Offer offer = offer(provider, kpi);
        offers.put(offer.entry.id(), offer);
      }
    }
    for (BlendedKpi kpi : blended) {
      Offer offer = offer(kpi);
      offers.put(offer.entry.id(), offer);
    }
  }

  /** With the blended KPIs that come along. */
  public static Catalogue of(List<ProviderDescriptor> installed) {
    return new Catalogue(installed, BlendedKpis.ALL, BlendedKpis.CAMPAIGNS);
  }

  /** In the descriptors' order, blended ones last. */
  public List<CatalogueEntry> entries() {
    return offers.values().stream().map(Offer::entry).toList();
  }

  CampaignJoin campaigns() {
    return campaigns;
  }

  /** The provider with a name for people, or its id while it is not installed. */
  String providerName(String id) {
    return Optional.ofNullable(providers.get(id)).map(ProviderDescriptor::name).orElse(id);
  }

  /**
   * @throws KpiQueryException there is no such KPI, or several
   */
  Offer find(String name) {
    Optional<Offer> exact = Optional.ofNullable(offers.get(name));
    if (exact.isPresent()) {
      return exact.get();
    }
    List<Offer> byName =
        offers.values().stream().filter(offer -> offer.entry.name().equals(name)).toList();
    if (byName.size() == 1) {
      return byName.getFirst();
    }
    if (byName.size() > 1) {
      throw new KpiQueryException(
          "ambiguous_kpi",
          "Several providers have a KPI %s; ask for one of: %s."
              .formatted(
                  name,
                  String.join(", ", byName.stream().map(offer -> offer.entry.id()).toList())));
    }
    List<String> near = near(name);
    throw new KpiQueryException(
        "unknown_kpi",
        "There is no KPI %s. %s"
            .formatted(
                name,
                near.isEmpty()
                    ? "The catalogue lists all of them."
                    : "Perhaps you mean " + String.join(", ", near) + "."));
  }

  private List<String> near(String name) {
    String wanted = name.substring(name.lastIndexOf('.') + 1);
    record Near(String id, int distance) {}
    return offers.values().stream()
        .map(Offer::entry)
        .map(entry ->
            new Near(
                entry.id(), entry.name().contains(wanted) ? 1 : distance(entry.name(), wanted)))
        .filter(one -> one.distance <= Math.max(2, wanted.length() / 3))
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::id))
        .limit(3)
        .map(Near::id)
        .toList();
  }

  /** How many letters must be put in, taken out or changed. */
  static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, index -> index);
    for (int at = 1; at <= one.length(); at++) {
      int diagonal = row[0];
      row[0] = at;
      for (int to = 1; to <= other.length(); to++) {
        int changed = diagonal + (one.charAt(at - 1) == other.charAt(to - 1) ? 0 : 1);
        diagonal = row[to];
        row[to] = Math.min(changed, Math.min(row[to], row[to - 1]) + 1);
      }
    }
    return row[other.length()];
  }

  private static Offer offer(ProviderDescriptor provider, Kpi kpi) {
    StreamDescriptor home = provider.stream(kpi.homeStream());
    Recipe recipe = recipe(provider, home, kpi.formula());
    List<String> measures = recipe.parts().stream().map(Recipe.Part::measure).toList();
    boolean fetched = recipe instanceof Recipe.Fetched;
    return new Offer(
        new CatalogueEntry(
            provider.id() + "." + kpi.id(),
            Optional.of(provider.id()),
            kpi.id(),
            kpi.label(),
            kpi.unit(),
            formula(kpi.formula()),
            switch (recipe) {
              case Recipe.Sum sum -> Additivity.SUM;
              case Recipe.Quotient quotient -> Additivity.RATIO_OF_SUMS;
              case Recipe.Fetched asked -> Additivity.AS_FETCHED;
            },
            kpi.sourceFields(),
            Optional.of(home.name()),
            kpi.definition(),
            fetched
                ? periodDimensions(provider, home, measures)
                : dayDimensions(provider, home, measures),
            fetched ? grains(home) : List.of(Grain.values()),
            fetched ? periods(home) : List.of(),
            Optional.empty()),
        Optional.of(recipe));
  }

  private static Recipe recipe(
      ProviderDescriptor provider, StreamDescriptor home, Formula formula) {
    return switch (formula) {
      case Formula.Sum(String measure) -> {
        Recipe.Part part = part(provider, home, measure);
        yield StreamChoice.additive(home, measure)
            ? new Recipe.Sum(part)
            : new Recipe.Fetched(List.of(part), false);
      }
      case Formula.Distinct(String measure) ->
          new Recipe.Fetched(List.of(part(provider, home, measure)), false);
      case Formula.Ratio(String over, String under, int per) ->
          quotient(part(provider, home, over), part(provider, home, under), false, per);
      case Formula.Complement(String part, String whole) ->
          quotient(part(provider, home, part), part(provider, home, whole), true, 1);
    };
  }

  private static Recipe quotient(Recipe.Part over, Recipe.Part under, boolean complement, int per) {
    boolean sums =
        StreamChoice.additive(over.home(), over.measure())
            && StreamChoice.additive(under.home(), under.measure());
    return sums
        ? new Recipe.Quotient(over, under, complement, BigDecimal.valueOf(per))
        : new Recipe.Fetched(List.of(over, under), complement);
  }

  private static Recipe.Part part(
      ProviderDescriptor provider, StreamDescriptor home, String measure) {
    return new Recipe.Part(provider, home, measure, List.of());
  }

  private static String formula(Formula formula) {
    return switch (formula) {
      case Formula.Sum(String measure) -> "sum of " + measure;
      case Formula.Distinct(String measure) -> measure + " as fetched for the whole period";
      case Formula.Ratio(String over, String under, int per) -> times(per) + over + " / " + under;
      case Formula.Complement(String part, String whole) -> "1 - " + part + " / " + whole;
    };
  }

  private static String times(int per) {
    return per == 1 ? "" : per + " × ";
  }

  private static List<BreakdownBy> dayDimensions(
      ProviderDescriptor provider, StreamDescriptor home, List<String> measures) {
    List<BreakdownBy> dimensions = new ArrayList<>();
    StreamChoice.candidates(provider, measures)
        .forEach(stream ->
            stream
                .dimensions()
                .forEach(dimension ->
                    dimensions.add(
                        new BreakdownBy(
                            dimension.name(),
                            stream.name(),
                            StreamChoice.summing(provider, home, measures, Set.of(dimension.name()))
                                .equals(Optional.of(stream))))));
    dimensions.add(new BreakdownBy(KpiSums.INTEGRATION, home.name(), true));
    return dimensions;
  }

  private static List<BreakdownBy> periodDimensions(
      ProviderDescriptor provider, StreamDescriptor home, List<String> measures) {
    Set<String> names = new TreeSet<>();
    provider.streams().stream()
        .filter(stream -> stream.kind() == home.kind())
        .forEach(stream -> names.addAll(StreamChoice.names(stream)));
    List<BreakdownBy> dimensions = new ArrayList<>();
    for (String name : names) {
      StreamChoice.fetched(provider, home, measures, Set.of(name))
          .ifPresent(stream -> dimensions.add(new BreakdownBy(name, stream.name(), true)));
    }
    dimensions.add(new BreakdownBy(KpiSums.INTEGRATION, home.name(), true));
    return dimensions;
  }

  private static List<PeriodKind> periods(StreamDescriptor home) {
    return home.kind() == StreamKind.PERIOD ? home.periods() : List.of(PeriodKind.DAY);
  }

  /** A total is told where its range is a period. */
  private static List<Grain> grains(StreamDescriptor home) {
    List<Grain> grains = new ArrayList<>();
    List<PeriodKind> periods = periods(home);
    if (periods.contains(PeriodKind.DAY)) {
      grains.add(Grain.DAY);
    }
    if (periods.contains(PeriodKind.WEEK) || periods.contains(PeriodKind.TRAILING_7)) {
      grains.add(Grain.WEEK);
    }
    if (periods.contains(PeriodKind.MONTH)) {
      grains.add(Grain.MONTH);
    }
    grains.add(Grain.TOTAL);
    return grains;
  }

  private Offer offer(BlendedKpi kpi) {
    Optional<Recipe.Part> over = part(kpi.over());
    Optional<Recipe.Part> under = part(kpi.under());
    List<String> missing = new ArrayList<>();
    if (over.isEmpty()) {
      missing.add(kpi.over().name());
    }
    if (under.isEmpty()) {
      missing.add(kpi.under().name());
    }
    Optional<Recipe> recipe =
        over.flatMap(
            one -> under.map(other -> new Recipe.Quotient(one, other, false, kpi.scale())));
    boolean joined =
        recipe.isPresent()
            && Set.of(campaigns.traffic().provider(), campaigns.paid().provider())
                .equals(recipe.get().providers());
    return new Offer(
        new CatalogueEntry(
            BLENDED + kpi.id(),
            Optional.empty(),
            kpi.id(),
            kpi.label(),
            kpi.unit(),
            formula(kpi),
            Additivity.RATIO_OF_SUMS,
            List.of(kpi.over().name(), kpi.under().name()),
            Optional.empty(),
            kpi.definition(),
            joined ? List.of(new BreakdownBy(CAMPAIGN, "campaign join", true)) : List.of(),
            List.of(Grain.values()),
            List.of(),
            missing.isEmpty()
                ? Optional.empty()
                : Optional.of("no installed provider offers " + String.join(" and ", missing))),
        recipe);
  }

  private static String formula(BlendedKpi kpi) {
    String quotient = term(kpi.over()) + " / " + term(kpi.under());
    return kpi.scale().compareTo(BigDecimal.ONE) == 0
        ? quotient
        : kpi.scale().toPlainString() + " × " + quotient;
  }

  private static String term(BlendedKpi.Term term) {
    return term.filters().isEmpty()
        ? term.name()
        : term.name()
            + " by "
            + String.join(", ", term.filters().stream().map(one -> one.dimension()).toList());
  }

  private Optional<Recipe.Part> part(BlendedKpi.Term term) {
    return Optional.ofNullable(providers.get(term.provider()))
        .flatMap(provider ->
            provider.kpis().stream()
                .filter(kpi -> kpi.id().equals(term.kpi()))
                .findFirst()
                .flatMap(kpi ->
                    recipe(provider, provider.stream(kpi.homeStream()), kpi.formula())
                            instanceof Recipe.Sum(Recipe.Part part)
                        ? Optional.of(
                            new Recipe.Part(provider, part.home(), part.measure(), term.filters()))
                        : Optional.empty()));
  }
}
