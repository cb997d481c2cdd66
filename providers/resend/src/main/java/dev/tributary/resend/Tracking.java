package dev.tributary.resend;

import dev.tributary.resend.Domains.Domain;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which domains count opens and clicks. A domain counts when it does so now, or has counted some in
 * the period: one that was switched off since keeps what it had.
 *
 * @param opens names of the domains that track opens now
 * @param clicks names of the domains that track clicks now
 */
record Tracking(Set<String> opens, Set<String> clicks) {

  Tracking {
    opens = Set.copyOf(opens);
    clicks = Set.copyOf(clicks);
  }

  static Tracking of(Collection<Domain> domains) {
    return new Tracking(
        domains.stream().filter(Domain::opens).map(Domain::name).collect(Collectors.toSet()),
        domains.stream().filter(Domain::clicks).map(Domain::name).collect(Collectors.toSet()));
  }

  /**
   * Numbers of {@link Streams#TRACKED} from rows of {@link Streams#TRACKED_METRICS}. An e-mail has
   * one sending domain, so different e-mails add up over domains.
   *
   * @return empty when no domain tracks anything
   */
  Optional<long[]> numbers(List<Metrics.Row> rows) {
    long[] numbers = new long[Streams.TRACKED.size()];
    boolean any = !opens.isEmpty() || !clicks.isEmpty();
    for (Metrics.Row row : rows) {
      long opened = row.numbers()[0];
      long clicked = row.numbers()[1];
      long delivered = row.numbers()[2];
      boolean withOpens = opened > 0 || opens.contains(row.domain());
      boolean withClicks = clicked > 0 || clicks.contains(row.domain());
      any |= withOpens || withClicks;
      if (withOpens) {
        numbers[0] += opened;
        numbers[2] += delivered;
      }
      if (withClicks) {
        numbers[1] += clicked;
        numbers[3] += delivered;
      }
      if (withOpens && withClicks) {
        numbers[4] += opened;
        numbers[5] += clicked;
      }
    }
    return any ? Optional.of(numbers) : Optional.empty();
  }
}
