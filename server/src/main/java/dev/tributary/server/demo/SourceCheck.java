package dev.tributary.server.demo;

import dev.tributary.spi.DayRange;
import dev.tributary.spi.Kpi;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;

/** Compares KPIs with what the source says really happened. */
final class SourceCheck {
  /** Between two fields that are multiplied day by day, as descriptors write it. */
  private static final String TIMES = " × ";

  /** Quotients and derived seconds keep six decimal places. */
  private static final BigDecimal TOLERANCE = new BigDecimal("0.000002");

  private final Truth truth;
  private final ProviderDescriptor provider;

  SourceCheck(Truth truth, ProviderDescriptor provider) {
    this.truth = truth;
    this.provider = provider;
  }

  boolean matches(Kpi kpi, BigDecimal value, DayRange range) throws InterruptedException {
    BigDecimal source = source(kpi, range);
    BigDecimal allowed = source.abs().max(BigDecimal.ONE).multiply(TOLERANCE);
    boolean whole =
        kpi.formula() instanceof Kpi.Formula.Sum(String measure)
            && measure(kpi, measure).type() == Measure.Type.COUNT;
    return whole
        ? value.compareTo(source) == 0
        : value.subtract(source).abs().compareTo(allowed) <= 0;
  }

  private BigDecimal source(Kpi kpi, DayRange range) throws InterruptedException {
    return switch (kpi.formula()) {
      case Kpi.Formula.Sum(String measure) -> source(measure(kpi, measure), range);
      case Kpi.Formula.Distinct(String measure) -> source(measure(kpi, measure), range);
      case Kpi.Formula.Ratio(String numerator, String denominator, int per) ->
          ratio(source(measure(kpi, numerator), range), source(measure(kpi, denominator), range))
              .multiply(BigDecimal.valueOf(per));
      case Kpi.Formula.Complement(String part, String all) ->
          BigDecimal.ONE.subtract(
              ratio(source(measure(kpi, part), range), source(measure(kpi, all), range)));
    };
  }

  private Measure measure(Kpi kpi, String name) {
    StreamDescriptor home = provider.stream(kpi.homeStream());
    return home.measures().get(home.measureIndex(name));
  }

  private BigDecimal source(Measure measure, DayRange range) throws InterruptedException {
    if (measure.field().contains(TIMES)) {
      String[] fields = measure.field().split(Pattern.quote(TIMES));
      return truth.sumOfProducts(fields[0], fields[1], range);
    }
    if (measure.field().equals("averageRevenuePerUser")) {
      return ratio(truth.period("totalRevenue", range), truth.period("activeUsers", range));
    }
    return switch (measure.additivity()) {
      case SUM -> truth.sumOfDays(measure.field(), range);
      case DISTINCT, NONE -> truth.period(measure.field(), range);
    };
  }

  private static BigDecimal ratio(BigDecimal numerator, BigDecimal denominator) {
    return denominator.signum() == 0
        ? BigDecimal.ZERO
        : numerator.divide(denominator, MathContext.DECIMAL64);
  }
}
