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
import dev.tributary.store.KpiAccount;
import dev.tributary.store.KpiNames;
import dev.tributary.store.KpiStanding;
import dev.tributary.store.KpiSums;
import dev.tributary.store.KpiSums.Choice;
import dev.tributary.store.KpiSums.Order;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The breakdown of a group of accounts. One KPI leads: its stream says which values stand alone and
 * in which order; the others are read for these values.
 */
final class Breakdown {
  private final Answering answering;
  private final Plan plan;
  private final String dimension;
  private final Optional<KpiQuery.Sort> sort;
  private final List<Asked> usable;

  Breakdown(Answering answering, String dimension, Catalogue catalogue) {
    this.answering = answering;
    this.plan = answering.plan();
    this.dimension = dimension;
    this.sort =
        plan.query()
            .sort()
            .map(one ->
                byDimension(one)
                    ? one
                    : new KpiQuery.Sort(catalogue.find(one.by()).entry().id(), one.descending()));
    this.usable =
        plan.asked().stream()
            .filter(asked -> asked.breakdown().isPresent())
            .filter(asked ->
                answering
                    .recipe(asked)
                    .filter(one -> answering.absent(asked, one).isEmpty())
                    .isPresent())
            .toList();
  }

  private boolean byDimension(KpiQuery.Sort one) {
    return one.by().equals(plan.query().dimension().orElse(dimension))
        || one.by().equals(dimension);
  }

  List<Row> rows(KpiNames names) {
    if (usable.isEmpty()) {
      return List.of();
    }
    Asked leader = leader();
    Choice first = new Choice.First(order(leader), limit());
    List<String> values =
        leader.fetched()
            ? fetchedValues(leader)
            : List.copyOf(sheet(leader, 0, Side.NOW, first, first).values());
    if (values.size() > plan.valuesMax()) {
      throw plan.tooManyValues();
    }
    Choice given = leader.fetched() ? new Choice.Given(values) : first;
    Map<String, String> labels = labels(names, leader, values);
    boolean additive = usable.stream().anyMatch(asked -> !asked.fetched());
    Reading reading = new Reading(leader, given, new Choice.Given(values));
    boolean rest = answering.buckets().all().stream().anyMatch(bucket -> reading.rest(bucket) > 0);
    List<Row> rows = new ArrayList<>();
    for (LocalDate bucket : answering.buckets().all()) {
      for (String value : values) {
        rows.add(
            row(
                Kind.VALUE,
                bucket,
                Optional.of(value),
                Optional.ofNullable(labels.get(value)),
                1,
                reading));
      }
      if (rest) {
        rows.add(
            row(
                Kind.REST,
                bucket,
                Optional.empty(),
                Optional.empty(),
                reading.rest(bucket),
                reading));
      }
      if (additive) {
        rows.add(
            row(Kind.NOT_IN_BREAKDOWN, bucket, Optional.empty(), Optional.empty(), 0, reading));
      }
    }
    return rows;
  }

  private Asked leader() {
    return sort.filter(one -> !byDimension(one))
        .flatMap(
            one -> usable.stream().filter(asked -> asked.entry().id().equals(one.by())).findFirst())
        .or(() -> usable.stream().filter(asked -> !asked.fetched()).findFirst())
        .orElseGet(usable::getFirst);
  }

  private int limit() {
    return plan.query().top().orElse(plan.valuesMax() + 1);
  }

  private Order order(Asked leader) {
    boolean descending = sort.map(KpiQuery.Sort::descending).orElse(true);
    if (sort.filter(this::byDimension).isPresent()) {
      return new Order.ByValue(descending);
    }
    return switch (leader.recipe().orElseThrow()) {
      case Recipe.Sum(Recipe.Part part) -> new Order.BySum(part.measure(), descending);
      case Recipe.Quotient quotient ->
          new Order.ByRatio(
              quotient.over().measure(),
              quotient.under().measure(),
              descending != quotient.complement());
      case Recipe.Fetched fetched -> new Order.ByValue(descending);
    };
  }

  /** By the largest number of any bucket, or by the value itself. */
  private List<String> fetchedValues(Asked leader) {
    Recipe.Fetched recipe = (Recipe.Fetched) leader.recipe().orElseThrow();
    Sheet sheet =
        answering.numbers().fetched(unit(leader, recipe, 0), Side.NOW, Optional.of(dimension));
    Comparator<String> byNumber = Comparator.comparing(value -> largest(recipe, sheet, value));
    boolean descending = sort.map(KpiQuery.Sort::descending).orElse(true);
    boolean byText = sort.filter(this::byDimension).isPresent();
    Comparator<String> order = byText ? Comparator.naturalOrder() : byNumber;
    return sheet.values().stream()
        .sorted((descending ? order.reversed() : order).thenComparing(Comparator.naturalOrder()))
        .limit(limit())
        .toList();
  }

  private BigDecimal largest(Recipe.Fetched recipe, Sheet sheet, String value) {
    return answering.buckets().all().stream()
        .map(bucket -> sheet.sum(bucket, Optional.of(value), recipe.first().measure()))
        .reduce(BigDecimal.ZERO, BigDecimal::max);
  }

  private Unit unit(Asked asked, Recipe recipe, int at) {
    return answering.unit(asked, recipe, at, asked.breakdown().orElseThrow());
  }

