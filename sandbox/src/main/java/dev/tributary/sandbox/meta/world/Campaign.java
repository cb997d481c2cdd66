package dev.tributary.sandbox.meta.world;

import java.time.LocalDate;
import java.util.Optional;

/**
 * One campaign.
 *
 * @param index within its account
 * @param first day it runs
 * @param last day it runs; empty when no end is set
 * @param weight its ads' share of impressions, 1 being usual
 */
public record Campaign(
    int index,
    String id,
    String name,
    Objective objective,
    Status status,
    LocalDate first,
    Optional<LocalDate> last,
    double weight) {
  boolean runs(LocalDate day) {
    return !day.isBefore(first) && last.map(end -> !day.isAfter(end)).orElse(true);
  }
}
