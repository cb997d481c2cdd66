package dev.tributary.server.web;

import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Links;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the machine's operator lets an owner in. {@link ControlGate} lets nobody else ask. */
@RestController
final class OwnersApi {
  private final BackendSource source;

  OwnersApi(BackendSource source) {
    this.source = source;
  }

  /** A link that makes an owner. */
  record OwnerLink(String link) {
    @Override
    public String toString() {
      return "OwnerLink[]";
    }
  }

  /** Earlier links are worth nothing from now on. */
  @PostMapping("/control/owner-link")
  OwnerLink ownerLink() {
    Backend backend = source.get();
    return new OwnerLink(
        new Links(backend.publicUrl()).setup(backend.people().signingIn().ownerLink()));
  }
}
