package dev.tributary.engine.notify;

import dev.tributary.engine.Stores;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.NoticeRoute;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Where a workspace wants its notices by e-mail. Changes are entered in the audit log. */
public final class Routes {
  private static final int ROUTES_MAX = 50;

  private final Stores stores;
  private final Optional<MailSettings> mail;
  private final URI publicUrl;
  private final InstantSource clock;

  /**
   * @param mail empty when no mail server is set up
   */
  public Routes(
      Stores stores, Optional<MailSettings> mail, URI publicUrl, InstantSource clock) {
    this.stores = stores;
    this.mail = mail;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  /** By address; where there is none the installation's addresses are used. */
  public List<NoticeRoute> list(UUID workspace) {
    return stores.noticeRoutes().of(workspace);
  }

  /** Adds a route, or replaces the one to the same address. */
  public void put(UUID workspace, NoticeRoute route) throws ConnectException {
    if (!MailAddress.isOne(route.address())) {
      throw new ConnectException(
          "address_unreadable", "Give one e-mail address, for example anna@example.com.");
    }
    List<NoticeRoute> known = list(workspace);
    if (known.size() >= ROUTES_MAX
        && known.stream().noneMatch(one -> one.address().equals(route.address()))) {
      throw new ConnectException(
          "too_many_routes", "There are %d addresses already. Remove one.".formatted(ROUTES_MAX));
    }
    Instant now = clock.instant();
    stores
        .database()
        .tenant(
            workspace,
            () -> {
              stores.noticeRoutes().put(workspace, route, now);
              return audit(
                  workspace,
                  "notice_route.set",
                  route.address(),
                  route.enabled() ? "Notices go to this address." : "Notices are switched off.",
                  now);
            });
  }

  public void remove(UUID workspace, String address) throws ConnectException {
    Instant now = clock.instant();
    boolean removed =
        stores
            .database()
            .tenant(
                workspace,
                () ->
                    stores.noticeRoutes().remove(workspace, address)
                        && audit(
                            workspace,
                            "notice_route.removed",
                            address,
                            "Notices no longer go to this address.",
                            now));
    if (!removed) {
      throw unknown();
    }
  }

  /**
   * Sends a test to an address that notices go to, and waits for the mail server.
   *
   * @throws ConnectException no notices go there, no mail server is set up, or it did not take it
   */
  public void test(UUID workspace, String address) throws ConnectException {
    NoticeRoute route =
        list(workspace).stream()
            .filter(one -> one.address().equals(address.strip().toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(Routes::unknown);
    MailSettings server =
        mail.orElseThrow(() ->
            new ConnectException(
                "mail_not_set_up",
                "This installation sends no mail; the operator sets smtp-host and smtp-from."));
    Instant now = clock.instant();
    Optional<String> failure = Outbox.test(server, publicUrl, route.address(), now);
    audit(workspace, "notice_route.tested", route.address(), failure.orElse("It was sent."), now);
    if (failure.isPresent()) {
      throw new ConnectException("mail_not_sent", failure.get());
    }
  }

  private static ConnectException unknown() {
    return new ConnectException("not_found", "No notices go to this address.");
  }

  private boolean audit(UUID workspace, String action, String subject, String detail, Instant now) {
    stores.audit().add(AuditEntry.of(workspace, action, subject, detail, now));
    return true;
  }
}
