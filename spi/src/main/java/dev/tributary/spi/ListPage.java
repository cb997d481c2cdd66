package dev.tributary.spi;

import java.util.List;
import java.util.Optional;

/**
 * One page of a provider's list.
 *
 * @param next what to ask for the next page with; empty on the last one
 * @param quotas what the provider said about quotas with this answer
 */
public record ListPage<T>(List<T> items, Optional<Cursor> next, List<QuotaReading> quotas) {
  public ListPage {
    items = List.copyOf(items);
    quotas = List.copyOf(quotas);
  }
}
