package dev.tributary.engine.connect;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.plan.Planner;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.StreamDescriptor;
import dev.tributary.spi.StreamKind;
import dev.tributary.store.DeadLetter;
import dev.tributary.store.Ids;
import dev.tributary.store.Integration;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Priority;
import dev.tributary.store.RangeRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
   * @throws ConnectException the integration does not sync, or none of the days can be read
   */
  public UUID ask(UUID workspace, UUID integration, Wish wish) throws ConnectException {
    Optional<Integration> known = stores.integrations().find(workspace, integration);
    check(integration, known);
    Instant now = clock.instant();
    // Looked at again under the lock: somebody may stop it between the two looks.
    UUID operation =
        stores
            .database()
            .system(() ->
                stores
                    .integrations()
                    .lock(workspace, integration)
                    .filter(locked -> locked.state().syncs())
                    .map(locked -> within(locked, wish, now)))
            .orElseThrow(() ->
                new ConnectException(
                    "not_syncing", "The connection was stopped just now. Resume it first."));
    if (stores.requests().ofOperation(workspace, operation).isEmpty()) {
      throw new ConnectException(
          "nothing_to_read",
          "None of the days asked for can be read: they lie in the future or the provider no longer"
              + " keeps them.");
    }
    queue.wake();
    return operation;
  }

  /** Asks again for what a dead letter names, or for a sync where it names nothing. */
  public UUID replay(UUID workspace, UUID deadLetter) throws ConnectException {
    DeadLetter letter =
        stores
            .deadLetters()
            .find(workspace, deadLetter)
            .orElseThrow(() -> new ConnectException("not_found", "There is no such dead letter."));
    Wish wish =
        new Wish(
            letter.days(),
            letter.stream().stream().toList(),
            "replay",
            Priority.MANUAL,
            JobTrigger.MANUAL,
            false);
    letter.stream()
        .ifPresent(stream -> stores.streams().resume(workspace, letter.integrationId(), stream));
    return ask(workspace, letter.integrationId(), wish);
  }

  /**
   * Adds the requests and makes the integration due, inside the caller's transaction, which holds
   * the integration's lock. The caller wakes the queue after its commit.
   */
  UUID within(Integration integration, Wish wish, Instant now) {
    AccountDays calendar = new AccountDays(integration.account().zone());
    LocalDate today = calendar.on(now);
    UUID operation = Ids.next(now);
    for (StreamDescriptor stream :
        adapters.of(integration.provider()).describe().streams(integration.settings())) {
      if (!wish.streams().isEmpty() && !wish.streams().contains(stream.name())) {
        continue;
      }
      DayRange asked =
          stream.kind() == StreamKind.SNAPSHOT
              ? DayRange.of(today)
              : wish.days()
                  .orElseGet(
                      () -> new DayRange(today.minusDays(stream.restatement().hotDays()), today));
      Planner.within(asked, stream, new Planner.Circumstances(now, calendar, true))
          .map(days -> request(integration, stream, days, wish, operation, now))
          .ifPresent(stores.requests()::add);
    }
    stores.jobs().ask(integration.workspaceId(), integration.id(), wish.trigger(), now);
    queue.pull(
        integration.workspaceId(),
        integration.provider(),
        integration.id(),
        now,
        atLeastLive(wish));
    return operation;
  }

  /**
   * A turn reads fresh days before history, so what begins with one is never as late as history.
   */
  private static Priority atLeastLive(Wish wish) {
    return wish.priority() == Priority.MANUAL ? Priority.MANUAL : Priority.LIVE;
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

  private void check(UUID id, Optional<Integration> integration) throws ConnectException {
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
  }
}
