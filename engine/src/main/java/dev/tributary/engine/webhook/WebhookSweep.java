package dev.tributary.engine.webhook;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.plan.Planner;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Outage;
import dev.tributary.store.Priority;
import dev.tributary.store.WebhookEvent;
import dev.tributary.store.WebhookEventStore.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has read what events name: the day on which each happened, in the account's zone, of the reports
 * concerned. What comes in a burst is read once, and an account that never rests is read at growing
 * distances. What is stored and not applied yet is found again after a crash; applying twice joins
 * the same read. Several nodes may do it at once.
 */
public final class WebhookSweep {
  public static final String REASON = "webhook";

  private static final Logger LOG = LoggerFactory.getLogger(WebhookSweep.class);

  /** How long a burst is waited for. */
  static final Duration SETTLE = Duration.ofSeconds(1);

  /** How much longer each of an account's reads lately makes the next one wait. */
  private static final Duration REST = Duration.ofSeconds(2);

  private static final Duration REST_MAX = Duration.ofMinutes(1);
  private static final Duration LATELY = Duration.ofMinutes(10);
  private static final int INTEGRATIONS_MAX = 500;
  private static final int EVENTS_MAX = 10_000;
  private static final int TRIES_MAX = 3;

  private final Stores stores;
  private final Adapters adapters;
  private final Asks asks;
  private final SyncQueue queue;
  private final InstantSource clock;

  WebhookSweep(Stores stores, Adapters adapters, Asks asks, SyncQueue queue, InstantSource clock) {
    this.stores = stores;
    this.adapters = adapters;
    this.asks = asks;
    this.queue = queue;
    this.clock = clock;
  }

  /** A report of one day. */
  private record Need(StreamDescriptor stream, LocalDate day) {}

  /**
   * Applies what is ripe.
   *
   * @return whether something waits that is not ripe yet
   */
  public boolean sweep() {
    Instant now = clock.instant();
    boolean more = false;
    boolean asked = false;
    for (Waiting waiting : stores.webhookEvents().waiting(now, LATELY, INTEGRATIONS_MAX)) {
      if (ripe(waiting, now)) {
        more |= apply(waiting);
        asked = true;
      } else {
        more = true;
      }
    }
    if (asked) {
      queue.wake();
    }
    return more;
  }

  static boolean ripe(Waiting waiting, Instant now) {
    Duration rest = REST.multipliedBy(waiting.applied());
    Duration atMost = rest.compareTo(REST_MAX) > 0 ? REST_MAX : rest;
    boolean rested =
        waiting.lastApplied().filter(last -> now.isBefore(last.plus(atMost))).isEmpty();
    return !now.isBefore(waiting.since().plus(SETTLE)) && (rested || waiting.replayed());
  }

  /**
   * @return whether to look again
   */
  private boolean apply(Waiting waiting) {
    try {
      return stores
          .database()
          .system(() -> {
            Optional<Integration> locked =
                stores.integrations().lock(waiting.workspaceId(), waiting.integrationId());
            List<WebhookEvent> events =
                stores
                    .webhookEvents()
                    .waiting(waiting.workspaceId(), waiting.integrationId(), EVENTS_MAX);
            locked.ifPresent(one -> apply(one, events, clock.instant()));
            return events.size() == EVENTS_MAX;
          });
    } catch (RuntimeException e) {
      if (Outage.caused(e)) {
        LOG.info("What providers told is applied when the database is back: {}", e.getMessage());
        return true;
      }
      LOG.warn("Applying what was told about integration {} broke.", waiting.integrationId(), e);
      int lost =
          stores
              .webhookEvents()
              .broke(
                  waiting.workspaceId(),
                  waiting.integrationId(),
                  TRIES_MAX,
                  new WebhookEvent.Verdict(
                      "defect", "Applying it broke several times; the server's log says more."),
                  clock.instant());
      return lost == 0;
    }
  }

