package dev.tributary.sandbox.resend.mail;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An accepted e-mail.
 *
 * @param domainId of the sending domain; empty for Resend's own
 * @param idempotencyKey empty without one
 * @param canceled it never goes out
 * @param happenings all that has become and will become of it, in order of time
 */
public record Email(
    String id,
    String domainId,
    Instant createdAt,
    Message message,
    String idempotencyKey,
    boolean canceled,
    List<Happening> happenings) {

  /** When it goes out. */
  public Instant sendAt() {
    return message.scheduledAt().orElse(createdAt);
  }

  /** What has happened by {@code now}. */
  public List<Happening> until(Instant now) {
    return happenings.stream().filter(one -> !one.at().isAfter(now)).toList();
  }

  /** As {@code last_event} says it. */
  public String lastEvent(Instant now) {
    if (canceled) {
      return "canceled";
    }
    List<Happening> past = until(now);
    return past.isEmpty() ? "queued" : past.getLast().type().status();
  }

  /** Still waits for its moment. */
  public boolean waits(Instant now) {
    return !canceled && message.scheduledAt().isPresent() && sendAt().isAfter(now);
  }

  Email rescheduled(Instant at, List<Happening> planned) {
    Message later =
        new Message(
            message.from(),
            message.to(),
            message.cc(),
            message.bcc(),
            message.replyTo(),
            message.subject(),
            message.html(),
            message.text(),
            message.headers(),
            message.tags(),
            Optional.of(at),
            message.templateId());
    return new Email(id, domainId, createdAt, later, idempotencyKey, false, planned);
  }

  Email with(List<Happening> others) {
    return new Email(id, domainId, createdAt, message, idempotencyKey, canceled, others);
  }

  Email withCancel(Instant now) {
    return new Email(id, domainId, createdAt, message, idempotencyKey, true, until(now));
  }
}
