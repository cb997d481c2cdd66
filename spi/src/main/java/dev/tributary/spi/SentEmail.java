package dev.tributary.spi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An e-mail as the provider knows it.
 *
 * @param state the last one, which need not be the highest
 * @param createdAt when the provider accepted it
 * @param bounce only where one e-mail was asked for, and the provider tells
 */
public record SentEmail(
    String id,
    EmailState state,
    Instant createdAt,
    List<String> recipients,
    String from,
    String subject,
    Optional<Bounce> bounce) {
  public SentEmail {
    recipients = List.copyOf(recipients);
  }
}
