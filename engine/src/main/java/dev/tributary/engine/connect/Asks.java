package dev.tributary.engine.connect;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.plan.Planner;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.Job;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Priority;
import dev.tributary.store.RangeRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Asks for days to be read: the only way in which anything beside the schedule is started. */
public final class Asks {
  private final Stores stores;
  private final Adapters adapters;
  private final SyncQueue queue;
  private final InstantSource clock;

  public Asks(Stores stores, Adapters adapters, SyncQueue queue, InstantSource clock) {
    this.stores = stores;
    this.adapters = adapters;
    this.queue = queue;
    this.clock = clock;
  }

  /**
   * @param days empty for those that change with every sync
   * @param streams empty for all
   * @param reason for people and programs, for example {@code sync_now}
   * @param waiver a person accepts answers that contradict what is stored
   */
  public record Wish(
      Optional<DayRange> days,
      List<String> streams,
      String reason,
      Priority priority,
      JobTrigger trigger,
      boolean waiver) {

    public static Wish syncNow() {
      return new Wish(
          Optional.empty(), List.of(), "sync_now", Priority.MANUAL, JobTrigger.MANUAL, false);
    }

    public static Wish reread(DayRange days, List<String> streams) {
      return new Wish(
          Optional.of(days), streams, "reread", Priority.MANUAL, JobTrigger.MANUAL, false);
    }

    /** Reads held days again and takes the answer as it is. */
    public static Wish accept(DayRange days, String stream) {
      return new Wish(
          Optional.of(days),
          List.of(stream),
          "accept_held",
          Priority.MANUAL,
          JobTrigger.MANUAL,
          true);
    }

    public static Wish firstBackfill(DayRange days) {
      return new Wish(
          Optional.of(days),
          List.of(),
          "first_backfill",
          Priority.BACKFILL,
          JobTrigger.BACKFILL,
          false);
    }
  }

  /**
   * Asks and lets the work begin at once.
   *
   * @return the operation by which its progress can be followed
   * @throws ConnectException the integration does not sync, or none of the days can be read;
   *     nothing was changed
   */
  public UUID ask(UUID workspace, UUID integration, Wish wish) throws ConnectException {
    Instant now = clock.instant();
    check(integration, stores.integrations().find(workspace, integration), wish, now);
    Optional<UUID> operation =
        stores
            .database()
            .system(() ->
                stores
                    .integrations()
                    .lock(workspace, integration)
                    .filter(locked -> locked.state().syncs())
                    .map(locked -> within(locked, wish, now)));
    if (operation.isEmpty()) {
      // Stopped or deleted between the look and the lock.
      check(integration, stores.integrations().find(workspace, integration), wish, now);
      throw new ConnectException(
          "changed_meanwhile", "The connection was changed at the same time. Try again.");
    }
    queue.wake();
    return operation.get();
  }

  /**
   * Asks for several integrations, or for none if one of them cannot be asked. All are looked at
   * before the first is asked; one that somebody stops between is refused after others were asked.
   *
   * @param wishes by integration
   * @return the operations by integration, in the wishes' order
   * @throws ConnectException as {@link #ask} throws it for the first that cannot be asked, which it
   *     names
   */
  public Map<UUID, UUID> askAll(UUID workspace, Map<UUID, Wish> wishes) throws ConnectException {
    Instant now = clock.instant();
    for (Map.Entry<UUID, Wish> one : wishes.entrySet()) {
      check(one.getKey(), stores.integrations().find(workspace, one.getKey()), one.getValue(), now);
    }
    Map<UUID, UUID> operations = new LinkedHashMap<>();
    for (Map.Entry<UUID, Wish> one : wishes.entrySet()) {
      operations.put(one.getKey(), ask(workspace, one.getKey(), one.getValue()));
    }
    return operations;
  }

  /**
   * Adds the requests and makes the integration due, inside the caller's transaction, which holds
   * the integration's lock. The caller wakes the queue after its commit.
   */
  UUID within(Integration integration, Wish wish, Instant now) {
    UUID operation = Ids.next(now);
    within(integration, wish, operation, now);
    return operation;
  }

  /**
   * As {@link #within(Integration, Wish, Instant)}, as a part of an operation.
   *
   * @return how many requests were added; none when none of the days can be read
   */
  public int within(Integration integration, Wish wish, UUID operation, Instant now) {
    int added = request(integration, wish, operation, now);
    again(integration, wish.trigger(), atLeastLive(wish), now);
    return added;
  }

  /**
   * Makes the integration due for requests that are there already, inside the caller's transaction,
   * which holds the integration's lock.
   */
  public void again(Integration integration, JobTrigger trigger, Priority priority, Instant now) {
    Job job = stores.jobs().ask(integration.workspaceId(), integration.id(), trigger, now);
    stores.requests().closeAnswered(integration.workspaceId(), integration.id(), now);
    queue.pull(
        integration.workspaceId(),
        integration.provider(),
        integration.id(),
        from(job, trigger, now),
        priority);
  }

  /**
   * Whoever asks need not wait for the next retry, for it may be that the cause is gone; what a
   * provider tells, perhaps every few seconds, would use up all retries of its own outage.
   */
  private static Instant from(Job open, JobTrigger trigger, Instant now) {
    return trigger == JobTrigger.WEBHOOK && open.waitsForRetry()
        ? open.nextRetryAt().orElse(now)
        : now;
  }

