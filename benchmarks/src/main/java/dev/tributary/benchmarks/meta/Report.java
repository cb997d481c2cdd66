package dev.tributary.benchmarks.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was measured.
 *
 * @param rows of the measured account; both sides stored the same
 * @param requests of ours to the provider
 * @param peakRssMiB of our JVM over the whole run
 */
record Report(
    long rows,
    double rowsPerSecond,
    double sdkRowsPerSecond,
    long requests,
    long sdkRequests,
    long peakRssMiB) {
  private static final double RATIO_MIN = 2;
  private static final long RSS_MIB_MAX = 512;

  double ratio() {
    return rowsPerSecond / sdkRowsPerSecond;
  }

  /** Bars that were not met, each with its figures. */
  List<String> missed() {
    List<String> missed = new ArrayList<>();
    if (!(ratio() >= RATIO_MIN)) {
      missed.add(String.format(Locale.ROOT, "ratio: %.2f, at least %.0f", ratio(), RATIO_MIN));
    }
    if (requests >= sdkRequests) {
      missed.add("requests: %d, fewer than %d".formatted(requests, sdkRequests));
    }
    if (peakRssMiB > RSS_MIB_MAX) {
      missed.add("peakRssMiB: %d, at most %d".formatted(peakRssMiB, RSS_MIB_MAX));
    }
    return missed;
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"rowsPerSecond\":%.0f,\"sdkRowsPerSecond\":%.0f,\"ratio\":%.2f,\"requests\":%d,"
            + "\"sdkRequests\":%d,\"peakRssMiB\":%d}",
        rowsPerSecond,
        sdkRowsPerSecond,
        ratio(),
        requests,
        sdkRequests,
        peakRssMiB);
  }

  String text() {
    return String.format(
        Locale.ROOT,
        """
        rows                            %,d
        rows a second                   %,.0f
        rows a second, vendor's client  %,.0f
        ratio                           %.2f (at least %.0f)
        requests                        %,d (fewer than the vendor's client's %,d)
        peak resident memory of the JVM %d MiB (at most %d)\
        """,
        rows,
        rowsPerSecond,
        sdkRowsPerSecond,
        ratio(),
        RATIO_MIN,
        requests,
        sdkRequests,
        peakRssMiB,
        RSS_MIB_MAX);
  }
}
