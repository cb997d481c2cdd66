package dev.tributary.engine.kpi;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.Buckets;
import dev.tributary.store.Grain;
import dev.tributary.store.KpiFilter;
import dev.tributary.store.KpiPeriods;
import dev.tributary.store.KpiSums;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A question that can be asked: every KPI with its recipe and the streams to read. A pure function
 * of question and catalogue.
 *
 * @param dimension without the stream's name
 * @param joined whether the breakdown is the campaign join
 */
record Plan(
    KpiQuery query, DayRange days, List<Asked> asked, Optional<String> dimension, boolean joined) {
  static final int KPIS_MAX = 50;
  static final int VALUES_MAX = 10_000;

  /** Of a breakdown: about 60 MB. */
  private static final int CELLS_MAX = 200_000;

  /** Ten years. */
  private static final int DAYS_MAX = 3_660;

  /** Three years of days. */
  private static final int BUCKETS_MAX = 1_100;

  private static final int FILTER_VALUES_MAX = 1_000;
  private static final int FILTERS_MAX = 20;

  /**
   * @param totals for each part of the recipe the stream of its total; empty when it has none
   * @param breakdown the stream of the breakdown
   */
  record Asked(
      CatalogueEntry entry,
      Optional<Recipe> recipe,
      List<StreamDescriptor> totals,
      Optional<StreamDescriptor> breakdown) {

    boolean fetched() {
      return recipe.filter(one -> one instanceof Recipe.Fetched).isPresent();
    }

    /** The part's filters beside the question's. */
    static List<KpiFilter> filters(Recipe.Part part, KpiQuery query) {
      return Stream.concat(query.filters().stream(), part.filters().stream()).toList();
    }
  }

  /**
   * @throws KpiQueryException it cannot be asked
   */
  static Plan of(KpiQuery query, Catalogue catalogue) {
    DayRange days = days(query);
    if (query.kpis().isEmpty() || query.kpis().size() > KPIS_MAX) {
      throw new KpiQueryException(
          "kpis", "Ask for 1 to %d KPIs, not %d.".formatted(KPIS_MAX, query.kpis().size()));
    }
    if (query.filters().size() > FILTERS_MAX) {
      throw new KpiQueryException(
          "filter",
          "Ask with at most %d filters, not %d.".formatted(FILTERS_MAX, query.filters().size()));
    }
    query.filters().forEach(Plan::check);
    List<Catalogue.Offer> offers = query.kpis().stream().map(catalogue::find).toList();
    boolean joined = joined(query, offers);
    List<Asked> asked = offers.stream().map(offer -> asked(query, offer, joined)).toList();
    Plan plan = new Plan(query, days, asked, query.dimension().map(Plan::name), joined);
    plan.checkBreakdown(catalogue);
    return plan;
  }

  private static DayRange days(KpiQuery query) {
    if (query.last().isBefore(query.first())) {
      throw new KpiQueryException(
          "reversed_range",
          "The range ends before it starts: %s to %s.".formatted(query.first(), query.last()));
    }
    if (query.first().getYear() < 1900
        || query.last().getYear() > 9999
        || query.first().plusDays(DAYS_MAX).isBefore(query.last().plusDays(1))) {
      throw new KpiQueryException(
          "range_too_long",
          "%s to %s is longer than %,d days, or not in this age; ask for less at a time."
              .formatted(query.first(), query.last(), DAYS_MAX));
    }
    DayRange days = new DayRange(query.first(), query.last());
    int buckets =
        new Buckets(query.grain(), query.weekStart().orElse(DayOfWeek.MONDAY), days).all().size();
    if (buckets > BUCKETS_MAX) {
      throw new KpiQueryException(
          "range_too_long",
          "%s to %s has %,d days; ask by week or month, or for at most %,d days."
              .formatted(query.first(), query.last(), days.length(), BUCKETS_MAX));
    }
    return days;
  }

  private static void check(KpiFilter filter) {
    if (filter.dimension().equals(KpiSums.INTEGRATION)) {
      throw new KpiQueryException(
          "unknown_dimension", "Name the integrations themselves instead of filtering by them.");
    }
    switch (filter) {
      case KpiFilter.In(String dimension, List<String> values) -> {
        if (values.isEmpty() || values.size() > FILTER_VALUES_MAX) {
          throw new KpiQueryException(
              "filter",
              "The filter on %s needs 1 to %,d values, not %,d."
                  .formatted(dimension, FILTER_VALUES_MAX, values.size()));
        }
      }
      case KpiFilter.Not(KpiFilter other) -> {
        if (other instanceof KpiFilter.Not) {
          throw new KpiQueryException(
              "filter", "The filter on %s says not twice.".formatted(other.dimension()));
        }
        check(other);
      }
      case KpiFilter.Equals equal -> {}
      case KpiFilter.Contains contains -> {}
    }
  }

  private static boolean joined(KpiQuery query, List<Catalogue.Offer> offers) {
    boolean joined =
        query.dimension().equals(Optional.of(Catalogue.CAMPAIGN))
            && offers.stream().allMatch(offer -> offer.entry().provider().isEmpty());
    if (!joined
        && query.dimension().equals(Optional.of(Catalogue.CAMPAIGN))
        && offers.stream().anyMatch(offer -> offer.entry().provider().isEmpty())) {
      throw new KpiQueryException(
          "campaign_join",
          "Blended KPIs by campaign are a question of their own; ask for the others in another.");
    }
    if (joined && (query.grain() != Grain.TOTAL || query.comparison() != Comparison.NONE)) {
      throw new KpiQueryException(
          "campaign_join",
          "Campaigns are joined over a whole range; ask for the total, without a comparison.");
    }
    return joined;
  }

  private static Asked asked(KpiQuery query, Catalogue.Offer offer, boolean joined) {
    if (offer.recipe().isEmpty()) {
      return new Asked(offer.entry(), offer.recipe(), List.of(), Optional.empty());
    }
    Recipe recipe = offer.recipe().get();
    if (recipe instanceof Recipe.Fetched fetched) {
      return fetched(query, offer, fetched);
    }
    List<StreamDescriptor> totals = new ArrayList<>();
    for (Recipe.Part part : recipe.parts()) {
      Set<String> dimensions = dimensions(Asked.filters(part, query));
      totals.add(
          StreamChoice.summing(part.provider(), part.home(), beside(part, recipe), dimensions)
              .orElseThrow(() -> unknown(offer.entry(), dimensions)));
    }
    if (query.dimension().isEmpty() || joined) {
      if (joined && offer.entry().dimensions().isEmpty()) {
        throw unknown(offer.entry(), Set.of(Catalogue.CAMPAIGN));
      }
      return new Asked(offer.entry(), offer.recipe(), totals, Optional.empty());
    }
    Set<String> dimensions = new HashSet<>(dimensions(query.filters()));
    dimensions.add(name(query.dimension().get()));
    Recipe.Part first = recipe.parts().getFirst();
    Optional<StreamDescriptor> breakdown =
        recipe.blended()
            ? Optional.empty()
            : stream(query.dimension().get())
                .map(name ->
                    StreamChoice.named(
                            StreamChoice.candidates(first.provider(), beside(first, recipe))
                                .toList(),
                            name)
                        .filter(one -> StreamChoice.names(one).containsAll(dimensions)))
                .orElseGet(() ->
                    StreamChoice.summing(
                        first.provider(), first.home(), beside(first, recipe), dimensions));
    return new Asked(
        offer.entry(),
        offer.recipe(),
        totals,
        Optional.of(breakdown.orElseThrow(() -> unknown(offer.entry(), dimensions))));
  }

  /** The measures that must come from one stream: those of the part's provider. */
  private static List<String> beside(Recipe.Part part, Recipe recipe) {
    return recipe.parts().stream()
        .filter(one -> one.provider().equals(part.provider()))
        .map(Recipe.Part::measure)
        .toList();
  }

  /** A filter on one value picks a number; any other would have to add numbers up. */
  private static Asked fetched(KpiQuery query, Catalogue.Offer offer, Recipe.Fetched recipe) {
    Recipe.Part first = recipe.first();
    List<String> measures = recipe.numbers().stream().map(Recipe.Part::measure).toList();
    Set<String> fixed =
        query.filters().stream()
            .filter(one -> one instanceof KpiFilter.Equals)
            .map(KpiFilter::dimension)
            .collect(Collectors.toSet());
    boolean pick = fixed.equals(dimensions(query.filters()));
    Optional<StreamDescriptor> total =
        pick
            ? StreamChoice.fetched(first.provider(), first.home(), measures, fixed)
            : Optional.empty();
    Optional<StreamDescriptor> breakdown = Optional.empty();
    if (query.dimension().isPresent()) {
      String dimension = name(query.dimension().get());
      Set<String> dimensions = new HashSet<>(fixed);
      dimensions.add(dimension);
      breakdown =
          StreamChoice.fetched(first.provider(), first.home(), measures, dimensions)
              .filter(
                  stream -> stream(query.dimension().get()).map(stream.name()::equals).orElse(true))
              .filter(stream ->
                  query.filters().stream().allMatch(one -> dimensions.contains(one.dimension())));
      if (breakdown.isEmpty()) {
        throw unknown(offer.entry(), dimensions);
      }
    } else if (total.isEmpty()) {
      throw unknown(offer.entry(), dimensions(query.filters()));
    }
    return new Asked(offer.entry(), offer.recipe(), total.stream().toList(), breakdown);
  }

  /** How many values may stand alone: fewer where each has many cells. */
  int valuesMax() {
    int buckets = new Buckets(query.grain(), DayOfWeek.MONDAY, days).all().size() + 1;
    return Math.min(VALUES_MAX, CELLS_MAX / (buckets * query.kpis().size()));
  }

  private void checkBreakdown(Catalogue catalogue) {
    if (query.dimension().isEmpty() && (query.sort().isPresent() || query.top().isPresent())) {
      throw new KpiQueryException(
          "sort", "Sort and top belong to a breakdown; name a dimension too.");
    }
    int valuesMax = valuesMax();
    if (query.top().isPresent()
        && (query.top().getAsInt() < 1 || query.top().getAsInt() > valuesMax)) {
      throw new KpiQueryException(
          "top",
          "Ask for the top 1 to %,d values of so many KPIs and points, not %,d."
              .formatted(valuesMax, query.top().getAsInt()));
    }
    query
        .sort()
        .map(KpiQuery.Sort::by)
        .filter(by -> !by.equals(query.dimension().orElse("")))
        .ifPresent(by -> {
          String id = catalogue.find(by).entry().id();
          if (asked.stream().noneMatch(one -> one.entry().id().equals(id))) {
            throw new KpiQueryException(
                "sort",
                "Sort by one of the KPIs that you ask for, or by the dimension; not " + by + ".");
          }
        });
  }

  private static Set<String> dimensions(List<KpiFilter> filters) {
    return filters.stream().map(KpiFilter::dimension).collect(Collectors.toSet());
  }

  static String name(String dimension) {
    return dimension.substring(dimension.indexOf('.') + 1);
  }

  private static Optional<String> stream(String dimension) {
    int dot = dimension.indexOf('.');
    return dot < 0 ? Optional.empty() : Optional.of(dimension.substring(0, dot));
  }

  private static KpiQueryException unknown(CatalogueEntry entry, Set<String> dimensions) {
    List<String> there =
        entry.dimensions().stream()
            .map(one -> one.usual() ? one.name() : one.stream() + "." + one.name())
            .distinct()
            .toList();
    return new KpiQueryException(
        "unknown_dimension",
        "%s cannot be told by %s. %s"
            .formatted(
                entry.id(),
                String.join(" and ", dimensions.stream().sorted().toList()),
                there.isEmpty()
                    ? "It has no breakdown."
                    : "It can be told by " + String.join(", ", there) + "."));
  }

  /** The buckets that are periods for which the numbers were fetched. */
  static Map<LocalDate, DayRange> periods(StreamDescriptor stream, Buckets buckets) {
    return buckets.all().stream()
        .filter(bucket -> KpiPeriods.period(stream, buckets.within(bucket)).isPresent())
        .collect(Collectors.toMap(bucket -> bucket, buckets::within));
  }

  /** Why a number as it was fetched is not there for the range. */
  static Refused notAdditive(CatalogueEntry entry) {
    List<String> periods = new ArrayList<>();
    entry
        .periods()
        .forEach(kind ->
            periods.add(
                switch (kind) {
                  case DAY -> "single days";
                  case TRAILING_7 -> "any 7 days";
                  case TRAILING_28 -> "any 28 days";
                  case WEEK -> "weeks from Monday to Sunday";
                  case MONTH -> "calendar months";
                }));
    return new Refused(
        "not_additive",
        "%s of several periods are never added up, and none was fetched for just this range."
            .formatted(entry.label()),
        "Ask for " + String.join(", ", periods) + ".");
  }

  KpiQueryException tooManyValues() {
    return new KpiQueryException(
        "too_many_values",
        "The breakdown has more than %,d values; ask for the top ones, a coarser grain, or export the stream."
            .formatted(valuesMax()));
  }
}
