package dev.tributary.engine.kpi;

import dev.tributary.engine.kpi.Cells.Amount;
import dev.tributary.engine.kpi.Cells.Basis;
import dev.tributary.engine.kpi.KpiAnswer.Cell;
import dev.tributary.engine.kpi.KpiAnswer.Kind;
import dev.tributary.engine.kpi.KpiAnswer.Row;
import dev.tributary.engine.kpi.Numbers.Side;
import dev.tributary.engine.kpi.Numbers.Unit;
import dev.tributary.engine.kpi.Plan.Asked;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.store.KpiFilter;
import dev.tributary.store.KpiNames;
import dev.tributary.store.KpiSums;
import dev.tributary.store.KpiSums.Choice;
import dev.tributary.store.KpiSums.Order;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Blended KPIs by campaign: what is paid for and what it brought, and what is on one side only. */
final class Campaigns {
  private final CampaignJoin join;
  private final KpiNames names;

  Campaigns(CampaignJoin join, KpiNames names) {
    this.join = join;
    this.names = names;
  }

  /** One sum by campaign, and what belongs to none. */
  private record Split(Map<String, BigDecimal> matched, BigDecimal unmatched) {
    BigDecimal of(String campaign) {
      return matched.getOrDefault(campaign, BigDecimal.ZERO);
    }

    BigDecimal all() {
      return matched.values().stream().reduce(unmatched, BigDecimal::add);
    }
  }

  private boolean paid(Recipe.Part part) {
    return part.provider().id().equals(join.paid().provider());
  }

  private List<String> dimensions(Recipe.Part part) {
    CampaignJoin.Side side = paid(part) ? join.paid() : join.traffic();
    List<String> dimensions = new ArrayList<>(List.of(side.idDimension()));
    side.nameDimension().ifPresent(dimensions::add);
    return dimensions;
  }

  /** The stream that tells the part by campaign. */
  StreamDescriptor stream(Recipe.Part part, Plan plan) {
    Set<String> wanted = new HashSet<>(dimensions(part));
    Asked.filters(part, plan.query()).stream().map(KpiFilter::dimension).forEach(wanted::add);
    return StreamChoice.summing(part.provider(), part.home(), List.of(part.measure()), wanted)
        .orElseThrow(() ->
            new KpiQueryException(
                "unknown_dimension",
                "%s of %s cannot be told by %s."
                    .formatted(
                        part.measure(),
                        part.provider().name(),
                        String.join(", ", wanted.stream().sorted().toList()))));
  }

  List<Row> rows(Answering answering, Catalogue catalogue) {
    List<Asked> usable =
        answering.plan().asked().stream()
            .filter(asked ->
                answering
                    .recipe(asked)
                    .filter(one -> answering.absent(asked, one).isEmpty())
                    .isPresent())
            .toList();
    if (usable.isEmpty()) {
      return List.of();
    }
    LocalDate bucket = answering.buckets().all().getFirst();
    Map<String, String> labels = labels(answering, usable);
    Matching matching =
        new Matching(
            labels, names.campaigns(answering.plan().query().workspace(), join.paid().provider()));
    Map<Recipe.Part, Split> splits = new HashMap<>();
    Set<String> visited = new HashSet<>();
    for (Asked asked : usable) {
      for (Recipe.Part part : asked.recipe().orElseThrow().parts()) {
        if (!paid(part)) {
          Split split = split(sheet(answering, asked, part), part, bucket, matching);
          splits.put(part, split);
          visited.addAll(split.matched.keySet());
        }
      }
    }
    for (Asked asked : usable) {
      for (Recipe.Part part : asked.recipe().orElseThrow().parts()) {
        if (paid(part)) {
          splits.put(part, paidSplit(sheet(answering, asked, part), part, bucket, visited));
        }
      }
    }
    return rows(answering, catalogue, bucket, labels, visited, splits);
  }

  private Sheet sheet(Answering answering, Asked asked, Recipe.Part part) {
    Unit unit =
        answering
            .group()
            .unit(
                answering.plan(),
                asked.recipe().orElseThrow(),
                part,
                stream(part, answering.plan()));
    Sheet sheet =
        answering
            .numbers()
            .sums(
                unit,
                Side.NOW,
                dimensions(part),
                new Choice.First(new Order.ByValue(false), answering.plan().valuesMax() + 1));
    if (sheet.values().size() > answering.plan().valuesMax()) {
      throw answering.plan().tooManyValues();
    }
    return sheet;
  }

