package dev.tributary.engine.connect;

import dev.tributary.engine.Stores;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.Erasure;
import dev.tributary.store.Grant;
import dev.tributary.store.Integration;
import dev.tributary.store.IntegrationState;
import dev.tributary.store.WorkspaceStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Disconnects integrations, and deletes them and whole workspaces. A deletion first takes the right
 * to write from the turn that may be running, so nothing comes back; then it deletes in batches.
 * One that was cut short is finished by {@link #finish}.
 */
final class Endings {
  private static final int ROUNDS_MAX = 3;

  private final Stores stores;
  private final ProviderCalls calls;
  private final Deeds deeds;
  private final SyncQueue queue;
  private final SyncTools tools;
  private final Erasure erasure;
  private final Subscribing subscribing;
  private final WorkspaceStore workspaces;

  Endings(
      SyncTools tools, ProviderCalls calls, Deeds deeds, SyncQueue queue, Subscribing subscribing) {
    this.tools = tools;
    this.stores = tools.stores();
    this.calls = calls;
    this.deeds = deeds;
    this.queue = queue;
    this.subscribing = subscribing;
    this.erasure = new Erasure(stores.database());
    this.workspaces = new WorkspaceStore(stores.database());
  }

  Connections.Disconnected disconnect(UUID workspace, UUID integration)
      throws ConnectException, InterruptedException {
    Instant now = tools.clock().instant();
    Integration ended =
        stores
            .database()
            .system(() -> {
              Optional<Integration> locked = stores.integrations().lock(workspace, integration);
              locked.ifPresent(known -> {
                halt(known, now);
                deeds.audit(
                    known,
                    "integration.disconnected",
                    known.account().name() + " was disconnected.",
                    now);
              });
              return locked;
            })
            .orElseThrow(() -> Deeds.missing(integration));
    return withdraw(ended);
  }

  private void halt(Integration known, Instant now) {
    deeds.halt(
        known,
        IntegrationState.DISCONNECTED,
        new Integration.Reason("disconnected", "Disconnected by a person."),
        now);
  }

  /** With the last integration of a login the access is withdrawn and its credentials destroyed. */
  private Connections.Disconnected withdraw(Integration known) throws InterruptedException {
    UUID workspace = known.workspaceId();
    Optional<Grant> grant = stores.grants().find(workspace, known.grantId());
    subscribing.end(known, grant);
    if (used(known) || grant.filter(one -> one.state() != Grant.State.DISCONNECTED).isEmpty()) {
      return new Connections.Disconnected(false, Optional.empty());
    }
    Optional<String> failed = calls.revoke(known, grant.get());
    destroy(known);
    return new Connections.Disconnected(failed.isEmpty(), failed);
  }

  /** Whoever connected with the same login while the provider was asked keeps it. */
  private void destroy(Integration last) {
    Instant now = tools.clock().instant();
    stores
        .database()
        .system(() -> {
          stores.grants().lock(last.workspaceId(), last.grantId());
          if (!used(last)) {
            stores
                .grants()
                .disconnect(
                    last.workspaceId(),
                    last.grantId(),
                    "Its last connection was disconnected.",
                    now);
          }
          return last;
        });
  }

  private boolean used(Integration ended) {
    return stores.integrations().ofGrant(ended.workspaceId(), ended.grantId()).stream()
        .anyMatch(one -> one.state() != IntegrationState.DISCONNECTED);
  }

  Connections.Deleted delete(UUID workspace, UUID integration)
      throws ConnectException, InterruptedException {
    Integration known = begin(deeds.find(workspace, integration));
    Connections.Disconnected withdrawn = withdraw(known);
    return new Connections.Deleted(1, erase(known), withdrawn.message().stream().toList());
  }

  /**
   * From here on no turn can store anything of it, and none begins.
   *
   * @return it as it was found under its lock
   */
  private Integration begin(Integration found) {
    Instant now = tools.clock().instant();
    return stores
        .database()
        .system(() -> {
          Integration known =
              stores.integrations().lock(found.workspaceId(), found.id()).orElse(found);
          halt(known, now);
          stores.jobs().end(known.workspaceId(), known.id(), now);
          stores.schedule().drop(known.workspaceId(), known.provider(), known.id());
          stores.integrations().requestDelete(known.workspaceId(), known.id(), now);
          return known;
        });
  }

  private long erase(Integration known) {
    long rows = erasure.integration(known.workspaceId(), known.id());
    Instant now = tools.clock().instant();
    stores
        .database()
        .system(() -> {
          if (stores.integrations().delete(known.workspaceId(), known.id())) {
            deeds.audit(
                known,
                "integration.deleted",
                "%s was deleted with %d rows.".formatted(known.account().name(), rows),
                now);
          }
          return stores.grants().deleteUnused(known.workspaceId(), known.grantId());
        });
    return rows;
  }

  Connections.Deleted deleteWorkspace(UUID workspace)
      throws ConnectException, InterruptedException {
    if (!workspaces.requestDelete(workspace, tools.clock().instant())) {
      throw new ConnectException("not_found", "There is no workspace " + workspace + ".");
    }
    long rows = 0;
    int integrations = 0;
    List<String> left = new ArrayList<>();
    for (int round = 1; ; round++) {
      List<Integration> all =
          stores.integrations().of(workspace).stream().map(this::begin).toList();
      for (Integration one : all) {
        withdraw(one).message().ifPresent(left::add);
      }
      for (Integration one : all) {
        rows += erase(one);
      }
      integrations += all.size();
      try {
        rows += erasure.workspace(workspace);
        workspaces.delete(workspace);
        break;
      } catch (DataIntegrityViolationException e) {
        // Something was added between the two statements.
        if (round == ROUNDS_MAX) {
          throw new ConnectException(
              "in_use", "The workspace is still being written to. Delete it again in a minute.");
        }
      }
    }
    record(workspace, integrations, rows);
    return new Connections.Deleted(integrations, rows, left);
  }

  private void record(UUID workspace, int integrations, long rows) {
    Instant now = tools.clock().instant();
    stores
        .database()
        .system(() -> {
          stores
              .audit()
              .add(
                  AuditEntry.of(
                      workspace,
                      "workspace.deleted",
                      workspace.toString(),
                      "The workspace was deleted with %d connections and %d rows."
                          .formatted(integrations, rows),
                      now));
          return workspace;
        });
  }

  /**
   * Finishes deletions that were cut short.
   *
   * @return how many
   */
  int finish() throws InterruptedException {
    int finished = 0;
    for (UUID workspace : workspaces.beingDeleted()) {
      try {
        deleteWorkspace(workspace);
        finished++;
      } catch (ConnectException _) {
        // Another node was faster, or it is still written to: the next upkeep looks again.
        continue;
      }
    }
    for (Integration one : stores.integrations().beingDeleted()) {
      begin(one);
      withdraw(one);
      erase(one);
      finished++;
    }
    return finished;
  }
}
