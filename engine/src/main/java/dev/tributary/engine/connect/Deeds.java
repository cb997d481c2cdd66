package dev.tributary.engine.connect;

import dev.tributary.engine.Adapters;
import dev.tributary.engine.Stores;
import dev.tributary.engine.notify.Wording;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Priority;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What deeds on integrations have in common. Each leaves an entry in the audit log. */
final class Deeds {
  private final Stores stores;
  private final SyncQueue queue;
  private final Adapters adapters;

  Deeds(Stores stores, SyncQueue queue, Adapters adapters) {
    this.stores = stores;
    this.queue = queue;
    this.adapters = adapters;
  }

  Integration find(UUID workspace, UUID id) throws ConnectException {
    return stores.integrations().find(workspace, id).orElseThrow(() -> missing(id));
  }

  static ConnectException missing(UUID id) {
    return new ConnectException("not_found", "There is no connection " + id + ".");
  }

  /** Stops the work on an integration, inside a transaction that holds its lock. */
  void halt(Integration known, IntegrationState state, Integration.Reason reason, Instant now) {
    stores
        .integrations()
        .setState(known.workspaceId(), known.id(), state, Optional.of(reason), now);
    leaveQueue(known, now);
    // Who stopped it needs no mail about what went wrong before.
    stores.notices().closeAll(known.workspaceId(), known.id(), now);
  }

  /** Ends what is queued for an integration; a running turn ends at its next safe place. */
  void leaveQueue(Integration known, Instant now) {
    stores
        .jobs()
        .open(known.workspaceId(), known.id())
        .ifPresent(job -> stores.jobs().requestCancel(known.workspaceId(), job.id(), now));
    queue.remove(known.workspaceId(), known.provider(), known.id());
  }

  /** Stops it until a person decides, and tells the administrators. */
  void stop(Integration known, IntegrationState state, Integration.Reason reason, Instant now) {
    halt(known, state, reason, now);
    stores
        .notices()
        .raise(
            known.workspaceId(),
            Wording.stopped(
                known,
                adapters.name(known.provider()),
                reason.sentence(),
                NextStep.of(reason.code())),
            now);
  }

  /** Lets an integration sync again, inside a transaction that holds its lock. */
  void goOn(Integration known, JobTrigger trigger, String action, Instant now) {
    stores
        .integrations()
        .setState(known.workspaceId(), known.id(), IntegrationState.ACTIVE, Optional.empty(), now);
    stores.jobs().ask(known.workspaceId(), known.id(), trigger, now);
    queue.pull(known.workspaceId(), known.provider(), known.id(), now, Priority.LIVE);
    audit(known, action, known.account().name() + " goes on.", now);
  }

  void audit(Integration integration, String action, String detail, Instant now) {
    stores
        .audit()
        .add(
            AuditEntry.of(
                integration.workspaceId(), action, integration.id().toString(), detail, now));
  }
}
