package dev.tributary.server.api.connections;

import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Long work, to be looked at until it is done. */
@RestController
final class OperationsApi {
  private final BackendSource source;

  OperationsApi(BackendSource source) {
    this.source = source;
  }

  /** How far an operation is. */
  @Allowed(Permission.READ)
  @GetMapping("/api/v1/workspaces/{workspace}/operations/{operation}")
  OperationShown get(Place place, @PathVariable UUID operation) {
    return OperationShown.of(source.get(), place, operation);
  }
}
