package dev.tributary.engine.kpi;

import dev.tributary.engine.kpi.KpiAnswer.Cell;
import dev.tributary.engine.kpi.KpiAnswer.Change;
import dev.tributary.store.KpiStanding;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** Makes cells of sums. Pure. */
final class Cells {

  /**
   * A sum and its two sides of the comparison.
   *
   * @param compared now without the days that are left out
   */
  record Amount(BigDecimal now, BigDecimal compared, BigDecimal before) {
    static final Amount ZERO = new Amount(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    Amount less(Amount other) {
      return new Amount(
          now.subtract(other.now),
          compared.subtract(other.compared),
          before.subtract(other.before));
    }

    Amount plus(Amount other) {
      return new Amount(now.add(other.now), compared.add(other.compared), before.add(other.before));
    }
  }

  /**
   * Standings of one sum.
   *
   * @param comparable whether there is a comparison and a day takes part in it
   */
  record Basis(KpiStanding now, KpiStanding before, boolean comparable) {
    Basis and(Basis other) {
      return new Basis(
          now.and(other.now), before.and(other.before), comparable && other.comparable);
    }
  }

  static Cell empty() {
    return new Cell(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        KpiStanding.NOTHING,
        Optional.empty(),
        Optional.empty());
  }

  /** Its parts alone. */
  static Cell withoutValue(Cell cell) {
    return new Cell(
        Optional.empty(),
        cell.over(),
        cell.under(),
        cell.currency(),
        cell.standing(),
        Optional.empty(),
        Optional.empty());
  }

  static Cell refused(Refused why, KpiStanding standing) {
    return new Cell(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        standing,
        Optional.of(why),
        Optional.empty());
  }

  static Cell sum(Amount amount, Basis basis, Optional<String> currency, boolean compare) {
    if (basis.now.stored() == 0) {
      return refused(Refused.NOT_STORED, basis.now);
    }
    return new Cell(
        Optional.of(amount.now),
        Optional.empty(),
        Optional.empty(),
        currency,
        basis.now,
        Optional.empty(),
        change(
            Optional.of(amount.compared),
            basis.before.stored() == 0 ? Optional.empty() : Optional.of(amount.before),
            basis,
            compare));
  }

  static Cell quotient(
      Recipe.Quotient recipe,
      Amount over,
      Amount under,
      Basis overBasis,
      Basis underBasis,
      Optional<String> currency,
      boolean compare) {
    Basis basis = overBasis.equals(underBasis) ? overBasis : overBasis.and(underBasis);
    if (overBasis.now.stored() == 0 || underBasis.now.stored() == 0) {
      return refused(Refused.NOT_STORED, basis.now);
    }
    Optional<BigDecimal> value = divide(recipe, over.now, under.now);
    boolean before = overBasis.before.stored() > 0 && underBasis.before.stored() > 0;
    return new Cell(
        value,
        Optional.of(over.now),
        Optional.of(under.now),
        currency,
        basis.now,
        value.isPresent() ? Optional.empty() : Optional.of(Refused.DIVISION_BY_ZERO),
        change(
            divide(recipe, over.compared, under.compared),
            before ? divide(recipe, over.before, under.before) : Optional.empty(),
            basis,
            compare));
  }

  private static Optional<BigDecimal> divide(
      Recipe.Quotient recipe, BigDecimal over, BigDecimal under) {
    return divide(over.multiply(recipe.scale()), under, recipe.complement());
  }

  static Optional<BigDecimal> divide(BigDecimal over, BigDecimal under, boolean complement) {
    if (under.signum() == 0) {
      return Optional.empty();
    }
    BigDecimal quotient = over.divide(under, MathContext.DECIMAL64);
    return Optional.of(complement ? BigDecimal.ONE.subtract(quotient) : quotient);
  }

  static Optional<Change> change(
      Optional<BigDecimal> now, Optional<BigDecimal> before, Basis basis, boolean compare) {
    if (!compare) {
      return Optional.empty();
    }
    Optional<BigDecimal> shown = basis.comparable ? now : Optional.empty();
    Optional<BigDecimal> shownBefore = basis.comparable ? before : Optional.empty();
    Optional<BigDecimal> difference =
        shown.flatMap(one -> shownBefore.map(other -> one.subtract(other)));
    return Optional.of(
        new Change(
            shown,
            shownBefore,
            difference,
            difference.flatMap(one ->
                shownBefore
                    .filter(other -> other.signum() != 0)
                    .map(other -> one.divide(other.abs(), MathContext.DECIMAL64))),
            basis.before));
  }

  private Cells() {}
}
