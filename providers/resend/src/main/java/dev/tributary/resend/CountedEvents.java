package dev.tributary.resend;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.EventCounts.EventCount;
import dev.tributary.spi.Failure;
import dev.tributary.spi.Rows;
import dev.tributary.spi.StreamDescriptor;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers of a team without metrics, made from the events that it is told of. Nobody is told of
 * e-mails that unsubscribe, and what came in counts elsewhere: both stay zero.
 */
final class CountedEvents {

  private record Key(LocalDate day, String domain) {}

  /** Different opens cannot be counted so: only the stream of days can. */
  static boolean uncounted(StreamDescriptor stream, Failure failure) {
    return stream.name().equals(Streams.EMAILS)
        && failure instanceof Failure.PermissionMissing missing
        && missing.permission().equals(Metrics.PERMISSION);
  }

  static Rows rows(StreamDescriptor stream, List<EventCount> counts) {
    Map<Key, long[]> sums =
        new TreeMap<>(Comparator.comparing(Key::day).thenComparing(Key::domain));
    for (EventCount count : counts) {
      for (String measure : measures(count)) {
        long[] row =
            sums.computeIfAbsent(
                new Key(count.day(), count.domain()), key -> new long[stream.measures().size()]);
        row[stream.measureIndex(measure)] += count.events();
      }
    }
    Rows.Builder rows = Rows.builder(stream);
    sums.forEach((key, numbers) -> {
      rows.row(key.day()).text(0, key.domain());
      for (int i = 0; i < numbers.length; i++) {
        rows.number(i, numbers[i]);
      }
    });
    return rows.build();
  }

  private static List<String> measures(EventCount count) {
    return switch (count.state()) {
      case QUEUED, SCHEDULED, CANCELED -> List.of();
      case SENT -> List.of(Streams.SENT);
      case DELAYED -> List.of("delivery_delayed");
      case FAILED -> List.of("failed");
      case SUPPRESSED -> List.of("suppressed");
      case DELIVERED -> List.of(Streams.DELIVERED);
      case OPENED -> List.of("opened");
      case CLICKED -> List.of("clicked");
      case BOUNCED ->
          List.of(
              "bounced",
              switch (count.bounce().orElse(Bounce.Kind.UNDETERMINED)) {
                case PERMANENT -> "bounced_permanent";
                case TRANSIENT -> "bounced_transient";
                case UNDETERMINED -> "bounced_undetermined";
              });
      case COMPLAINED -> List.of("complained");
    };
  }

  private CountedEvents() {}
}