  private Sheet sheet(Asked asked, int at, Side side, Choice ofLeader, Choice ofOthers) {
    Recipe recipe = asked.recipe().orElseThrow();
    return answering
        .numbers()
        .sums(
            unit(asked, recipe, at),
            side,
            List.of(dimension),
            side == Side.NOW ? ofLeader : ofOthers);
  }

  private Map<String, String> labels(KpiNames names, Asked leader, List<String> values) {
    if (dimension.equals(KpiSums.INTEGRATION)) {
      Map<String, String> labels = new HashMap<>();
      for (KpiAccount account : answering.group().accounts()) {
        labels.put(account.id().toString(), account.name());
      }
      return labels;
    }
    Unit unit = unit(leader, leader.recipe().orElseThrow(), 0);
    Optional<StreamDescriptor> naming = KpiNames.naming(unit.provider().streams(), dimension);
    return naming
        .map(snapshot ->
            names.of(plan.query().workspace(), unit.provider().id(), snapshot, unit.ids(), values))
        .orElse(Map.of());
  }

  private Row row(
      Kind kind,
      LocalDate bucket,
      Optional<String> value,
      Optional<String> label,
      long values,
      Reading reading) {
    return answering.row(
        kind,
        bucket,
        value,
        label,
        values,
        plan.asked().stream()
            .map(asked ->
                answering
                    .recipe(asked)
                    .map(recipe ->
                        answering
                            .absent(asked, recipe)
                            .orElseGet(() -> reading.cell(asked, recipe, kind, bucket, value)))
                    .orElseGet(Cells::empty))
            .toList());
  }

  /** What was read for the values that stand alone. */
  private final class Reading {
    private final Unit leading;
    private final Choice leaders;
    private final Choice others;
    private final Map<Place, Sheet> sheets = new HashMap<>();

    private record Place(String kpi, int part, Side side) {}

    Reading(Asked leader, Choice leaders, Choice others) {
      this.leading = unit(leader, leader.recipe().orElseThrow(), 0);
      this.leaders = leaders;
      this.others = others;
    }

    private Sheet of(Asked asked, int at, Side side) {
      return sheets.computeIfAbsent(
          new Place(asked.entry().id(), at, side),
          place -> {
            boolean same = unit(asked, asked.recipe().orElseThrow(), at).equals(leading);
            return sheet(asked, at, side, same ? leaders : others, others);
          });
    }

    /** How many values are in the rest of a bucket. */
    long rest(LocalDate bucket) {
      return usable.stream()
          .filter(asked -> !asked.fetched())
          .mapToLong(asked -> of(asked, 0, Side.NOW).count(bucket, Optional.empty()))
          .max()
          .orElse(0);
    }

    Cell cell(Asked asked, Recipe recipe, Kind kind, LocalDate bucket, Optional<String> value) {
      return switch (recipe) {
        case Recipe.Sum sum ->
            Cells.sum(
                amount(asked, sum, 0, kind, bucket, value),
                basis(asked, sum, 0, kind, bucket),
                answering.currency(asked),
                answering.numbers().compared());
        case Recipe.Quotient quotient -> {
          Cell cell =
              Cells.quotient(
                  quotient,
                  amount(asked, quotient, 0, kind, bucket, value),
                  amount(asked, quotient, 1, kind, bucket, value),
                  basis(asked, quotient, 0, kind, bucket),
                  basis(asked, quotient, 1, kind, bucket),
                  answering.currency(asked),
                  answering.numbers().compared());
          // Differences of two streams are no quotient of anything.
          yield kind == Kind.NOT_IN_BREAKDOWN ? Cells.withoutValue(cell) : cell;
        }
        case Recipe.Fetched fetched ->
            kind == Kind.VALUE
                ? answering.fetched(
                    asked, fetched, unit(asked, fetched, 0), Optional.of(dimension), bucket, value)
                : Cells.refused(Plan.notAdditive(asked.entry()), KpiStanding.NOTHING);
      };
    }

    private Amount amount(
        Asked asked, Recipe recipe, int at, Kind kind, LocalDate bucket, Optional<String> value) {
      String measure = recipe.parts().get(at).measure();
      Sheet now = of(asked, at, Side.NOW);
      Sheet out = of(asked, at, Side.LEFT_OUT);
      Sheet before = of(asked, at, Side.BEFORE);
      if (kind == Kind.NOT_IN_BREAKDOWN) {
        BigDecimal all = now.sum(bucket, measure);
        return answering
            .amount(asked, recipe, at, bucket)
            .less(
                new Amount(
                    all, all.subtract(out.sum(bucket, measure)), before.sum(bucket, measure)));
      }
      BigDecimal sum = now.sum(bucket, value, measure);
      return new Amount(
          sum, sum.subtract(out.sum(bucket, value, measure)), before.sum(bucket, value, measure));
    }

    private Basis basis(Asked asked, Recipe recipe, int at, Kind kind, LocalDate bucket) {
      Unit own = unit(asked, recipe, at);
      Basis basis = answering.basis(own, bucket);
      Unit total = answering.unit(asked, recipe, at, asked.totals());
      return kind == Kind.NOT_IN_BREAKDOWN && !total.equals(own)
          ? basis.and(answering.basis(total, bucket))
          : basis;
    }
  }
}
