package dev.tributary.store;

import dev.tributary.spi.Kpi;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * A KPI over a range of days.
 *
 * @param value empty when nothing is stored, when it would divide by zero, or when a distinct
 *     number was not asked for exactly this range
 * @param currency set for amounts
 * @param days stored days behind the value
 * @param missing days of the range that are not stored
 * @param partial whether a day of the range is not whole
 * @param mayChange whether a day of the range is not final
 */
public record KpiTotal(
    Kpi kpi,
    Optional<BigDecimal> value,
    Optional<String> currency,
    int days,
    int missing,
    boolean partial,
    boolean mayChange) {}
