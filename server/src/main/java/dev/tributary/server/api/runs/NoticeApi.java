package dev.tributary.server.api.runs;

import dev.tributary.engine.connect.ConnectException;
import dev.tributary.engine.notify.Inbox;
import dev.tributary.engine.notify.Routes;
import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.IfMatch;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Paging;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Permission;
import dev.tributary.store.Actor;
import dev.tributary.store.NoticeKind;
import dev.tributary.store.NoticeRoute;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What people of a workspace are told, and where it goes by e-mail. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}")
final class NoticeApi {
  private final BackendSource source;

  NoticeApi(BackendSource source) {
    this.source = source;
  }

  /**
   * Newest first.
   *
   * @param open true for those that are not over alone
   */
  @Allowed(Permission.READ)
  @GetMapping("/notifications")
  NoticeDocument.Part notifications(
      Place place, Paging paging, @RequestParam(defaultValue = "false") boolean open) {
    Backend backend = source.get();
    Page<NoticeDocument> page =
        paging.page(
            backend
                .engine()
                .stores()
                .notices()
                .page(place.workspaceId(), open, Known.position(paging.after()), paging.fetch()),
            one -> one.id().toString(),
            NoticeDocument::of);
    return new NoticeDocument.Part(page.items(), page.next(), inbox().unread(place.workspaceId()));
  }

  /** Takes note of one; again does nothing. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/notifications/{notification}/read")
  NoticeDocument read(Place place, @PathVariable UUID notification) {
    find(place, notification);
    inbox().read(place.workspaceId(), notification, Actor.current().name());
    return find(place, notification);
  }

  /** How many had not been read. */
  record ReadAll(int read) {}

  /** Takes note of all. */
  @Allowed(Permission.OPERATE)
  @PostMapping("/notifications/read-all")
  ReadAll readAll(Place place) {
    return new ReadAll(inbox().readAll(place.workspaceId(), Actor.current().name()));
  }

  /** What became of its e-mails. */
  @Allowed(Permission.READ)
  @GetMapping("/notifications/{notification}/deliveries")
  Page<NoticeDocument.Mail> deliveries(Place place, @PathVariable UUID notification) {
    find(place, notification);
    return Page.whole(
        inbox().deliveries(place.workspaceId(), notification).stream()
            .map(NoticeDocument.Mail::of)
            .toList());
  }

  private NoticeDocument find(Place place, UUID notification) {
    return source
        .get()
        .engine()
        .stores()
        .notices()
        .find(place.workspaceId(), notification)
        .map(NoticeDocument::of)
        .orElseThrow(() -> ApiProblem.notFound("notification"));
  }

  private Inbox inbox() {
    return source.get().engine().inbox();
  }

  // --- routes ---

  /** By address; without any, notices go to the installation's own addresses. */
  @Allowed(Permission.READ)
  @GetMapping("/notice-routes")
  ResponseEntity<Page<NoticeDocument.Route>> routes(Place place) {
    List<NoticeDocument.Route> all = all(place);
    return ResponseEntity.ok().eTag(IfMatch.etag(all)).body(Page.whole(all));
  }

  /**
   * What a route is set to.
   *
   * @param kinds absent or empty for all
   * @param enabled absent for true
   */
  record Wanted(Optional<Set<NoticeKind>> kinds, Optional<Boolean> enabled) {}

  /**
   * Adds a route, or replaces the one to the same address. With {@code If-Match} of the list only
   * if nothing was changed meanwhile.
   */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PutMapping("/notice-routes/{address}")
  NoticeDocument.Route put(
      Place place, IfMatch ifMatch, @PathVariable String address, @RequestBody Wanted wanted)
      throws ConnectException {
    requireUnchanged(place, ifMatch);
    NoticeRoute route =
        new NoticeRoute(address, wanted.kinds.orElse(Set.of()), wanted.enabled.orElse(true));
    table().put(place.workspaceId(), route);
    return NoticeDocument.Route.of(route);
  }

  /** No notices go to this address any more. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @DeleteMapping("/notice-routes/{address}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(Place place, IfMatch ifMatch, @PathVariable String address) throws ConnectException {
    requireUnchanged(place, ifMatch);
    table().remove(place.workspaceId(), address);
  }

  /** Sends a test to an address that notices go to, and waits until the mail server took it. */
  @Allowed(Permission.MANAGE_CONNECTIONS)
  @PostMapping("/notice-routes/{address}/test")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void test(Place place, @PathVariable String address) throws ConnectException {
    table().test(place.workspaceId(), address);
  }

  private void requireUnchanged(Place place, IfMatch ifMatch) {
    if (ifMatch.given().isPresent()) {
      ifMatch.require(IfMatch.etag(all(place)));
    }
  }

  private List<NoticeDocument.Route> all(Place place) {
    return table().list(place.workspaceId()).stream().map(NoticeDocument.Route::of).toList();
  }

  private Routes table() {
    return source.get().engine().noticeRoutes();
  }
}
