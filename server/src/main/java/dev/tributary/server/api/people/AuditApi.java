package dev.tributary.server.api.people;

import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Paging;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.store.AuditEntry;
import java.time.Instant;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who did what in a workspace, and from where. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/audit-log")
final class AuditApi {
  private final BackendSource source;

  AuditApi(BackendSource source) {
    this.source = source;
  }

  /**
   * Something that was done.
   *
   * @param actor the person, the key, the operator of the command line, or Tributary itself
   * @param action for example integration.connected
   * @param subject what it was done to, often an id
   * @param detail one sentence
   * @param address from which network address; empty for the command line
   */
  record AuditShown(
      UUID id,
      Instant at,
      String actor,
      String action,
      String subject,
      String detail,
      String address) {
    static AuditShown of(AuditEntry entry) {
      return new AuditShown(
          entry.id(),
          entry.at(),
          entry.actor(),
          entry.action(),
          entry.subject(),
          entry.detail(),
          entry.address());
    }
  }

  /** What was done, the newest first. */
  @Allowed(Permission.READ_AUDIT_LOG)
  @GetMapping
  Page<AuditShown> list(Place place, Paging paging) {
    return paging.page(
        source
            .get()
            .engine()
            .stores()
            .audit()
            .before(place.workspaceId(), paging.after().map(UUID::fromString), paging.fetch()),
        entry -> entry.id().toString(),
        AuditShown::of);
  }
}
