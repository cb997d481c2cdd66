package dev.tributary.server.api.runs;

import dev.tributary.engine.webhook.Webhooks;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Paging;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.store.WebhookEvent;
import dev.tributary.store.WebhookEventStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * What providers told about the workspace's accounts, and what was read for it. Kept 30 days, or as
 * webhook-days says.
 */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/webhook-events")
final class WebhookEventApi {
  private final BackendSource source;

  WebhookEventApi(BackendSource source) {
    this.source = source;
  }

  /**
   * Something that a provider told.
   *
   * @param account the account's name; absent when the integration is gone
   * @param what one phrase
   * @param at when it happened; its day in the account's zone is what is read
   * @param streams the reports that it concerns
   * @param code why it was ignored or failed, for programs
   * @param reason the same in one sentence
   * @param operationId by which the reading can be followed; events of one burst share it
   * @param copies how often it was delivered
   * @param replays how often it was applied anew by a wish
   * @param decidedAt when it was applied, ignored or given up; absent while it waits
   */
  record WebhookEventShown(
      UUID id,
      UUID integrationId,
      String provider,
      Optional<String> account,
      String what,
      Instant at,
      List<String> streams,
      WebhookEvent.State state,
      Optional<String> code,
      Optional<String> reason,
      Optional<UUID> operationId,
      int copies,
      int replays,
      Instant receivedAt,
      Optional<Instant> decidedAt) {
    static WebhookEventShown of(WebhookEvent event, Known known) {
      return new WebhookEventShown(
          event.id(),
          event.integrationId(),
          event.provider(),
          known.account(event.integrationId()),
          event.what(),
          event.at(),
          event.streams(),
          event.state(),
          event.verdict().map(WebhookEvent.Verdict::code),
          event.verdict().map(WebhookEvent.Verdict::reason),
          event.operation(),
          event.copies(),
          event.replays(),
          event.receivedAt(),
          event.decidedAt());
    }
  }

  /**
   * Newest first.
   *
   * @param state received, applied, ignored or failed; absent for all
   */
  @Allowed(Permission.READ)
  @GetMapping
  Page<WebhookEventShown> list(
      Place place,
      Paging paging,
      @RequestParam Optional<UUID> integration,
      @RequestParam Optional<String> provider,
      @RequestParam Optional<String> state) {
    Known known = Known.of(source.get(), place.workspaceId());
    List<WebhookEvent> events =
        webhooks()
            .page(
                place.workspaceId(),
                filter(integration, provider, state),
                Known.position(paging.after()),
                paging.fetch());
    return paging.page(
        events, event -> event.id().toString(), event -> WebhookEventShown.of(event, known));
  }

  private static WebhookEventStore.Filter filter(
      Optional<UUID> integration, Optional<String> provider, Optional<String> state) {
    return new WebhookEventStore.Filter(
        integration,
        provider,
        state.map(word -> Words.of("state", word, WebhookEvent.State.values())));
  }

  /** One event. */
  @Allowed(Permission.READ)
  @GetMapping("/{event}")
  WebhookEventShown event(Place place, @PathVariable UUID event) {
    return shown(place, webhooks().find(place.workspaceId(), event));
  }

  private WebhookEventShown shown(Place place, Optional<WebhookEvent> event) {
    return WebhookEventShown.of(
        event.orElseThrow(() -> ApiProblem.notFound("webhook event")),
        Known.of(source.get(), place.workspaceId()));
  }

  /** Has its day read again, whatever became of it before. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/{event}/replay")
  @ResponseStatus(HttpStatus.ACCEPTED)
  WebhookEventShown replay(Place place, @PathVariable UUID event) {
    return shown(place, webhooks().replay(place.workspaceId(), event));
  }

  /**
   * Which events are replayed.
   *
   * @param state failed ones when absent
   */
  record WebhookEventsMatching(
      Optional<UUID> integration, Optional<String> provider, Optional<String> state) {}

  /**
   * What a replay of several did.
   *
   * @param replayed how many wait anew, at most 10,000 at once
   */
  record WebhookEventsReplayed(int replayed) {}

  /** Applies all events anew that match: those that failed, unless it says otherwise. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/replay")
  @ResponseStatus(HttpStatus.ACCEPTED)
  WebhookEventsReplayed replayMatching(Place place, @RequestBody WebhookEventsMatching which) {
    return new WebhookEventsReplayed(
        webhooks()
            .replayAll(
                place.workspaceId(),
                filter(
                    which.integration,
                    which.provider,
                    which.state.or(() -> Optional.of("failed")))));
  }

  private Webhooks webhooks() {
    return source.get().engine().webhooks();
  }
}
