package dev.tributary.engine.kpi;

import dev.tributary.store.Grain;
import dev.tributary.store.KpiFilter;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A question to the stored numbers. Nothing is checked before it is asked.
 *
 * @param integrations empty for all that are connected
 * @param kpis ids of the catalogue; the part after the dot is enough where it is unambiguous
 * @param first in the accounts' own days, as {@code last}, which is included
 * @param weekStart empty for the workspace's own
 * @param dimension by which the numbers are broken down, {@code name} or {@code stream.name}
 * @param sort of the breakdown; empty for the first KPI, largest first
 * @param top so many values stand alone and the others are added up as the rest; empty for all
 */
public record KpiQuery(
    UUID workspace,
    List<UUID> integrations,
    List<String> kpis,
    LocalDate first,
    LocalDate last,
    Grain grain,
    Optional<DayOfWeek> weekStart,
    Optional<String> dimension,
    List<KpiFilter> filters,
    Optional<Sort> sort,
    OptionalInt top,
    Comparison comparison) {

  /**
   * @param by id of a KPI of the query, or the dimension itself
   */
  public record Sort(String by, boolean descending) {}

  public KpiQuery {
    integrations = List.copyOf(integrations);
    kpis = List.copyOf(kpis);
    filters = List.copyOf(filters);
  }

  /** Totals over a range, of all connected integrations. */
  public static KpiQuery of(UUID workspace, LocalDate first, LocalDate last, String... kpis) {
    return new KpiQuery(
        workspace,
        List.of(),
        List.of(kpis),
        first,
        last,
        Grain.TOTAL,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        OptionalInt.empty(),
        Comparison.NONE);
  }

  public KpiQuery integrations(UUID... chosen) {
    return new KpiQuery(
        workspace,
        List.of(chosen),
        kpis,
        first,
        last,
        grain,
        weekStart,
        dimension,
        filters,
        sort,
        top,
        comparison);
  }

  public KpiQuery by(Grain finer) {
    return new KpiQuery(
        workspace,
        integrations,
        kpis,
        first,
        last,
        finer,
        weekStart,
        dimension,
        filters,
        sort,
        top,
        comparison);
  }

  public KpiQuery weeksFrom(DayOfWeek day) {
    return new KpiQuery(
        workspace,
        integrations,
        kpis,
        first,
        last,
        grain,
        Optional.of(day),
        dimension,
        filters,
        sort,
        top,
        comparison);
  }

  public KpiQuery brokenDownBy(String name) {
    return new KpiQuery(
        workspace,
        integrations,
        kpis,
        first,
        last,
        grain,
        weekStart,
        Optional.of(name),
        filters,
        sort,
        top,
        comparison);
  }

  public KpiQuery where(KpiFilter... conditions) {
    return new KpiQuery(
        workspace,
        integrations,
        kpis,
        first,
        last,
        grain,
        weekStart,
        dimension,
        List.of(conditions),
        sort,
        top,
        comparison);
  }

  public KpiQuery sortedBy(String by, boolean descending) {
    return new KpiQuery(
        workspace,
        integrations,
        kpis,
        first,
        last,
        grain,
        weekStart,
        dimension,
        filters,
        Optional.of(new Sort(by, descending)),
        top,
        comparison);
  }

  public KpiQuery top(int values) {
    return new KpiQuery(
        workspace,
        integrations,
        kpis,
        first,
        last,
        grain,
        weekStart,
        dimension,
        filters,
        sort,
        OptionalInt.of(values),
        comparison);
  }

  public KpiQuery comparedWith(Comparison other) {
    return new KpiQuery(
        workspace,
        integrations,
        kpis,
        first,
        last,
        grain,
        weekStart,
        dimension,
        filters,
        sort,
        top,
        other);
  }
}
