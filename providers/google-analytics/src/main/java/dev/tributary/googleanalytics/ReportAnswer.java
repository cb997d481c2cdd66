package dev.tributary.googleanalytics;

import dev.tributary.spi.Batch;
import dev.tributary.spi.QuotaReading;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What stood around the rows of one report.
 *
 * @param rowCount rows of the whole report, whatever page this is; absent means none
 * @param rows rows that stood in this answer, understood or not
 * @param fingerprint a hash over those rows
 * @param restricted metrics that this login may not see and that Google answers with zeros
 */
record ReportAnswer(
    long rowCount,
    int rows,
    long fingerprint,
    Batch.Quality quality,
    Optional<ZoneId> zone,
    Optional<String> currency,
    List<QuotaReading> quotas,
    List<String> restricted) {}