  private void apply(Integration integration, List<WebhookEvent> events, Instant now) {
    if (!integration.state().syncs()) {
      ignore(
          events,
          new WebhookEvent.Verdict(
              "not_syncing", "The connection is stopped; what it missed is read when it goes on."),
          now);
      return;
    }
    Map<String, StreamDescriptor> streams =
        adapters.of(integration.provider()).describe().streams(integration.settings()).stream()
            .collect(Collectors.toMap(StreamDescriptor::name, stream -> stream));
    Map<WebhookEvent, List<Need>> needs = new LinkedHashMap<>();
    List<WebhookEvent> unread = new ArrayList<>();
    for (WebhookEvent event : events) {
      List<Need> its = needs(event, streams, new AccountDays(integration.account().zone()), now);
      if (its.isEmpty()) {
        unread.add(event);
      } else {
        needs.put(event, its);
      }
    }
    ignore(
        unread,
        new WebhookEvent.Verdict(
            "not_read", "Its reports are switched off, or the provider no longer keeps the day."),
        now);
    Map<Need, UUID> operations = ask(integration, needs, now);
    Map<UUID, List<UUID>> byOperation = new LinkedHashMap<>();
    needs.forEach((event, its) ->
        byOperation
            .computeIfAbsent(operation(operations, its.getFirst()), any -> new ArrayList<>())
            .add(event.id()));
    byOperation.forEach((operation, ids) -> stores.webhookEvents().applied(ids, operation, now));
  }

  private static UUID operation(Map<Need, UUID> operations, Need need) {
    return Optional.ofNullable(operations.get(need)).orElseThrow();
  }

  private void ignore(List<WebhookEvent> events, WebhookEvent.Verdict verdict, Instant now) {
    if (!events.isEmpty()) {
      stores.webhookEvents().ignored(ids(events), verdict, now);
    }
  }

  private static List<UUID> ids(List<WebhookEvent> events) {
    return events.stream().map(WebhookEvent::id).toList();
  }

  private static List<Need> needs(
      WebhookEvent event,
      Map<String, StreamDescriptor> streams,
      AccountDays calendar,
      Instant now) {
    LocalDate today = calendar.on(now);
    LocalDate happened = calendar.on(event.at());
    LocalDate day = happened.isAfter(today) ? today : happened;
    Planner.Circumstances circumstances = new Planner.Circumstances(now, calendar, true);
    return event.streams().stream()
        .flatMap(name -> Optional.ofNullable(streams.get(name)).stream())
        .map(stream -> new Need(stream, stream.kind() == StreamKind.SNAPSHOT ? today : day))
        .filter(need ->
            Planner.within(DayRange.of(need.day()), need.stream(), circumstances).isPresent())
        .toList();
  }

  /** Joins the reads that are asked for already, and asks for the others. */
  private Map<Need, UUID> ask(
      Integration integration, Map<WebhookEvent, List<Need>> needs, Instant now) {
    Map<Need, UUID> operations = new LinkedHashMap<>();
    Map<LocalDate, List<String>> fresh = new TreeMap<>();
    UUID operation = Ids.next(now);
    for (List<Need> its : needs.values()) {
      for (Need need : its) {
        if (!operations.containsKey(need)) {
          Optional<UUID> open = join(integration, need, now);
          operations.put(need, open.orElse(operation));
          if (open.isEmpty()) {
            fresh.computeIfAbsent(need.day(), any -> new ArrayList<>()).add(need.stream().name());
          }
        }
      }
    }
    fresh.forEach((day, streams) -> asks.within(integration, wish(day, streams), operation, now));
    if (fresh.isEmpty() && !operations.isEmpty()) {
      asks.again(integration, JobTrigger.WEBHOOK, Priority.LIVE, now);
    }
    return operations;
  }

  private Optional<UUID> join(Integration integration, Need need, Instant now) {
    return stores
        .requests()
        .join(
            integration.workspaceId(),
            integration.id(),
            need.stream().name(),
            need.day(),
            REASON,
            now);
  }

  private static Asks.Wish wish(LocalDate day, List<String> streams) {
    return new Asks.Wish(
        Optional.of(DayRange.of(day)), streams, REASON, Priority.LIVE, JobTrigger.WEBHOOK, false);
  }
}
