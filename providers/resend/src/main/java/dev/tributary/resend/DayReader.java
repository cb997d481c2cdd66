package dev.tributary.resend;

import dev.tributary.resend.Domains.Domain;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Measure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.SyncRequest.Purpose;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts by day and domain, all in one answer. Rows of nothing but zeros are left out; a domain
 * that was deleted and made again is one domain.
 */
final class DayReader {
  private static final int DOMAINS_MAX = 100;

  private final Metrics metrics;
  private final Domains domains;

  DayReader(Metrics metrics, Domains domains) {
    this.metrics = metrics;
    this.domains = domains;
  }

  private record Key(LocalDate day, String domain) {}

  Batch read(SyncRequest request, Call call) throws SyncException, InterruptedException {
    StreamDescriptor stream = request.stream();
    DayRange days = request.slice().days();
    Settings settings = Settings.of(request.connection().settings());
    boolean rows = request.purpose() == Purpose.ROWS;
    Metrics.Answer answer =
        metrics.ask(
            new Metrics.Question(
                days,
                request.connection().account().zone(),
                stream.measures().stream().map(Measure::field).toList(),
                true,
                rows,
                rows ? List.of() : ids(request, settings, call)),
            request.connection().credentials(),
            call);
    Map<Key, long[]> sums =
        new TreeMap<>(Comparator.comparing(Key::day).thenComparing(Key::domain));
    for (Metrics.Row row : answer.rows()) {
      LocalDate day = row.day().orElseThrow();
      // Beyond the range lies at most the first moment of the day behind it.
      boolean wanted =
          days.contains(day)
              && !day.isBefore(answer.firstWhole())
              && (!rows || settings.wants(row.domain()));
      if (wanted) {
        sums.merge(new Key(day, row.domain()), row.numbers(), DayReader::sum);
      }
    }
    return Batches.of(request, answer.firstWhole(), built(stream, sums), answer.quotas());
  }

  private static long[] sum(long[] one, long[] other) {
    long[] sum = new long[one.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = one[i] + other[i];
    }
    return sum;
  }

  private static Rows built(StreamDescriptor stream, Map<Key, long[]> sums) {
    Rows.Builder built = Rows.builder(stream);
    sums.forEach((key, numbers) -> {
      if (Arrays.stream(numbers).anyMatch(number -> number != 0)) {
        built.row(key.day()).text(0, key.domain());
        for (int i = 0; i < numbers.length; i++) {
          built.number(i, numbers[i]);
        }
      }
    });
    return built.build();
  }

  /** The chosen domains' ids; empty for all. */
  private List<String> ids(SyncRequest request, Settings settings, Call call)
      throws SyncException, InterruptedException {
    if (settings.domains().isEmpty()) {
      return List.of();
    }
    List<String> ids =
        domains.all(request.connection().credentials(), call).stream()
            .filter(domain -> settings.wants(domain.name()))
            .map(Domain::id)
            .toList();
    if (ids.isEmpty() || ids.size() > DOMAINS_MAX) {
      throw new SyncException(
          new Failure.InvalidRequest(
              "Of the domains in the settings %d are at Resend; choose 1 to %d, or none for all."
                  .formatted(ids.size(), DOMAINS_MAX)));
    }
    return ids;
  }
}
