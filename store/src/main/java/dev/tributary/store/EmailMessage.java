package dev.tributary.store;

import dev.tributary.spi.Bounce;
import dev.tributary.spi.EmailState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of one e-mail.
 *
 * @param id at the provider
 * @param batchId and recipient, where we sent it
 * @param address empty once the person was erased
 * @param state the highest that was told, whatever was told last
 * @param times when each state was first reached, as far as it was told
 * @param opens and clicks, as tracked
 * @param detail why it failed or was suppressed
 */
public record EmailMessage(
    UUID integrationId,
    String id,
    Optional<UUID> batchId,
    Optional<UUID> recipientId,
    Optional<String> address,
    String sender,
    String subject,
    EmailState state,
    Instant stateAt,
    Map<EmailState, Instant> times,
    int opens,
    int clicks,
    Optional<Bounced> bounce,
    Optional<String> detail,
    Instant createdAt) {
  public EmailMessage {
    times = Map.copyOf(times);
  }

  /**
   * The worst of its bounces.
   *
   * @param reason the provider's own word
   */
  public record Bounced(Bounce.Kind kind, Optional<String> reason, Optional<String> message) {}

  /**
   * One thing that was told about it.
   *
   * @param bounce with {@link EmailState#BOUNCED}
   */
  public record Event(
      String key,
      EmailState state,
      Instant at,
      Instant receivedAt,
      Optional<Bounce.Kind> bounce,
      Optional<String> reason,
      Optional<String> detail) {}
}
