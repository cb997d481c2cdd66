package dev.tributary.server.api.email;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.EmailState;
import dev.tributary.store.EmailMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What became of one e-mail.
 *
 * @param id at the provider
 * @param batchId absent where somebody else sent it
 * @param address absent once the person was erased
 * @param state the highest that was told, whatever was told last
 * @param times when each state was first reached, by state
 * @param opens as tracked: mail programs open on their own
 * @param clicks as tracked: scanners click too
 * @param bounce permanent, transient or undetermined
 * @param bounceReason the provider's own word
 * @param detail why it failed or was suppressed
 */
record EmailMessageDocument(
    UUID integrationId,
    String id,
    Optional<UUID> batchId,
    Optional<UUID> recipientId,
    Optional<String> address,
    String from,
    String subject,
    EmailState state,
    Instant stateAt,
    Map<String, Instant> times,
    int opens,
    int clicks,
    Optional<Bounce.Kind> bounce,
    Optional<String> bounceReason,
    Optional<String> bounceMessage,
    Optional<String> detail,
    Instant createdAt) {

  static EmailMessageDocument of(EmailMessage message) {
    Map<String, Instant> times = new TreeMap<>();
    message.times().forEach((state, at) -> times.put(Fields.word(state), at));
    return new EmailMessageDocument(
        message.integrationId(),
        message.id(),
        message.batchId(),
        message.recipientId(),
        message.address(),
        message.sender(),
        message.subject(),
        message.state(),
        message.stateAt(),
        times,
        message.opens(),
        message.clicks(),
        message.bounce().map(EmailMessage.Bounced::kind),
        message.bounce().flatMap(EmailMessage.Bounced::reason),
        message.bounce().flatMap(EmailMessage.Bounced::message),
        message.detail(),
        message.createdAt());
  }

  /** An e-mail with its events, in the order in which they happened. */
  record Told(EmailMessageDocument message, List<Event> events) {}

  /**
   * Something that the provider told.
   *
   * @param receivedAt when we heard of it, which says nothing about order
   */
  record Event(
      EmailState state,
      Instant at,
      Instant receivedAt,
      Optional<Bounce.Kind> bounce,
      Optional<String> reason,
      Optional<String> detail) {
    static Event of(EmailMessage.Event event) {
      return new Event(
          event.state(),
          event.at(),
          event.receivedAt(),
          event.bounce(),
          event.reason(),
          event.detail());
    }
  }
}
