package dev.tributary.server.api.kpis;

import dev.tributary.engine.kpi.CatalogueEntry;
import dev.tributary.engine.kpi.CatalogueEntry.Additivity;
import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.Unit;
import dev.tributary.store.Grain;
import java.util.List;
import java.util.Optional;

/**
 * A KPI as it is offered.
 *
 * @param id provider and name, {@code google_analytics.sessions}, or {@code blended.mer}
 * @param provider absent for a blended KPI
 * @param unit of its values; amounts have a currency beside them
 * @param formula for people
 * @param additivity {@code as_fetched} numbers are never added up
 * @param sourceFields the provider's own fields; of a blended KPI, the KPIs that it comes from
 * @param homeStream its total is taken from this stream alone
 * @param dimensions by which it can be broken down
 * @param grains at which it can be told
 * @param periods for which an {@code as_fetched} number is asked of the provider
 * @param missing what must be installed first
 */
record KpiDocument(
    String id,
    Optional<String> provider,
    String name,
    String label,
    Unit unit,
    String formula,
    Additivity additivity,
    List<String> sourceFields,
    Optional<String> homeStream,
    String definition,
    List<Dimension> dimensions,
    List<Grain> grains,
    List<PeriodKind> periods,
    Optional<String> missing) {

  /**
   * @param usual whether the name alone means this stream's; else {@code stream.name} does
   */
  record Dimension(String name, String stream, boolean usual) {}

  static KpiDocument of(CatalogueEntry entry) {
    return new KpiDocument(
        entry.id(),
        entry.provider(),
        entry.name(),
        entry.label(),
        entry.unit(),
        entry.formula(),
        entry.additivity(),
        entry.sourceFields(),
        entry.homeStream(),
        entry.definition(),
        entry.dimensions().stream()
            .map(one -> new Dimension(one.name(), one.stream(), one.usual()))
            .toList(),
        entry.grains(),
        entry.periods(),
        entry.missing());
  }
}
