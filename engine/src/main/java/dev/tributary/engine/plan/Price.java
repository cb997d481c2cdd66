package dev.tributary.engine.plan;

import dev.tributary.spi.ProviderLimits;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * About what it costs to read days, told before it begins. Where the account was read before, its
 * own pace counts; else each slice is taken for one request, a stream of periods for one a kind.
 *
 * @param days counted once for each stream
 * @param streams that have any of the days
 * @param rows empty while a stream was never read
 * @param time from the first request to the last row, if nothing else is read meanwhile
 */
public record Price(int requests, int days, int streams, OptionalLong rows, Duration time) {
  public static final Price NOTHING = new Price(0, 0, 0, OptionalLong.of(0), Duration.ZERO);

  /**
   * Of a request and of storing its answer, as measured against a provider nearby and then some.
   */
  private static final Duration REQUEST = Duration.ofMillis(600);

  /**
   * Days of one stream.
   *
   * @param days that the provider still has
   * @param pace of the last reads, if there were any
   */
  public record Part(StreamDescriptor stream, int days, Optional<Pace> pace) {
    public Part {
      pace = pace.filter(known -> known.days() > 0);
    }

    int requests() {
      return pace.map(known -> ceil((long) days * known.requests(), known.days()))
          .orElseGet(() -> slices(stream, days) * perSlice(stream));
    }

    private Duration time() {
      return pace.map(known -> known.time().multipliedBy(days).dividedBy(known.days()))
          .orElseGet(() -> REQUEST.multipliedBy(requests()));
    }

    private Optional<Long> rows() {
      return pace.map(known -> known.rows() * days / known.days());
    }
  }

  /** All parts are read by one worker, and no faster than the provider's rates allow. */
  public static Price of(List<Part> all, ProviderLimits limits) {
    List<Part> parts = all.stream().filter(part -> part.days() > 0).toList();
    Duration working = parts.stream().map(Part::time).reduce(Duration.ZERO, Duration::plus);
    Duration allowed =
        limits.rates().stream()
            .map(rate -> atRate(parts, rate))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return new Price(
        parts.stream().mapToInt(Part::requests).sum(),
        parts.stream().mapToInt(Part::days).sum(),
        parts.size(),
        parts.stream().anyMatch(part -> part.rows().isEmpty())
            ? OptionalLong.empty()
            : OptionalLong.of(
                parts.stream().flatMap(part -> part.rows().stream()).mapToLong(one -> one).sum()),
        working.compareTo(allowed) < 0 ? allowed : working);
  }

  private static Duration atRate(List<Part> parts, ProviderLimits.Rate rate) {
    int counted =
        parts.stream()
            .filter(part -> rate.counts(part.stream().name()))
            .mapToInt(Part::requests)
            .sum();
    return rate.per().multipliedBy(counted).dividedBy(rate.requests());
  }

  /** Of several accounts that are read one after the other. */
  public Price and(Price other) {
    return new Price(
        requests + other.requests,
        days + other.days,
        Math.max(streams, other.streams),
        rows.isPresent() && other.rows.isPresent()
            ? OptionalLong.of(rows.getAsLong() + other.rows.getAsLong())
            : OptionalLong.empty(),
        time.plus(other.time));
  }

  public static Price sum(Stream<Price> prices) {
    return prices.reduce(NOTHING, Price::and);
  }

  /** Slices grow as they do when every answer fits into its buffer. */
  static int slices(StreamDescriptor stream, int days) {
    SliceSize size = SliceSize.first(stream);
    int slices = 0;
    for (int left = days; left > 0; slices++) {
      int read = Math.min(size.days(), left);
      left -= read;
      size = size.seen(read, 0, Long.MAX_VALUE);
    }
    return slices;
  }

  private static int perSlice(StreamDescriptor stream) {
    return stream.kind() == StreamKind.PERIOD ? stream.periods().size() : 1;
  }

  private static int ceil(long whole, int part) {
    return Math.toIntExact(Math.ceilDiv(whole, (long) part));
  }
}
