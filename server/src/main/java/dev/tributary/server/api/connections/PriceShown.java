package dev.tributary.server.api.connections;

import dev.tributary.engine.connect.Pricing;
import java.time.LocalDate;
import java.util.Optional;

/**
 * About what something will cost, told before it begins.
 *
 * @param requests to the provider
 * @param days counted once for each report
 * @param streams reports that have any of the days
 * @param rowsEstimate left out where the account was never read
 * @param seconds until everything is read, if nothing else is
 * @param first the oldest day that is missing, of a backfill
 * @param quotaNote what the provider's quotas leave, in one sentence
 */
record PriceShown(
    int requests,
    int days,
    int streams,
    Optional<Long> rowsEstimate,
    long seconds,
    Optional<LocalDate> first,
    String quotaNote) {
  static PriceShown of(Pricing.Estimate estimate, Optional<LocalDate> first) {
    return new PriceShown(
        estimate.price().requests(),
        estimate.price().days(),
        estimate.price().streams(),
        estimate.price().rows().isPresent()
            ? Optional.of(estimate.price().rows().getAsLong())
            : Optional.empty(),
        Math.max(estimate.price().requests() == 0 ? 0 : 1, estimate.price().time().toSeconds()),
        first,
        estimate.quotaNote());
  }
}
