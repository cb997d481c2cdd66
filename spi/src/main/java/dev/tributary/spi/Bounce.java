package dev.tributary.spi;

import java.util.List;

/**
 * Why a recipient's mail server refused an e-mail.
 *
 * @param reason the provider's own word for the cause, for example {@code MailboxFull}; never what
 *     a suppression depends on
 * @param message for people
 * @param diagnostics what the mail server said, as it said it
 */
public record Bounce(Kind kind, String reason, String message, List<String> diagnostics) {

  /** Whether another try can succeed. */
  public enum Kind {
    /** Never: the address is to be suppressed. */
    PERMANENT,
    /** Perhaps: the mailbox is full or the server is down. */
    TRANSIENT,
    /** The provider cannot tell. */
    UNDETERMINED
  }

  public Bounce {
    diagnostics = List.copyOf(diagnostics);
  }
}
