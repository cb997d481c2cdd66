package dev.tributary.store;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A request of a provider, as it came.
 *
 * @param address that was called, where it is one grant's
 * @param headers by lower-case name, without those of proxies
 * @param body the bytes that the signature is over
 */
public record WebhookDelivery(
    UUID id,
    String provider,
    Optional<UUID> address,
    Map<String, String> headers,
    byte[] body,
    Instant receivedAt) {
  public WebhookDelivery {
    headers = Map.copyOf(headers);
  }
}
