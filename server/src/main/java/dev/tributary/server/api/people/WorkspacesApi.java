package dev.tributary.server.api.people;

import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.IfMatch;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Place;
import dev.tributary.server.api.SignedIn;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Caller;
import dev.tributary.server.people.Permission;
import dev.tributary.server.people.Workspaces;
import dev.tributary.store.Role;
import dev.tributary.store.Workspace;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Workspaces: who works together, and in which zone. */
@RestController
@RequestMapping("/api/v1/workspaces")
final class WorkspacesApi {
  private final BackendSource source;

  WorkspacesApi(BackendSource source) {
    this.source = source;
  }

  /**
   * A workspace.
   *
   * @param zone in which schedules and times are shown; days are always the account's
   * @param weekStart the day on which its weeks begin
   * @param role what the caller is there
   */
  record WorkspaceShown(
      UUID id, String name, ZoneId zone, DayOfWeek weekStart, Role role, Instant createdAt) {
    static WorkspaceShown of(Workspace workspace, Role role) {
      return new WorkspaceShown(
          workspace.id(),
          workspace.name(),
          workspace.zone(),
          workspace.weekStart(),
          role,
          workspace.createdAt());
    }

    String etag() {
      return IfMatch.etag(name, zone, weekStart);
    }
  }

  /** What is to be changed; the rest stays. */
  record WorkspaceChange(
      Optional<String> name, Optional<ZoneId> zone, Optional<DayOfWeek> weekStart) {}

  /** The workspaces that the caller belongs to. */
  @SignedIn
  @GetMapping
  Page<WorkspaceShown> list(Caller caller) {
    return Page.whole(
        workspaces().seats(caller).stream()
            .map(seat -> WorkspaceShown.of(seat.workspace(), seat.role()))
            .toList());
  }

  /** One workspace. */
  @Allowed(Permission.READ)
  @GetMapping("/{workspace}")
  ResponseEntity<WorkspaceShown> get(Place place) {
    return shown(WorkspaceShown.of(workspaces().require(place.workspaceId()), place.role()));
  }

  /** Changes its name, zone or week. */
  @Allowed(Permission.MANAGE_WORKSPACE)
  @PatchMapping("/{workspace}")
  ResponseEntity<WorkspaceShown> change(
      Place place, IfMatch ifMatch, @RequestBody WorkspaceChange change) {
    Workspace known = workspaces().require(place.workspaceId());
    ifMatch.require(WorkspaceShown.of(known, place.role()).etag());
    Workspace changed =
        workspaces()
            .change(known, change.name(), change.zone(), change.weekStart())
            .orElseThrow(IfMatch::stale);
    return shown(WorkspaceShown.of(changed, place.role()));
  }

  private Workspaces workspaces() {
    return source.get().people().workspaces();
  }

  private static ResponseEntity<WorkspaceShown> shown(WorkspaceShown workspace) {
    return ResponseEntity.ok().eTag(workspace.etag()).body(workspace);
  }
}
