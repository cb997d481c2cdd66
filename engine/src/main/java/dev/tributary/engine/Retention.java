package dev.tributary.engine;

import java.time.Duration;
import java.util.List;

/**
 * How long is kept what this installation may choose. Suppressions are kept for ever.
 *
 * @param emailEvents single things that were told about e-mails
 * @param emailMessages what became of each e-mail
 * @param emailBatches with their recipients, after they ended
 * @param webhookDeliveries what providers sent, and what was made of it, after the last copy
 */
public record Retention(
    Duration emailEvents,
    Duration emailMessages,
    Duration emailBatches,
    Duration webhookDeliveries) {
  /**
   * What is told about an e-mail comes within days, and a delivery is known again for as long as
   * the last copy of it may come; less would lose what decides a state.
   */
  public static final Duration LEAST = Duration.ofDays(8);

  public static final Retention STANDARD =
      new Retention(
          Duration.ofDays(90), Duration.ofDays(400), Duration.ofDays(400), Duration.ofDays(30));

  public Retention {
    List.of(emailEvents, emailMessages, emailBatches, webhookDeliveries)
        .forEach(kept -> {
          if (kept.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(
                "e-mails and webhooks are kept for %d days at least".formatted(LEAST.toDays()));
          }
        });
  }
}
