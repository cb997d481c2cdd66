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
import dev.tributary.store.Buckets;
import dev.tributary.store.KpiPeriods;
import dev.tributary.store.KpiStanding;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The totals of a group of accounts: one row for each bucket. */
final class Answering {
  private final Plan plan;
  private final Buckets buckets;
  private final Numbers numbers;
  private final Group group;
  private final Map<String, Refused> refused;
  private final Campaigns campaigns;
  private final Map<Place, Unit> units = new HashMap<>();
  private final Map<String, Optional<Cell>> absent = new HashMap<>();

  private record Place(String kpi, int part, String stream) {}

  /**
   * @param refused columns that have no number at all, by the KPI's id
   */
  Answering(
      Plan plan,
      Buckets buckets,
      Numbers numbers,
      Group group,
      Map<String, Refused> refused,
      Campaigns campaigns) {
    this.campaigns = campaigns;
    this.plan = plan;
    this.buckets = buckets;
    this.numbers = numbers;
    this.group = group;
    this.refused = refused;
  }

  /** Before anything is read. */
  void want() {
    for (Asked asked : plan.asked()) {
      recipe(asked)
          .ifPresent(recipe -> {
            for (int at = 0; at < recipe.parts().size(); at++) {
              Recipe.Part part = recipe.parts().get(at);
              total(asked, at).ifPresent(stream -> want(recipe, part, stream));
              asked.breakdown().ifPresent(stream -> want(recipe, part, stream));
              if (plan.joined()) {
                want(recipe, part, campaigns.stream(part, plan));
              }
            }
          });
    }
  }

  private void want(Recipe recipe, Recipe.Part part, StreamDescriptor stream) {
    Unit unit = group.unit(plan, recipe, part, stream);
    if (!unit.members().isEmpty()) {
      numbers.want(unit, part.measure());
    }
  }

  List<Row> totals() {
    return buckets.all().stream()
        .map(bucket ->
            row(
                Kind.TOTAL,
                bucket,
                Optional.empty(),
                Optional.empty(),
                0,
                plan.asked().stream().map(asked -> total(asked, bucket)).toList()))
        .toList();
  }

  Row row(
      Kind kind,
      LocalDate bucket,
      Optional<String> value,
      Optional<String> label,
      long values,
      List<Cell> cells) {
    return new Row(
        kind,
        buckets.within(bucket),
        buckets.whole(bucket),
        group.currency(),
        value,
        label,
        values,
        cells);
  }

  private Cell total(Asked asked, LocalDate bucket) {
    return recipe(asked)
        .map(recipe -> absent(asked, recipe).orElseGet(() -> total(asked, recipe, bucket)))
        .orElseGet(Cells::empty);
  }

  /** What says that a part has no account in this group. */
  Optional<Cell> absent(Asked asked, Recipe recipe) {
    return absent.computeIfAbsent(
        asked.entry().id(),
        id ->
            recipe.parts().stream()
                .filter(part -> group.members(recipe, part).isEmpty())
                .findFirst()
                .map(part ->
                    Cells.refused(
                        Refused.noIntegration(part.provider().name(), group.currency()),
                        KpiStanding.NOTHING)));
  }

  private Cell total(Asked asked, Recipe recipe, LocalDate bucket) {
    return switch (recipe) {
      case Recipe.Sum sum -> cell(asked, sum, amount(asked, recipe, 0, bucket), bucket);
      case Recipe.Quotient quotient ->
          cell(
              asked,
              quotient,
              amount(asked, recipe, 0, bucket),
              amount(asked, recipe, 1, bucket),
              asked.totals(),
              bucket);
      case Recipe.Fetched fetched -> {
        if (asked.totals().isEmpty()) {
          yield Cells.refused(Plan.notAdditive(asked.entry()), KpiStanding.NOTHING);
        }
        Unit unit = unit(asked, fetched, 0, asked.totals());
        yield unit.members().size() > 1
            ? Cells.refused(Refused.severalAccounts(asked.entry().label()), KpiStanding.NOTHING)
            : fetched(asked, fetched, unit, Optional.empty(), bucket, Optional.empty());
      }
    };
  }

  private Cell cell(Asked asked, Recipe.Sum sum, Amount amount, LocalDate bucket) {
    return Cells.sum(
        amount,
        basis(unit(asked, sum, 0, asked.totals()), bucket),
        currency(asked),
        numbers.compared());
  }

