package dev.tributary.engine.kpi;

import dev.tributary.spi.Unit;
import dev.tributary.store.KpiFilter;
import java.math.BigDecimal;
import java.util.List;

/**
 * A quotient over the KPIs of several providers, defined once; it fills as they are connected.
 *
 * @param version rises when its meaning changes
 * @param scale by which the quotient is multiplied
 */
public record BlendedKpi(
    String id,
    int version,
    String label,
    Unit unit,
    String definition,
    Term over,
    Term under,
    BigDecimal scale) {

  /**
   * @param kpi an additive one of the provider
   * @param filters which part of it is meant
   */
  public record Term(String provider, String kpi, List<KpiFilter> filters) {
    public Term {
      filters = List.copyOf(filters);
    }

    String name() {
      return provider + "." + kpi;
    }
  }
}
