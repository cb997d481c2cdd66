package dev.tributary.engine.kpi;

import dev.tributary.spi.Dimension;
import dev.tributary.spi.Measure;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.KpiSums;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which stream a number is read from. A pure function of the descriptors. */
final class StreamChoice {

  static boolean additive(StreamDescriptor stream, String measure) {
    return stream.kind() == StreamKind.DAY
        && stream.measures().get(stream.measureIndex(measure)).additivity()
            == Measure.Additivity.SUM;
  }

  /**
   * For sums: the home stream if it has the dimensions, else the one with the fewest dimensions,
   * the first of these in the descriptor's order.
   */
  static Optional<StreamDescriptor> summing(
      ProviderDescriptor provider,
      StreamDescriptor home,
      Collection<String> measures,
      Set<String> dimensions) {
    return has(home, dimensions)
        ? Optional.of(home)
        : candidates(provider, measures)
            .filter(stream -> has(stream, dimensions))
            .min(Comparator.comparingInt(stream -> stream.dimensions().size()));
  }

  /** DAY streams that can sum all the measures. */
  static Stream<StreamDescriptor> candidates(
      ProviderDescriptor provider, Collection<String> measures) {
    return provider.streams().stream()
        .filter(stream -> stream.kind() == StreamKind.DAY)
        .filter(stream ->
            measures.stream().allMatch(one -> hasMeasure(stream, one) && additive(stream, one)));
  }

  /** For numbers as they were fetched: a stream with just these dimensions beside the period. */
  static Optional<StreamDescriptor> fetched(
      ProviderDescriptor provider,
      StreamDescriptor home,
      Collection<String> measures,
      Set<String> dimensions) {
    Set<String> own = new HashSet<>(dimensions);
    own.remove(KpiSums.INTEGRATION);
    return Stream.concat(Stream.of(home), provider.streams().stream())
        .filter(stream -> stream.kind() == home.kind())
        .filter(stream -> names(stream).equals(own))
        .filter(stream -> measures.stream().allMatch(one -> hasMeasure(stream, one)))
        .findFirst();
  }

  /** The dimensions that a question may name: not the period, which the grain says. */
  static Set<String> names(StreamDescriptor stream) {
    Set<String> names = new HashSet<>();
    for (Dimension dimension : stream.dimensions()) {
      if (stream.kind() != StreamKind.PERIOD || !dimension.name().equals(StreamDescriptor.PERIOD)) {
        names.add(dimension.name());
      }
    }
    return names;
  }

  private static boolean has(StreamDescriptor stream, Set<String> dimensions) {
    Set<String> own = names(stream);
    return dimensions.stream()
        .allMatch(one -> one.equals(KpiSums.INTEGRATION) || own.contains(one));
  }

  private static boolean hasMeasure(StreamDescriptor stream, String measure) {
    return stream.measures().stream().map(Measure::name).toList().contains(measure);
  }

  /** The streams of a provider that may be named before a dimension. */
  static Optional<StreamDescriptor> named(List<StreamDescriptor> streams, String name) {
    return streams.stream().filter(stream -> stream.name().equals(name)).findFirst();
  }

  private StreamChoice() {}
}