  /**
   * A turn reads fresh days before history, so what begins with one is never as late as history.
   */
  private static Priority atLeastLive(Wish wish) {
    return wish.priority() == Priority.MANUAL ? Priority.MANUAL : Priority.LIVE;
  }

  /** Adds the requests alone, for an integration that reads them when it syncs again. */
  UUID request(Integration integration, Wish wish, Instant now) {
    UUID operation = Ids.next(now);
    request(integration, wish, operation, now);
    return operation;
  }

  private int request(Integration integration, Wish wish, UUID operation, Instant now) {
    AccountDays calendar = new AccountDays(integration.account().zone());
    int added = 0;
    for (StreamDescriptor stream : streams(integration, wish)) {
      Optional<RangeRequest> request =
          Planner.within(
                  asked(stream, wish, calendar.on(now)),
                  stream,
                  new Planner.Circumstances(now, calendar, true))
              .map(days -> request(integration, stream, days, wish, operation, now));
      request.ifPresent(
          wish.reason().equals(Replays.REASON)
              ? stores.requests()::addAtOnce
              : stores.requests()::add);
      added += request.isPresent() ? 1 : 0;
    }
    return added;
  }

  private List<StreamDescriptor> streams(Integration integration, Wish wish) {
    return adapters.of(integration.provider()).describe().streams(integration.settings()).stream()
        .filter(stream -> wish.streams().isEmpty() || wish.streams().contains(stream.name()))
        .toList();
  }

  private static DayRange asked(StreamDescriptor stream, Wish wish, LocalDate today) {
    return stream.kind() == StreamKind.SNAPSHOT
        ? DayRange.of(today)
        : wish.days()
            .orElseGet(() -> new DayRange(today.minusDays(stream.restatement().hotDays()), today));
  }

  private static RangeRequest request(
      Integration integration,
      StreamDescriptor stream,
      DayRange days,
      Wish wish,
      UUID operation,
      Instant now) {
    return new RangeRequest(
        Ids.next(now),
        integration.workspaceId(),
        integration.id(),
        stream.name(),
        days,
        wish.reason(),
        wish.priority(),
        wish.waiver(),
        Optional.of(operation),
        now,
        0,
        Optional.empty());
  }

  private void check(UUID id, Optional<Integration> integration, Wish wish, Instant now)
      throws ConnectException {
    if (integration.isEmpty()) {
      throw new ConnectException("not_found", "There is no connection " + id + ".");
    }
    if (!integration.get().state().syncs()) {
      throw new ConnectException(
          "not_syncing",
          integration
              .get()
              .reason()
              .map(Integration.Reason::sentence)
              .orElse("The connection is stopped. Resume or reconnect it first."));
    }
    if (adapters.find(integration.get().provider()).isEmpty()) {
      throw new ConnectException(
          "no_adapter",
          "This installation has no adapter for " + integration.get().provider() + ".");
    }
    checkDays(integration.get(), wish, now);
  }

  private void checkDays(Integration integration, Wish wish, Instant now) throws ConnectException {
    List<StreamDescriptor> streams = streams(integration, wish);
    Optional<String> unknown =
        wish.streams().stream()
            .filter(name -> streams.stream().noneMatch(stream -> stream.name().equals(name)))
            .findFirst();
    if (unknown.isPresent()) {
      throw new ConnectException(
          "stream_unknown",
          "There is no stream %s, or it is switched off; this connection reads %s."
              .formatted(
                  unknown.get(),
                  adapters
                      .of(integration.provider())
                      .describe()
                      .streams(integration.settings())
                      .stream()
                      .map(StreamDescriptor::name)
                      .collect(Collectors.joining(", "))));
    }
    if (wish.days().isEmpty()) {
      return;
    }
    DayRange days = wish.days().get();
    AccountDays calendar = new AccountDays(integration.account().zone());
    LocalDate today = calendar.on(now);
    if (days.first().isAfter(today)) {
      throw new ConnectException(
          "range_in_future",
          "%s lies in the future; by the clock of the account %s it is %s. Ask for days until today."
              .formatted(days, integration.account().name(), today));
    }
    Optional<LocalDate> created = integration.account().createdOn();
    if (created.filter(days.last()::isBefore).isPresent()) {
      throw new ConnectException(
          "range_before_account",
          "%s lies before the account %s existed. Ask for days from %s on."
              .formatted(days, integration.account().name(), created.get()));
    }
    Planner.Circumstances circumstances = new Planner.Circumstances(now, calendar, true);
    boolean readable =
        streams.stream()
            .anyMatch(stream ->
                Planner.within(asked(stream, wish, today), stream, circumstances).isPresent());
    if (!readable) {
      LocalDate kept =
          streams.stream()
              .flatMap(stream -> Planner.keptFrom(stream, today).stream())
              .min(LocalDate::compareTo)
              .orElse(today);
      throw new ConnectException(
          "range_not_kept",
          "The provider no longer keeps %s of %s. Ask for days from %s on."
              .formatted(days, integration.account().name(), kept));
    }
  }
}
