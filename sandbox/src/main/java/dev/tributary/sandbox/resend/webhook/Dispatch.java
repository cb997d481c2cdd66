package dev.tributary.sandbox.resend.webhook;

import dev.tributary.sandbox.resend.mail.EventType;
import java.time.Instant;

/**
 * One event on its way to one endpoint.
 *
 * @param id as the header svix-id; the same at each attempt
 * @param attempts how many have failed
 * @param due of the next attempt
 */
public record Dispatch(
    String id,
    String webhookId,
    EventType type,
    byte[] body,
    Instant createdAt,
    int attempts,
    Instant due) {

  Dispatch failedOnce(Instant nextDue) {
    return new Dispatch(id, webhookId, type, body, createdAt, attempts + 1, nextDue);
  }
}
