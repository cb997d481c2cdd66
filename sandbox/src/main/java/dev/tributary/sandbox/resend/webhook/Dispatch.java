package dev.tributary.sandbox.resend.webhook;

import dev.tributary.sandbox.resend.mail.EventType;
import java.time.Instant;

/**
 * One event on its way to one endpoint.
 *
 * @param number in order of their coming about
 * @param id as the header svix-id; the same at each attempt
 * @param attempts how many have failed
 * @param due of the next attempt
 */
public record Dispatch(
    long number,
    String id,
    String webhookId,
    EventType type,
    byte[] body,
    Instant createdAt,
    int attempts,
    Instant due) {

  Dispatch failedOnce(Instant nextDue) {
    return new Dispatch(number, id, webhookId, type, body, createdAt, attempts + 1, nextDue);
  }
}