  private static Split split(Sheet sheet, Recipe.Part part, LocalDate bucket, Matching matching) {
    Map<String, BigDecimal> matched = new HashMap<>();
    BigDecimal unmatched = BigDecimal.ZERO;
    for (String value : sheet.values()) {
      BigDecimal sum = sheet.sum(bucket, Optional.of(value), part.measure());
      Optional<String> campaign = matching.campaign(value);
      campaign.ifPresent(id -> matched.merge(id, sum, BigDecimal::add));
      unmatched = campaign.isPresent() ? unmatched : unmatched.add(sum);
    }
    return new Split(matched, unmatched);
  }

  private static Split paidSplit(
      Sheet sheet, Recipe.Part part, LocalDate bucket, Set<String> visited) {
    Map<String, BigDecimal> matched = new HashMap<>();
    BigDecimal unmatched = BigDecimal.ZERO;
    for (String value : sheet.values()) {
      BigDecimal sum = sheet.sum(bucket, Optional.of(value), part.measure());
      String id = id(value);
      if (visited.contains(id)) {
        matched.merge(id, sum, BigDecimal::add);
      } else {
        unmatched = unmatched.add(sum);
      }
    }
    return new Split(matched, unmatched);
  }

  private static String id(String value) {
    int separator = value.indexOf(KpiSums.SEPARATOR);
    return separator < 0 ? value : value.substring(0, separator);
  }

  /** Every campaign that was paid for in the range, with its name or an empty one. */
  private Map<String, String> labels(Answering answering, List<Asked> usable) {
    Map<String, String> labels = new HashMap<>();
    for (Asked asked : usable) {
      for (Recipe.Part part : asked.recipe().orElseThrow().parts()) {
        if (paid(part)) {
          for (String value : sheet(answering, asked, part).values()) {
            int separator = value.indexOf(KpiSums.SEPARATOR);
            labels.put(id(value), separator < 0 ? "" : value.substring(separator + 1));
          }
          if (join.paid().nameDimension().isEmpty()) {
            KpiNames.naming(part.provider().streams(), join.paid().idDimension())
                .ifPresent(snapshot ->
                    labels.putAll(
                        names.of(
                            answering.plan().query().workspace(),
                            part.provider().id(),
                            snapshot,
                            answering
                                .group()
                                .unit(
                                    answering.plan(),
                                    asked.recipe().orElseThrow(),
                                    part,
                                    stream(part, answering.plan()))
                                .ids(),
                            List.copyOf(labels.keySet()))));
          }
        }
      }
    }
    return labels;
  }

  /** First by id, then by a name that only one campaign has, then by what a person said. */
  private static final class Matching {
    private final Map<String, String> labels;
    private final Map<String, String> said;
    private final Map<String, Set<String>> byName = new HashMap<>();

    Matching(Map<String, String> labels, Map<String, String> said) {
      this.labels = labels;
      this.said = said;
      labels.forEach((id, name) -> {
        if (!name.isEmpty()) {
          byName.computeIfAbsent(name, one -> new TreeSet<>()).add(id);
        }
      });
    }

    Optional<String> campaign(String value) {
      int separator = value.indexOf(KpiSums.SEPARATOR);
      String id = id(value);
      String name = separator < 0 ? "" : value.substring(separator + 1);
      if (labels.containsKey(id)) {
        return Optional.of(id);
      }
      Set<String> named = byName.getOrDefault(name, Set.of());
      if (named.size() == 1) {
        return named.stream().findFirst();
      }
      return Optional.ofNullable(said.get(id))
          .or(() -> Optional.ofNullable(said.get(name)))
          .filter(labels::containsKey);
    }
  }

  private List<Row> rows(
      Answering answering,
      Catalogue catalogue,
      LocalDate bucket,
      Map<String, String> labels,
      Set<String> visited,
      Map<Recipe.Part, Split> splits) {
    List<String> campaigns = ordered(answering, catalogue, labels, visited, splits);
    int top = Math.min(campaigns.size(), answering.plan().query().top().orElse(campaigns.size()));
    List<Row> rows = new ArrayList<>();
    for (String campaign : campaigns.subList(0, top)) {
      rows.add(
          row(
              answering,
              Kind.VALUE,
              bucket,
              Optional.of(campaign),
              Optional.ofNullable(labels.get(campaign)).filter(name -> !name.isEmpty()),
              1,
              part -> split(splits, part).of(campaign)));
    }
    List<String> rest = campaigns.subList(top, campaigns.size());
    if (!rest.isEmpty()) {
      rows.add(
          row(
              answering,
              Kind.REST,
              bucket,
              Optional.empty(),
              Optional.empty(),
              rest.size(),
              part ->
                  rest.stream()
                      .map(split(splits, part)::of)
                      .reduce(BigDecimal.ZERO, BigDecimal::add)));
    }
    for (boolean paid : List.of(true, false)) {
      rows.add(
          row(
              answering,
              Kind.UNMATCHED,
              bucket,
              Optional.of(paid ? join.paid().provider() : join.traffic().provider()),
              Optional.of(
                  "only in "
                      + catalogue.providerName(
                          paid ? join.paid().provider() : join.traffic().provider())),
              0,
              part -> paid(part) == paid ? split(splits, part).unmatched : BigDecimal.ZERO));
    }
    rows.add(
        row(
            answering,
            Kind.NOT_IN_BREAKDOWN,
            bucket,
            Optional.empty(),
            Optional.empty(),
            0,
            part -> split(splits, part).all()));
    return rows;
  }

