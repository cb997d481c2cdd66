package dev.tributary.sandbox.google.report;

import dev.tributary.sandbox.google.GoogleException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which fields fit together: dimensions that give credit for events know nothing of sessions and
 * users, so neither those metrics nor session-scoped sources stand beside them.
 */
public final class Compatibility {
  private Compatibility() {}

  /** Throws INVALID_ARGUMENT when the fields do not fit together. */
  static void check(List<Dimension> dimensions, List<Metric> metrics, Optional<Filter> filter) {
    List<Dimension> all =
        Stream.concat(
                dimensions.stream(),
                filter.map(Filter::fields).orElse(List.of()).stream()
                    .flatMap(name -> Dimension.named(name).stream()))
            .toList();
    for (Metric metric : metrics) {
      if (!fits(metric, all)) {
        throw incompatible(metric.apiName());
      }
    }
    for (Dimension dimension : all) {
      if (!fits(dimension, all)) {
        throw incompatible(dimension.apiName());
      }
    }
  }

  public static boolean fits(Metric metric, List<Dimension> dimensions) {
    return metric.credited() || dimensions.stream().noneMatch(Dimension::attributed);
  }

  public static boolean fits(Dimension dimension, List<Dimension> beside) {
    boolean session = dimension.axis() instanceof Dimension.Axis.OfSession;
    return !session || beside.stream().noneMatch(Dimension::attributed);
  }

  private static GoogleException incompatible(String field) {
    return GoogleException.invalidArgument(
        "Please remove "
            + field
            + " to make the request compatible. The request's dimensions & metrics are"
            + " incompatible. To learn more, see"
            + " https://ga-dev-tools.web.app/ga4/dimensions-metrics-explorer/");
  }
}