  Cell cell(
      Asked asked,
      Recipe.Quotient quotient,
      Amount over,
      Amount under,
      List<StreamDescriptor> streams,
      LocalDate bucket) {
    return Cells.quotient(
        quotient,
        over,
        under,
        basis(unit(asked, quotient, 0, streams), bucket),
        basis(unit(asked, quotient, 1, streams), bucket),
        currency(asked),
        numbers.compared());
  }

  /** A number as it stands, told apart by a dimension or alone. */
  Cell fetched(
      Asked asked,
      Recipe.Fetched recipe,
      Unit unit,
      Optional<String> dimension,
      LocalDate bucket,
      Optional<String> value) {
    Basis basis = basis(unit, bucket);
    Sheet now = numbers.fetched(unit, Side.NOW, dimension);
    if (!now.has(bucket, value)) {
      boolean period = KpiPeriods.period(unit.stream(), buckets.within(bucket)).isPresent();
      return Cells.refused(
          period ? Refused.NOT_STORED : Plan.notAdditive(asked.entry()), basis.now());
    }
    Optional<BigDecimal> shown = number(recipe, now, bucket, value);
    Sheet before = numbers.fetched(unit, Side.BEFORE, dimension);
    boolean comparable = !basis.now().partial() && !basis.before().partial();
    List<BigDecimal> sides =
        recipe.numbers().size() == 1
            ? List.of()
            : recipe.numbers().stream()
                .map(part -> now.sum(bucket, value, part.measure()))
                .toList();
    return new Cell(
        shown,
        sides.stream().findFirst(),
        sides.stream().skip(1).findFirst(),
        currency(asked),
        basis.now(),
        shown.isPresent() ? Optional.empty() : Optional.of(Refused.DIVISION_BY_ZERO),
        Cells.change(
            shown,
            before.has(bucket, value) ? number(recipe, before, bucket, value) : Optional.empty(),
            new Basis(basis.now(), basis.before(), comparable),
            numbers.compared()));
  }

  private static Optional<BigDecimal> number(
      Recipe.Fetched recipe, Sheet sheet, LocalDate bucket, Optional<String> value) {
    BigDecimal first = sheet.sum(bucket, value, recipe.first().measure());
    return recipe.numbers().size() == 1
        ? Optional.of(first)
        : Cells.divide(
            first,
            sheet.sum(bucket, value, recipe.numbers().get(1).measure()),
            recipe.complement());
  }

  /** A part of the total. */
  Amount amount(Asked asked, Recipe recipe, int at, LocalDate bucket) {
    Unit unit = unit(asked, recipe, at, asked.totals());
    String measure = recipe.parts().get(at).measure();
    BigDecimal now = numbers.totals(unit, Side.NOW).sum(bucket, measure);
    return new Amount(
        now,
        now.subtract(numbers.totals(unit, Side.LEFT_OUT).sum(bucket, measure)),
        numbers.totals(unit, Side.BEFORE).sum(bucket, measure));
  }

  Basis basis(Unit unit, LocalDate bucket) {
    return new Basis(
        numbers.standing(unit, Side.NOW, bucket),
        numbers.standing(unit, Side.BEFORE, bucket),
        numbers.compared() && numbers.comparable(bucket));
  }

  Unit unit(Asked asked, Recipe recipe, int at, List<StreamDescriptor> streams) {
    return unit(asked, recipe, at, streams.get(at));
  }

  Unit unit(Asked asked, Recipe recipe, int at, StreamDescriptor stream) {
    return units.computeIfAbsent(
        new Place(asked.entry().id(), at, stream.name()),
        place -> group.unit(plan, recipe, recipe.parts().get(at), stream));
  }

  private static Optional<StreamDescriptor> total(Asked asked, int at) {
    return asked.totals().stream().skip(asked.fetched() ? 0 : at).findFirst();
  }

  /** Empty when the column is refused. */
  Optional<Recipe> recipe(Asked asked) {
    return refused.containsKey(asked.entry().id()) ? Optional.empty() : asked.recipe();
  }

  Optional<String> currency(Asked asked) {
    return asked.entry().unit() == dev.tributary.spi.Unit.CURRENCY
        ? group.currency()
        : Optional.empty();
  }

  Plan plan() {
    return plan;
  }

  Buckets buckets() {
    return buckets;
  }

  Numbers numbers() {
    return numbers;
  }

  Group group() {
    return group;
  }
}
