package dev.tributary.sandbox.resend.webhook;

import dev.tributary.sandbox.resend.mail.EventType;
import java.time.Instant;
import java.util.List;

/**
 * An address of the customer that is told about events.
 *
 * @param secret "whsec_" and the key in base64
 * @param retired secrets that still sign beside the present one
 */
public record Webhook(
    String id,
    String endpoint,
    List<EventType> events,
    boolean enabled,
    Instant createdAt,
    String secret,
    List<Retired> retired) {

  /** A secret that was replaced and signs until then. */
  public record Retired(String secret, Instant until) {}

  public Webhook with(String otherEndpoint, List<EventType> otherEvents, boolean on) {
    return new Webhook(id, otherEndpoint, otherEvents, on, createdAt, secret, retired);
  }

  Webhook withEnabled(boolean on) {
    return with(endpoint, events, on);
  }

  Webhook withSecret(String other, Instant oldUntil) {
    return new Webhook(
        id, endpoint, events, enabled, createdAt, other, List.of(new Retired(secret, oldUntil)));
  }
}
