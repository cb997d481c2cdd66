package dev.tributary.server.api.runs;

import dev.tributary.store.Delivery;
import dev.tributary.store.NoticeKind;
import dev.tributary.store.NoticeRoute;
import dev.tributary.store.Notification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Something that administrators are told, once an incident.
 *
 * @param integrationId absent when it is about more than one
 * @param subject one line
 * @param text sentences, the next step last
 * @param link path under the public address
 * @param ends of a recovery: the notification that it ends
 * @param count how often it was raised while it was open
 * @param closedAt when the incident was over; a recovery is over at once
 * @param readBy who took note of it
 */
record NoticeDocument(
    UUID id,
    NoticeKind kind,
    NoticeKind.Severity severity,
    Optional<UUID> integrationId,
    String subject,
    String text,
    String link,
    Optional<UUID> ends,
    int count,
    Instant raisedAt,
    Instant lastAt,
    Optional<Instant> closedAt,
    Optional<Instant> readAt,
    Optional<String> readBy) {

  static NoticeDocument of(Notification notification) {
    return new NoticeDocument(
        notification.id(),
        notification.notice().kind(),
        notification.notice().kind().severity(),
        notification.notice().integration(),
        notification.notice().subject(),
        notification.notice().text(),
        notification.notice().link(),
        notification.ends(),
        notification.count(),
        notification.raisedAt(),
        notification.lastAt(),
        notification.closedAt(),
        notification.read().map(Notification.Read::at),
        notification.read().map(Notification.Read::by));
  }

  /**
   * Some of them, newest first.
   *
   * @param unread how many of all nobody took note of
   */
  record Part(List<NoticeDocument> items, Optional<String> next, int unread) {}

  /**
   * One e-mail to one address.
   *
   * @param tries how many were begun
   * @param nextTryAt while it is pending
   * @param error why it was not sent
   */
  record Mail(
      UUID id,
      String address,
      Delivery.State state,
      int tries,
      Optional<Instant> nextTryAt,
      Instant createdAt,
      Optional<Instant> endedAt,
      Optional<String> error) {

    static Mail of(Delivery delivery) {
      return new Mail(
          delivery.id(),
          delivery.address(),
          delivery.state(),
          delivery.tries(),
          delivery.state() == Delivery.State.PENDING
              ? Optional.of(delivery.nextTryAt())
              : Optional.empty(),
          delivery.createdAt(),
          delivery.endedAt(),
          delivery.error());
    }
  }

  /**
   * Where notices go.
   *
   * @param kinds empty for all; a recovery goes where its incident went
   */
  record Route(String address, List<NoticeKind> kinds, boolean enabled) {
    static Route of(NoticeRoute route) {
      return new Route(route.address(), route.kinds().stream().sorted().toList(), route.enabled());
    }
  }
}
