package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.report.Metric.Formula;
import java.math.BigDecimal;
import java.util.List;

/** Metric values of a report's rows, as numbers and as the text that is sent. */
final class Values {
  private static final long MICRO = 1_000_000;

  private final Groups groups;
  private final List<Metric> metrics;
  private final Exchange exchange;

  Values(Groups groups, List<Metric> metrics, Exchange exchange) {
    this.groups = groups;
    this.metrics = metrics;
    this.exchange = exchange;
  }

  /** For comparing and filtering. */
  double number(int metric, int group) {
    return switch (metrics.get(metric).formula()) {
      case Formula.Whole(Base of) -> sum(of, group);
      case Formula.Micros(Base of) -> (double) sum(of, group) / MICRO;
      case Formula.Quotient quotient -> quotient(quotient, group);
      case Formula.Complement(Base top, Base bottom) ->
          sum(bottom, group) == 0 ? 0 : 1 - (double) sum(top, group) / sum(bottom, group);
    };
  }

  private double quotient(Formula.Quotient quotient, int group) {
    long bottom = sum(quotient.bottom(), group);
    return bottom == 0 ? 0 : sum(quotient.top(), group) / quotient.unit() / bottom;
  }

  boolean zero(int group) {
    for (int metric = 0; metric < metrics.size(); metric++) {
      if (number(metric, group) != 0) {
        return false;
      }
    }
    return true;
  }

  void write(int metric, int group, JsonBytes out) {
    switch (metrics.get(metric).formula()) {
      case Formula.Whole(Base of) -> out.number(sum(of, group));
      case Formula.Micros(Base of) -> micros(sum(of, group), out);
      case Formula.Quotient quotient -> out.ascii(text(quotient(quotient, group)));
      case Formula.Complement complement -> out.ascii(text(number(metric, group)));
    }
  }

  private long sum(Base base, int group) {
    long sum = groups.sum(base, group);
    boolean money = base == Base.GROSS || base == Base.NET || base == Base.REFUNDS;
    return money ? exchange.micros(sum) : sum;
  }

  /** "1834.5", as many decimals as are needed. */
  private static void micros(long micros, JsonBytes out) {
    if (micros < 0) {
      out.ascii("-");
    }
    long size = Math.abs(micros);
    out.number(size / MICRO);
    long fraction = size % MICRO;
    if (fraction > 0) {
      out.ascii(".");
      for (long digit = MICRO / 10; fraction > 0; digit /= 10) {
        out.number(fraction / digit);
        fraction %= digit;
      }
    }
  }

  static String text(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return new BigDecimal(Double.toString(value)).toPlainString();
  }
}