  private static Split split(Map<Recipe.Part, Split> splits, Recipe.Part part) {
    return splits.getOrDefault(part, new Split(Map.of(), BigDecimal.ZERO));
  }

  private List<String> ordered(
      Answering answering,
      Catalogue catalogue,
      Map<String, String> labels,
      Set<String> visited,
      Map<Recipe.Part, Split> splits) {
    Optional<KpiQuery.Sort> sort = answering.plan().query().sort();
    boolean descending = sort.map(KpiQuery.Sort::descending).orElse(true);
    Comparator<String> order =
        sort.filter(one -> one.by().equals(Catalogue.CAMPAIGN)).isPresent()
            ? Comparator.comparing(id -> labels.getOrDefault(id, id))
            : Comparator.comparing(id -> {
              String by =
                  sort.map(one -> catalogue.find(one.by()).entry().id())
                      .orElse(answering.plan().asked().getFirst().entry().id());
              return answering.plan().asked().stream()
                  .filter(asked -> asked.entry().id().equals(by))
                  .flatMap(asked -> asked.recipe().stream())
                  .map(recipe -> (Recipe.Quotient) recipe)
                  .flatMap(recipe ->
                      Cells.divide(
                          split(splits, recipe.over()).of(id),
                          split(splits, recipe.under()).of(id),
                          false)
                          .stream())
                  .findFirst()
                  .orElse(BigDecimal.ZERO);
            });
    return visited.stream()
        .sorted((descending ? order.reversed() : order).thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private interface Amounts {
    BigDecimal of(Recipe.Part part);
  }

  private Row row(
      Answering answering,
      Kind kind,
      LocalDate bucket,
      Optional<String> value,
      Optional<String> label,
      long values,
      Amounts amounts) {
    List<Cell> cells = new ArrayList<>();
    for (Asked asked : answering.plan().asked()) {
      cells.add(
          answering
              .recipe(asked)
              .map(recipe ->
                  answering
                      .absent(asked, recipe)
                      .orElseGet(() ->
                          cell(answering, asked, (Recipe.Quotient) recipe, kind, bucket, amounts)))
              .orElseGet(Cells::empty));
    }
    return answering.row(kind, bucket, value, label, values, cells);
  }

  private Cell cell(
      Answering answering,
      Asked asked,
      Recipe.Quotient recipe,
      Kind kind,
      LocalDate bucket,
      Amounts amounts) {
    Amount over = amount(answering, asked, recipe, 0, kind, bucket, amounts);
    Amount under = amount(answering, asked, recipe, 1, kind, bucket, amounts);
    Cell cell =
        Cells.quotient(
            recipe,
            over,
            under,
            basis(answering, recipe, recipe.over(), bucket),
            basis(answering, recipe, recipe.under(), bucket),
            answering.currency(asked),
            false);
    return kind == Kind.VALUE || kind == Kind.REST ? cell : Cells.withoutValue(cell);
  }

  private Amount amount(
      Answering answering,
      Asked asked,
      Recipe.Quotient recipe,
      int at,
      Kind kind,
      LocalDate bucket,
      Amounts amounts) {
    Amount amount =
        new Amount(amounts.of(recipe.parts().get(at)), BigDecimal.ZERO, BigDecimal.ZERO);
    return kind == Kind.NOT_IN_BREAKDOWN
        ? answering.amount(asked, recipe, at, bucket).less(amount)
        : amount;
  }

  private Basis basis(
      Answering answering, Recipe.Quotient recipe, Recipe.Part part, LocalDate bucket) {
    return answering.basis(
        answering.group().unit(answering.plan(), recipe, part, stream(part, answering.plan())),
        bucket);
  }
}
