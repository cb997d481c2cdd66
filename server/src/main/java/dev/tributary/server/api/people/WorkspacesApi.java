package dev.tributary.server.api.people;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.connect.Connections;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.IfMatch;
import dev.tributary.server.api.OperatorOnly;
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
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Workspaces: who works together, and in which zone. */
@RestController
@RequestMapping("/api/v1/workspaces")
final class WorkspacesApi {
  private final BackendSource source;

  WorkspacesApi(BackendSource source) {
    this.source = source;
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

  /**
   * A new workspace.
   *
   * @param zone in which schedules and times are shown
   * @param weekStart the day on which its weeks begin; Monday when left out
   */
  record NewWorkspace(String name, ZoneId zone, Optional<DayOfWeek> weekStart) {}

  /** Founds a workspace, whose owner the caller becomes. */
  @OperatorOnly
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  WorkspaceShown found(Caller.OfPerson caller, @RequestBody NewWorkspace founded) {
    return WorkspaceShown.of(
        workspaces()
            .found(
                founded.name(),
                founded.zone(),
                founded.weekStart().orElse(DayOfWeek.MONDAY),
                caller),
        Role.OWNER);
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

  /**
   * What is typed to show that it is meant.
   *
   * @param confirm the workspace's name
   */
  record Deletion(String confirm) {}

  /**
   * What was deleted.
   *
   * @param left what the providers could not be told, one sentence each
   */
  record WorkspaceDeleted(boolean deleted, int integrations, long rows, List<String> left) {}

  /**
   * Deletes the workspace with all connections, data, members and keys. The audit log stays in the
   * database. What a stop of the server cuts short is finished later.
   */
  @Allowed(Permission.DELETE_WORKSPACE)
  @DeleteMapping("/{workspace}")
  WorkspaceDeleted delete(Place place, @RequestBody Deletion deletion)
      throws ConnectException, InterruptedException {
    workspaces().requireDeletable(place.workspaceId(), deletion.confirm());
    Connections.Deleted deleted =
        source.get().engine().connections().deleteWorkspace(place.workspaceId());
    return new WorkspaceDeleted(true, deleted.integrations(), deleted.rows(), deleted.left());
  }

  private Workspaces workspaces() {
    return source.get().people().workspaces();
  }

  private static ResponseEntity<WorkspaceShown> shown(WorkspaceShown workspace) {
    return ResponseEntity.ok().eTag(workspace.etag()).body(workspace);
  }
}
