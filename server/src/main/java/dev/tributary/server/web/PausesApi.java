package dev.tributary.server.web;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.store.Integration;
import java.util.Optional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the command line stops syncs for a while. {@link ControlGate} lets nobody else in. */
@RestController
@RequestMapping("/control")
final class PausesApi {
  private static final String ACTOR = "command line";

  private final BackendSource source;

  PausesApi(BackendSource source) {
    this.source = source;
  }

  /**
   * Who is meant: one connection, or a provider for every workspace.
   *
   * @param reason of a provider's pause
   */
  record Wish(Optional<String> account, Optional<String> provider, Optional<String> reason) {}

  /**
   * What was done.
   *
   * @param what {@code integration} or {@code provider}
   */
  record Done(String what, String id, String name, String state) {}

  @PostMapping("/pauses")
  Done pause(@RequestBody Wish wish) throws ConnectException {
    Backend backend = source.get();
    check(wish);
    if (wish.provider().isPresent()) {
      String provider = wish.provider().get();
      backend
          .engine()
          .providers()
          .pause(
              provider,
              ACTOR,
              wish.reason().orElse("Paused with ./tributary pause."),
              backend.engine().now());
      return new Done("provider", provider, provider, "paused");
    }
    Integration integration = Accounts.one(backend, wish.account());
    backend.engine().connections().pause(backend.workspace().id(), integration.id());
    return done(backend, integration);
  }

  @PostMapping("/resumes")
  Done resume(@RequestBody Wish wish) throws ConnectException, InterruptedException {
    Backend backend = source.get();
    check(wish);
    if (wish.provider().isPresent()) {
      String provider = wish.provider().get();
      backend.engine().providers().resume(provider, ACTOR, backend.engine().now());
      return new Done("provider", provider, provider, "active");
    }
    Integration integration = Accounts.one(backend, wish.account());
    backend.engine().connections().resume(backend.workspace().id(), integration.id());
    return done(backend, integration);
  }

  private static void check(Wish wish) {
    if (wish.account().isPresent() == wish.provider().isPresent()) {
      throw new Problem(
          ExitCode.USAGE,
          "Name a connection with --account, or a provider for all workspaces with --provider.");
    }
  }

  private static Done done(Backend backend, Integration before) {
    Integration now =
        backend
            .engine()
            .stores()
            .integrations()
            .find(backend.workspace().id(), before.id())
            .orElse(before);
    return new Done(
        "integration",
        now.id().toString(),
        now.account().name(),
        now.state().name().toLowerCase(java.util.Locale.ROOT));
  }
}
