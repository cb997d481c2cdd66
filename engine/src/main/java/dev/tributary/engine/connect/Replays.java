package dev.tributary.engine.connect;

import dev.tributary.engine.Stores;
import dev.tributary.spi.DayRange;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Asks again for what dead letters name. Everything here runs inside a transaction that holds the
 * integration's lock; the caller wakes the queue after its commit.
 */
final class Replays {
  static final String REASON = "replay";

  private final Stores stores;
  private final Asks asks;

  Replays(Stores stores, Asks asks) {
    this.stores = stores;
    this.asks = asks;
  }

  /** Those whose earlier replay has not been answered yet. */
  List<DeadLetter> underWay(UUID workspace, List<DeadLetter> letters) {
    Set<UUID> unanswered =
        letters.stream()
            .flatMap(letter -> letter.operation().stream())
            .distinct()
            .filter(operation ->
                stores.requests().ofOperation(workspace, operation).stream()
                    .anyMatch(request -> request.doneAt().isEmpty()))
            .collect(Collectors.toSet());
    return letters.stream()
        .filter(letter -> letter.operation().filter(unanswered::contains).isPresent())
        .toList();
  }

  /**
   * A person asks.
   *
   * @return false when none of the days can be read any more
   */
  boolean asked(Integration locked, List<DeadLetter> letters, UUID operation, Instant now) {
    return again(locked, letters, Priority.MANUAL, JobTrigger.MANUAL, operation, now);
  }

  /** A person removed the cause: everything that is open is read again. */
  int causeRemoved(Integration locked, Instant now) {
    return bySelf(
        locked,
        stores.selfReplays().takeAll(locked.workspaceId(), locked.id(), now),
        JobTrigger.RECONNECT,
        now);
  }

  /**
   * The cause seems gone: what rested is read again.
   *
   * @param ids empty for all of the integration
   */
  int causeSeemsGone(Integration locked, List<UUID> ids, Instant now) {
    return bySelf(
        locked,
        stores.selfReplays().take(locked.workspaceId(), locked.id(), ids, now),
        JobTrigger.SCHEDULE,
        now);
  }

  private int bySelf(
      Integration locked, List<DeadLetter> letters, JobTrigger trigger, Instant now) {
    List<DeadLetter> waiting = new ArrayList<>(letters);
    waiting.removeAll(underWay(locked.workspaceId(), letters));
    if (!waiting.isEmpty()) {
      again(locked, waiting, Priority.LIVE, trigger, Ids.next(now), now);
    }
    return waiting.size();
  }

  private boolean again(
      Integration locked,
      List<DeadLetter> letters,
      Priority priority,
      JobTrigger trigger,
      UUID operation,
      Instant now) {
    int added = 0;
    for (Asks.Wish wish : wishes(letters, priority, trigger)) {
      wish.streams()
          .forEach(stream -> stores.streams().resume(locked.workspaceId(), locked.id(), stream));
      added += asks.within(locked, wish, operation, now);
    }
    if (added > 0) {
      stores
          .deadLetters()
          .replaying(
              locked.workspaceId(), letters.stream().map(DeadLetter::id).toList(), operation);
    }
    return added > 0;
  }

  /** As few as will do: letters of neighbouring days are read together. */
  static List<Asks.Wish> wishes(List<DeadLetter> letters, Priority priority, JobTrigger trigger) {
    if (letters.stream().anyMatch(letter -> letter.stream().isEmpty())) {
      // The whole integration: what may have changed of every stream, beside the days named.
      List<Asks.Wish> all = new ArrayList<>();
      all.add(wish(Optional.empty(), List.of(), priority, trigger));
      all.addAll(
          wishes(
              letters.stream().filter(letter -> letter.stream().isPresent()).toList(),
              priority,
              trigger));
      return all;
    }
    Map<String, List<DeadLetter>> byStream =
        letters.stream()
            .collect(
                Collectors.groupingBy(
                    letter -> letter.stream().orElseThrow(), TreeMap::new, Collectors.toList()));
    List<Asks.Wish> wishes = new ArrayList<>();
    byStream.forEach((stream, ofStream) -> {
      if (ofStream.stream().anyMatch(letter -> letter.days().isEmpty())) {
        wishes.add(wish(Optional.empty(), List.of(stream), priority, trigger));
      }
      joined(ofStream.stream().flatMap(letter -> letter.days().stream()).toList())
          .forEach(days -> wishes.add(wish(Optional.of(days), List.of(stream), priority, trigger)));
    });
    return wishes;
  }

  /** Ranges that touch or overlap become one. */
  private static List<DayRange> joined(List<DayRange> ranges) {
    List<DayRange> joined = new ArrayList<>();
    for (DayRange next : ranges.stream().sorted(Comparator.comparing(DayRange::first)).toList()) {
      if (!joined.isEmpty() && !next.first().isAfter(joined.getLast().last().plusDays(1))) {
        DayRange before = joined.removeLast();
        joined.add(
            next.last().isAfter(before.last())
                ? new DayRange(before.first(), next.last())
                : before);
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  private static Asks.Wish wish(
      Optional<DayRange> days, List<String> streams, Priority priority, JobTrigger trigger) {
    return new Asks.Wish(days, streams, REASON, priority, trigger, false);
  }
}
