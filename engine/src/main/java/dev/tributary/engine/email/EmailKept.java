package dev.tributary.engine.email;

import java.time.Duration;

/**
 * How long what is known about e-mails is kept. Suppressions are kept for ever.
 *
 * @param events single things that were told about e-mails
 * @param messages what became of each e-mail
 * @param batches with their recipients, after they ended
 */
public record EmailKept(Duration events, Duration messages, Duration batches) {
  /** What is told about an e-mail comes within days; less would lose what decides its state. */
  public static final Duration LEAST = Duration.ofDays(8);

  public static final EmailKept STANDARD =
      new EmailKept(Duration.ofDays(90), Duration.ofDays(400), Duration.ofDays(400));

  public EmailKept {
    if (events.compareTo(LEAST) < 0
        || messages.compareTo(LEAST) < 0
        || batches.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(
          "what is known about e-mails is kept for %d days at least".formatted(LEAST.toDays()));
    }
  }
}
