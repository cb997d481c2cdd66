package dev.tributary.server.demo;

import dev.tributary.spi.Kpi;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compares KPIs with what the source says really happened. */
final class SourceCheck {
  /** Between two fields that are multiplied day by day, as descriptors write it. */
  private static final String TIMES = " × ";

  /** What a source that tells no such quotient tells instead. */
  private static final String PER_USER = "averageRevenuePerUser";

  private static final List<String> OF_PER_USER = List.of("totalRevenue", "activeUsers");

  /** Quotients and derived seconds keep six decimal places. */
  private static final BigDecimal TOLERANCE = new BigDecimal("0.000002");

  private final Truth truth;
  private final ProviderDescriptor provider;
  private final Function<Measure, String> metric;

  /**
   * @param kpis which are going to be compared
   * @param metric what the truth calls a measure
   */
  SourceCheck(
      Truth truth,
      ProviderDescriptor provider,
      Collection<Kpi> kpis,
      Function<Measure, String> metric)
      throws InterruptedException {
    this.truth = truth;
    this.provider = provider;
    this.metric = metric;
    truth.learn(
        kpis.stream()
            .flatMap(kpi -> measures(kpi.formula()).map(name -> metric.apply(measure(kpi, name))))
            .filter(name -> !name.contains(TIMES))
            .flatMap(name -> name.equals(PER_USER) ? OF_PER_USER.stream() : Stream.of(name))
            .toList());
  }

  private static Stream<String> measures(Kpi.Formula formula) {
    return switch (formula) {
      case Kpi.Formula.Sum(String measure) -> Stream.of(measure);
      case Kpi.Formula.Distinct(String measure) -> Stream.of(measure);
      case Kpi.Formula.Ratio(String numerator, String denominator, int per) ->
          Stream.of(numerator, denominator);
      case Kpi.Formula.Complement(String part, String all) -> Stream.of(part, all);
    };
  }

  boolean matches(Kpi kpi, BigDecimal value) throws InterruptedException {
    BigDecimal source = source(kpi);
    boolean whole =
        kpi.formula() instanceof Kpi.Formula.Sum(String measure)
            && measure(kpi, measure).type() == Measure.Type.COUNT;
    return whole ? value.compareTo(source) == 0 : near(value, source);
  }

  /** As two who divided the same numbers. */
  static boolean near(BigDecimal value, BigDecimal source) {
    BigDecimal allowed = source.abs().max(BigDecimal.ONE).multiply(TOLERANCE);
    return value.subtract(source).abs().compareTo(allowed) <= 0;
  }

  private BigDecimal source(Kpi kpi) throws InterruptedException {
    return switch (kpi.formula()) {
      case Kpi.Formula.Sum(String measure) -> source(measure(kpi, measure));
      case Kpi.Formula.Distinct(String measure) -> source(measure(kpi, measure));
      case Kpi.Formula.Ratio(String numerator, String denominator, int per) ->
          ratio(source(measure(kpi, numerator)), source(measure(kpi, denominator)))
              .multiply(BigDecimal.valueOf(per));
      case Kpi.Formula.Complement(String part, String all) ->
          BigDecimal.ONE.subtract(ratio(source(measure(kpi, part)), source(measure(kpi, all))));
    };
  }

  private Measure measure(Kpi kpi, String name) {
    StreamDescriptor home = provider.stream(kpi.homeStream());
    return home.measures().get(home.measureIndex(name));
  }

  private BigDecimal source(Measure measure) throws InterruptedException {
    String name = metric.apply(measure);
    if (name.contains(TIMES)) {
      String[] fields = name.split(Pattern.quote(TIMES));
      return truth.sumOfProducts(fields[0], fields[1]);
    }
    if (name.equals(PER_USER)) {
      return ratio(truth.period(OF_PER_USER.getFirst()), truth.period(OF_PER_USER.getLast()));
    }
    return switch (measure.additivity()) {
      case SUM -> truth.sumOfDays(name);
      case DISTINCT, NONE -> truth.period(name);
    };
  }

  static BigDecimal ratio(BigDecimal numerator, BigDecimal denominator) {
    return denominator.signum() == 0
        ? BigDecimal.ZERO
        : numerator.divide(denominator, MathContext.DECIMAL64);
  }
}
