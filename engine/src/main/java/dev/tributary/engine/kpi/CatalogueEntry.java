package dev.tributary.engine.kpi;

import dev.tributary.spi.PeriodKind;
import dev.tributary.spi.Unit;
import dev.tributary.store.Grain;
import java.util.List;
import java.util.Optional;

/**
 * A KPI as it is offered.
 *
 * @param id provider and name, {@code google_analytics.sessions}, or {@code blended.mer}
 * @param provider empty for a blended KPI
 * @param formula for people
 * @param sourceFields the provider's own fields; of a blended KPI, the KPIs that it comes from
 * @param homeStream its total is taken from this stream alone; empty for a blended KPI
 * @param dimensions by which it can be broken down
 * @param grains at which it can be told
 * @param periods for which an AS_FETCHED number is asked of the provider
 * @param missing what must be installed first; empty when nothing is
 */
public record CatalogueEntry(
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
    List<BreakdownBy> dimensions,
    List<Grain> grains,
    List<PeriodKind> periods,
    Optional<String> missing) {

  /** Whether numbers of days or parts may be put together. */
  public enum Additivity {
    /** They are added up. */
    SUM,
    /** Both sides are added up, then divided. */
    RATIO_OF_SUMS,
    /** They are never put together: each stands for the period that the provider was asked for. */
    AS_FETCHED
  }

  /**
   * @param usual whether the name alone means this stream's; else {@code stream.name} does
   */
  public record BreakdownBy(String name, String stream, boolean usual) {}
}
