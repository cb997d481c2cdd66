package dev.tributary.server.api.connections;

import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.store.Integration;
import dev.tributary.store.WebhookEvent;
import dev.tributary.store.WebhookSubscription;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the provider of a connection tells of changes by itself. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/integrations/{integration}/webhooks")
final class WebhookSubscriptionApi {
  private final BackendSource source;

  WebhookSubscriptionApi(BackendSource source) {
    this.source = source;
  }

  /** How it stands. */
  enum Calls {
    /** The provider never calls, or cannot reach this installation. */
    OFF,
    PENDING,
    SUBSCRIBED,
    NOT_PERMITTED,
    FAILED
  }

  /**
   * Whether the provider calls about the account. Where it does not, everything is read as
   * scheduled, which is no fault.
   *
   * @param sentence the same for people
   * @param code what the provider said, for programs
   * @param checkedAt when the provider was last asked
   */
  record WebhooksShown(
      Calls state, String sentence, Optional<String> code, Optional<Instant> checkedAt) {}

  /** Asked for after connecting, and again with every health check. */
  @Allowed(Permission.READ)
  @GetMapping
  WebhooksShown subscription(Place place, @PathVariable UUID integration) {
    Backend backend = source.get();
    Integration known =
        backend
            .engine()
            .stores()
            .integrations()
            .find(place.workspaceId(), integration)
            .orElseThrow(() -> ApiProblem.notFound("connection"));
    String name = backend.adapters().name(known.provider());
    if (backend.engine().webhooks().addresses().receiver(known.provider()).isEmpty()) {
      return off(name + " tells nothing by itself; everything is read as scheduled.");
    }
    if (!backend.engine().connections().subscribing().on(known.provider())) {
      return off(
          "%s cannot reach %s, so everything is read as scheduled; public-url must be an https address for it."
              .formatted(name, backend.publicUrl()));
    }
    return backend
        .engine()
        .stores()
        .subscriptions()
        .find(place.workspaceId(), integration)
        .map(one -> shown(one, name))
        .orElseGet(() ->
            new WebhooksShown(
                Calls.PENDING,
                name + " is asked in a moment.",
                Optional.empty(),
                Optional.empty()));
  }

  private static WebhooksShown off(String sentence) {
    return new WebhooksShown(Calls.OFF, sentence, Optional.empty(), Optional.empty());
  }

  private static WebhooksShown shown(WebhookSubscription one, String name) {
    String said = one.verdict().map(WebhookEvent.Verdict::reason).orElse("");
    Optional<String> code = one.verdict().map(WebhookEvent.Verdict::code);
    Optional<Instant> at = Optional.of(one.checkedAt());
    return switch (one.state()) {
      case PENDING -> new WebhooksShown(Calls.PENDING, name + " is being asked.", code, at);
      case SUBSCRIBED ->
          new WebhooksShown(Calls.SUBSCRIBED, name + " tells of changes by itself.", code, at);
      case NOT_PERMITTED -> new WebhooksShown(Calls.NOT_PERMITTED, said, code, at);
      case FAILED ->
          new WebhooksShown(
              Calls.FAILED, said + " Everything is read as scheduled meanwhile.", code, at);
    };
  }
}
