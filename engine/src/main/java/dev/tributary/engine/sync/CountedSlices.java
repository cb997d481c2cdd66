package dev.tributary.engine.sync;

import dev.tributary.spi.Account;
import dev.tributary.spi.Batch;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.EventCounts;
import dev.tributary.spi.EventCounts.EventCount;
import dev.tributary.spi.IntegrationAdapter;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import dev.tributary.spi.SyncRequest.Purpose;
import dev.tributary.store.EmailCountStore;
import dev.tributary.store.Integration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Slices of accounts of which the provider has no numbers, counted from the events that it told.
 * Nothing was told before the account was connected, so no earlier day is covered.
 */
final class CountedSlices {
  private final IntegrationAdapter adapter;
  private final Integration integration;
  private final EmailCountStore counts;

  CountedSlices(IntegrationAdapter adapter, Integration integration, EmailCountStore counts) {
    this.adapter = adapter;
    this.integration = integration;
    this.counts = counts;
  }

  /**
   * What takes the place of an answer that the provider does not have.
   *
   * @throws SyncException the same, where it failed for another reason
   */
  Batch instead(SyncRequest request, SyncException failed) throws SyncException {
    if (!(adapter instanceof EventCounts counter)
        || !counter.uncounted(request.stream(), failed.failure())) {
      throw failed;
    }
    Account account = integration.account();
    DayRange days = request.slice().days();
    LocalDate told = LocalDate.ofInstant(integration.createdAt(), account.zone());
    LocalDate first = told.isAfter(days.first()) ? told : days.first();
    DayRange covered = new DayRange(first, first.isAfter(days.last()) ? first : days.last());
    List<EventCount> found =
        first.isAfter(days.last())
            ? List.of()
            : counts.counts(integration.workspaceId(), integration.id(), covered, account.zone());
    return new Batch(
        counter.counted(
            request.stream(), request.purpose() == Purpose.ROWS ? found : ofAllDomains(found)),
        List.of(),
        new Batch.Answer(
            OptionalLong.empty(), covered, Optional.empty(), Optional.empty(), Batch.Quality.FULL),
        List.of(),
        new Batch.Next.Done());
  }

  private static List<EventCount> ofAllDomains(List<EventCount> found) {
    Map<EventCount, Long> sums = new LinkedHashMap<>();
    for (EventCount one : found) {
      sums.merge(
          new EventCount(one.day(), "", one.state(), one.bounce(), 0), one.events(), Long::sum);
    }
    return sums.entrySet().stream()
        .map(sum ->
            new EventCount(
                sum.getKey().day(),
                "",
                sum.getKey().state(),
                sum.getKey().bounce(),
                sum.getValue()))
        .toList();
  }
}
